import type { Instances, Stratum } from "../claims/instances.js";
import type { LinearNetworkData } from "../models/linear-network/data.js";
import { linearNetworkModel } from "../models/linear-network/model.js";
import type { LinearNetwork } from "../models/linear-network/view.js";
import { counterStream } from "../numerics/random.js";
import { chooseByShare } from "./designs.js";
import { withRuns } from "./linear-network-runs.js";
import { LINEAR_STRATA } from "./linear-network-strata.js";

/** What linear networks are drawn; sizes are [least, greatest]. */
export interface LinearNetworkOptions {
  /** Ranges of sizes; [1, 4], [1, 4], [1, 2] and [1, 6] where left out. */
  readonly samples?: readonly [number, number];
  readonly inputs?: readonly [number, number];
  readonly outputs?: readonly [number, number];
  readonly width?: readonly [number, number];
  /** Instances carry a descent of this many steps; none where left out. */
  readonly descentSteps?: number;
  /** "local": step sizes below 1 over a bound of the Hessian; "any" (the default): now and then far above. */
  readonly stepSizes?: "local" | "any";
  /** Instances carry a flow looked at after a short and a longer time. */
  readonly flow?: boolean;
  /**
   * Only instances in which U2 is orthogonal to V and U1 exactly, by blocks of the width that are turned by a Hadamard
   * matrix, beside a stratum where one of the two products is not zero.
   */
  readonly invariant?: boolean;
  /** Only h >= rank X + m. */
  readonly wide?: boolean;
}

/** A family of two-layer linear networks. */
export type LinearNetworkInstances = Instances<LinearNetworkData, LinearNetwork>;

/** The options with every range given. */
export interface LinearFamily {
  readonly samples: readonly [number, number];
  readonly inputs: readonly [number, number];
  readonly outputs: readonly [number, number];
  readonly width: readonly [number, number];
  readonly invariant: boolean;
  readonly flow: boolean;
  readonly wide: boolean;
}

/** A stratum must reach this part of its expected number of trials before a claim is held. */
const REQUIRED_PART = 0.5;

/**
 * Two-layer linear networks with loss |Y - X U V'|_F^2 / 2. Entries have few digits but for one stratum; ranks, overlaps
 * and balances are exact by construction. Strata are listed in docs/strata.md.
 * @throws TypeError for ranges that are empty or reach below 1; one line that names the option
 * @example
 * const family = instances.linearNetwork({ samples: [1, 3], inputs: [1, 3], outputs: [1, 2], width: [1, 6] });
 * family.draw(1n, 0).data.U.columns <= 6; // → true
 */
export function linearNetwork(options: LinearNetworkOptions = {}): LinearNetworkInstances {
  const range = (name: "samples" | "inputs" | "outputs" | "width", otherwise: readonly [number, number]) => {
    const given = options[name] ?? otherwise;
    const [least, most] = given;
    if (!(Number.isInteger(least) && Number.isInteger(most) && least >= 1 && most >= least))
      throw new TypeError(`instances.linearNetwork: ${name} is [${given}]; expected two integers, 1 <= least <= most`);
    return given;
  };
  const { descentSteps } = options;
  if (descentSteps !== undefined && !(Number.isInteger(descentSteps) && descentSteps >= 1))
    throw new TypeError(`instances.linearNetwork: descentSteps is ${descentSteps}; expected an integer >= 1`);
  const family: LinearFamily = {
    samples: range("samples", [1, 4]),
    inputs: range("inputs", [1, 4]),
    outputs: range("outputs", [1, 2]),
    width: range("width", [1, 6]),
    invariant: options.invariant ?? false,
    flow: options.flow ?? false,
    wide: options.wide ?? false,
  };
  const rows = LINEAR_STRATA.filter((row) => row.when?.(family) ?? true);
  const choice = chooseByShare("instances.linearNetwork", rows);
  const strata: Stratum[] = rows.map(({ name, about }, i) => ({
    name,
    about,
    requiredShare: Math.floor(choice.shares[i] * REQUIRED_PART * 1e4) / 1e4,
  }));
  return Object.freeze({
    model: linearNetworkModel,
    strata,
    draw(key: bigint, index: number) {
      const stream = counterStream(key, index);
      const row = rows[choice.pick(stream)];
      return { data: withRuns(stream, row.make(stream, family), options), stratum: row.name };
    },
  });
}
