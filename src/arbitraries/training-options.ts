/** What `instances.trainedLayer({…})` takes. Ranges are [least, greatest], both included; all parts may be left out. */
export interface TrainedLayerOptions {
  /** Width m; [1, 10] where left out. Raised to the number of samples where smaller. */
  readonly width?: readonly [number, number];
  /** Number of samples n; [1, 4] where left out. */
  readonly samples?: readonly [number, number];
  /** Input dimension d; [1, 8] where left out. */
  readonly inputs?: readonly [number, number];
  /** The initial gain gamma ||A_0||; [0, 0.9] where left out. */
  readonly gain?: readonly [number, number];
  /** The theorem on whose boundary the labels are set; "flow" where left out. */
  readonly theorem?: "flow" | "descent";
  /** Features s relu(W X) with s = 1, or s = 1/sqrt m; "one" where left out. */
  readonly scale?: "one" | "normalised";
  /**
   * Flow times (in units of 1/lambda_0, of which so many are drawn; 16 where there are 16 samples or more); none where left
   * out. Only the strata whose flows are known in closed form or enclosed cheaply have times: in the others layer.flow is
   * empty, and a conclusion on it must fall back to something else (layer.descent(0), say), for an empty list states nothing.
   */
  readonly times?: number;
  /** Number of steps of descent, with a step size up to the theorem's; none where left out. */
  readonly steps?: readonly [number, number];
  /**
   * A second point: in the ball that the theorem confines training to ("ball"), about as near as an activation pattern
   * is to changing ("pattern"), or the same with W kept ("direction") or with A kept ("inputs"); none where left out.
   */
  readonly moved?: "ball" | "pattern" | "direction" | "inputs";
}

export interface TrainedFamily {
  readonly width: readonly [number, number];
  readonly samples: readonly [number, number];
  readonly inputs: readonly [number, number];
  readonly gain: readonly [number, number];
  readonly theorem: "flow" | "descent";
  readonly scale: "one" | "normalised";
  readonly times: number;
  readonly steps: readonly [number, number] | null;
  readonly moved: "ball" | "pattern" | "direction" | "inputs" | null;
}

/** What fast-check draws: from it and its seed everything else follows. */
export interface TrainingRecipe {
  /** Chooses the stratum, uniform in [0, 2^16). */
  readonly ticket: number;
  /** 32 bits */
  readonly seed: number;
  readonly width: number;
  readonly samples: number;
}

const WHERE = "instances.trainedLayer";
const KNOWN: Readonly<Record<keyof TrainedLayerOptions, true>> = {
  width: true,
  samples: true,
  inputs: true,
  gain: true,
  theorem: true,
  scale: true,
  times: true,
  steps: true,
  moved: true,
};

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError, one line that names the option, what was expected and what was found.
 */
export function trainedFamily(options: TrainedLayerOptions): TrainedFamily {
  if (options === null || typeof options !== "object") throw new TypeError(`${WHERE}: expected an object of options`);
  for (const name of Object.keys(options))
    if (!(name in KNOWN))
      throw new TypeError(
        `${WHERE}: unknown option ${JSON.stringify(name)}; known are ${Object.keys(KNOWN).join(", ")}`,
      );
  return {
    width: range("width", options.width ?? [1, 10], 1, 4096, true),
    samples: range("samples", options.samples ?? [1, 4], 1, 4096, true),
    inputs: range("inputs", options.inputs ?? [1, 8], 1, 4096, true),
    gain: range("gain", options.gain ?? [0, 0.9], 0, 0.999, false),
    theorem: choice("theorem", options.theorem ?? "flow", ["flow", "descent"]),
    scale: choice("scale", options.scale ?? "one", ["one", "normalised"]),
    times: range("times", [options.times ?? 0, options.times ?? 0], 0, 10, true)[0],
    steps: options.steps === undefined ? null : range("steps", options.steps, 1, 1000, true),
    moved: choice("moved", options.moved ?? null, [null, "ball", "pattern", "direction", "inputs"]),
  };
}

function range(
  name: string,
  value: readonly [number, number],
  least: number,
  greatest: number,
  whole: boolean,
): readonly [number, number] {
  const [low, high] = Array.isArray(value) && value.length === 2 ? (value as [number, number]) : [Number.NaN, 0];
  const fits = low >= least && low <= high && high <= greatest;
  if (!fits || (whole && !(Number.isInteger(low) && Number.isInteger(high))))
    throw new TypeError(
      `${WHERE}: ${name} must be [least, greatest] of ${whole ? "integers" : "numbers"} in [${least}, ${greatest}], got ${JSON.stringify(value)}`,
    );
  return [low, high];
}

function choice<T>(name: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value))
    throw new TypeError(
      `${WHERE}: ${name} must be ${choices.map((c) => JSON.stringify(c)).join(" or ")}, got ${JSON.stringify(value)}`,
    );
  return value;
}
