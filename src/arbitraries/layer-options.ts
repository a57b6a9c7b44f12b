/** What `instances.implicitLayer({…})` takes. Ranges are [least, greatest], both included; all parts may be left out. */
export interface ImplicitLayerOptions {
  /** Width m; [1, 16] where left out. */
  readonly width?: readonly [number, number];
  /** Number of samples n; [1, 6] where left out. */
  readonly samples?: readonly [number, number];
  /**
   * The gain q = gamma ||A||_2 that is prescribed by construction; [0, 1] where left out. A greatest gain of 1 stands
   * for everything below 1, up to 1e-8 away. Strata outside the contraction hypothesis come on top (see `outside`).
   */
  readonly gain?: readonly [number, number];
  /** Prescribes rho(gamma |A|) in place of the gain; ||A|| may then be large. Not together with `gain`. */
  readonly absoluteGain?: readonly [number, number];
  /** Prescribes that I - gamma A is a P-matrix in place of a gain. Not together with `gain` or `absoluteGain`. */
  readonly pMatrix?: boolean;
  /** Signs of Phi; "any" where left out. */
  readonly features?: "any" | "signed" | "nonnegative";
  /** Share of instances with Phi = s relu(W X) in [0, 1]; 0.12 where left out, 0 for signed features. */
  readonly weights?: number;
  /** Input dimension d of X; [1, 8] where left out. */
  readonly inputs?: readonly [number, number];
  /** Two Picard starts. */
  readonly starts?: boolean;
  /** Number of Picard steps; left out of the instance where left out here. */
  readonly steps?: readonly [number, number];
  /** A second layer of the same shape, near or far, its features in the same form. */
  readonly pair?: boolean;
  /** Output weights u, v and labels y. */
  readonly outputs?: boolean;
  /**
   * Strata on and beyond the edge of the prescribed hypothesis (about 8 % of the trials). A claim that states its
   * hypotheses loses nothing by them, and a claim whose hypothesis is too weak is found out. Where left out, they are
   * drawn unless the options prescribe a range and no hypothesis of the claim speaks of a gain, a norm of A or a minor:
   * the range is then the claim's hypothesis.
   */
  readonly outside?: boolean;
}

/** Which hypothesis holds by construction. */
export type Prescribed = "gain" | "absoluteGain" | "pMatrix";

/** The options with their defaults filled in. */
export interface LayerFamily {
  readonly width: readonly [number, number];
  readonly samples: readonly [number, number];
  readonly prescribed: Prescribed;
  /** Range of the prescribed gain (of q, or of rho(gamma |A|); for P-matrices, of their contracting part). */
  readonly gain: readonly [number, number];
  readonly features: "any" | "signed" | "nonnegative";
  readonly weights: number;
  readonly inputs: readonly [number, number];
  readonly starts: boolean;
  readonly steps: readonly [number, number] | null;
  readonly pair: boolean;
  readonly outputs: boolean;
  readonly outside: boolean;
}

const WHERE = "instances.implicitLayer";
const KNOWN: Readonly<Record<keyof ImplicitLayerOptions, true>> = {
  width: true,
  samples: true,
  gain: true,
  absoluteGain: true,
  pMatrix: true,
  features: true,
  weights: true,
  inputs: true,
  starts: true,
  steps: true,
  pair: true,
  outputs: true,
  outside: true,
};
const LARGEST_SIZE = 4096;

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError, one line that names the option, what was expected and what was found.
 */
export function layerFamily(options: ImplicitLayerOptions): LayerFamily {
  if (options === null || typeof options !== "object") throw new TypeError(`${WHERE}: expected an object of options`);
  for (const name of Object.keys(options))
    if (!(name in KNOWN))
      throw new TypeError(
        `${WHERE}: unknown option ${JSON.stringify(name)}; known are ${Object.keys(KNOWN).join(", ")}`,
      );
  const given = [options.gain && "gain", options.absoluteGain && "absoluteGain", options.pMatrix && "pMatrix"];
  const prescribed = given.filter((name): name is Prescribed => typeof name === "string");
  if (prescribed.length > 1)
    throw new TypeError(`${WHERE}: ${prescribed.join(" and ")} can't be prescribed at once; keep one of them`);
  const features = options.features ?? "any";
  if (!["any", "signed", "nonnegative"].includes(features))
    throw new TypeError(`${WHERE}: features must be "any", "signed" or "nonnegative", got ${JSON.stringify(features)}`);
  const weights = options.weights ?? (features === "signed" ? 0 : 0.12);
  if (!(weights >= 0 && weights <= 1))
    throw new TypeError(`${WHERE}: weights must be a share in [0, 1], got ${weights}`);
  if (weights > 0 && features === "signed")
    throw new TypeError(
      `${WHERE}: features made of weights, s relu(W X), are never negative; drop weights or "signed"`,
    );
  return {
    width: sizes("width", options.width ?? [1, 16], 1, LARGEST_SIZE),
    samples: sizes("samples", options.samples ?? [1, 6], 1, LARGEST_SIZE),
    prescribed: prescribed[0] ?? "gain",
    gain: gains(options.gain ? "gain" : "absoluteGain", options.gain ?? options.absoluteGain ?? [0, 1]),
    features,
    weights,
    inputs: sizes("inputs", options.inputs ?? [1, 8], 1, LARGEST_SIZE),
    starts: flag("starts", options.starts, false),
    steps: options.steps === undefined ? null : sizes("steps", options.steps, 0, 10_000),
    pair: flag("pair", options.pair, false),
    outputs: flag("outputs", options.outputs, false),
    outside: flag("outside", options.outside, true),
  };
}

function range(name: string, value: unknown): readonly [number, number] {
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "number") {
    if (value[0] <= value[1]) return [value[0], value[1]];
  }
  throw new TypeError(`${WHERE}: ${name} must be [least, greatest], got ${JSON.stringify(value)}`);
}

function sizes(name: string, value: unknown, least: number, greatest: number): readonly [number, number] {
  const [low, high] = range(name, value);
  if (!Number.isInteger(low) || !Number.isInteger(high) || low < least || high > greatest)
    throw new TypeError(`${WHERE}: ${name} must be integers in [${least}, ${greatest}], got [${low}, ${high}]`);
  return [low, high];
}

function gains(name: string, value: unknown): readonly [number, number] {
  const [low, high] = range(name, value);
  if (!(low >= 0 && high <= 1e6)) throw new TypeError(`${WHERE}: ${name} must lie in [0, 1e6], got [${low}, ${high}]`);
  return [low, high];
}

function flag(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== "boolean")
    throw new TypeError(`${WHERE}: ${name} must be true or false, got ${JSON.stringify(value)}`);
  return value;
}
