import type { Simplification } from "../../claims/model.js";
import type { Matrix } from "../../numerics/matrix.js";
import type { ImplicitData, OtherLayerData } from "./data.js";
import { roundedFeatures } from "./fields.js";

/** Simplifications that use what the layer is: its features computed, its gain moved into A, its scale removed. */
export function* implicitRewrites(data: ImplicitData): Iterable<Simplification<ImplicitData>> {
  for (const rewrite of rewrites(data)) if (hasFiniteEntries(rewrite.data)) yield rewrite;
}

function* rewrites(data: ImplicitData): Iterable<Simplification<ImplicitData>> {
  if (!("Phi" in data.features) || (data.other !== undefined && !("Phi" in data.other.features))) {
    const computed = withComputedFeatures(data);
    const { other } = computed;
    yield {
      data: other === undefined ? computed : { ...computed, other: withComputedFeatures(other) },
      step: "replace W and X by Phi",
    };
  }
  if (data.gamma !== 1 && data.gamma !== 0) {
    const absorbed = withAbsorbedGain(data);
    const { other } = absorbed;
    yield {
      data: other === undefined ? absorbed : { ...absorbed, other: withAbsorbedGain(other) },
      step: "move gamma into A",
    };
  }
  if ("Phi" in data.features) {
    const largest = data.features.Phi.data.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
    for (const divisor of [largest, powerOfTwoBelow(largest)])
      if (divisor > 0 && divisor !== 1 && Number.isFinite(1 / divisor))
        yield { data: scaledBy(data, divisor), step: `divide Phi and every state by ${divisor}` };
  }
}

function withComputedFeatures<L extends ImplicitData | OtherLayerData>(layer: L): L {
  return { ...layer, features: { Phi: roundedFeatures(layer.features) } };
}

function withAbsorbedGain<L extends ImplicitData | OtherLayerData>(layer: L): L {
  return { ...layer, gamma: 1, A: layer.A.map((a) => layer.gamma * a) };
}

/** The layer with (Phi, Z, starts) divided: an exact symmetry of the equilibrium for powers of two. */
function scaledBy(data: ImplicitData, divisor: number): ImplicitData {
  const divided = (matrix: Matrix) => matrix.map((x) => x / divisor);
  const layer = <L extends ImplicitData | OtherLayerData>(value: L): L => ({
    ...value,
    ...("Phi" in value.features ? { features: { Phi: divided(value.features.Phi) } } : {}),
    ...(value.equilibrium === undefined ? {} : { equilibrium: divided(value.equilibrium) }),
  });
  return {
    ...layer(data),
    ...(data.start === undefined ? {} : { start: divided(data.start) }),
    ...(data.otherStart === undefined ? {} : { otherStart: divided(data.otherStart) }),
    ...(data.other === undefined ? {} : { other: layer(data.other) }),
  };
}

/** Products may overflow; everything else is copied from finite data or divided by something >= half of it. */
function hasFiniteEntries({ A, features, other }: ImplicitData): boolean {
  const matrices = [
    A,
    other?.A,
    ...[features, other?.features].map((f) => (f !== undefined && "Phi" in f ? f.Phi : undefined)),
  ];
  return matrices.every((matrix) => matrix === undefined || matrix.data.every(Number.isFinite));
}

/** The largest power of two <= size, by halving and doubling: Math.log2 may be off by one. 0 for 0. */
function powerOfTwoBelow(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 0;
  let power = 1;
  while (power > size) power /= 2;
  while (power * 2 <= size) power *= 2;
  return power;
}
