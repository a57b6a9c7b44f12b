import type { Matrix } from "../numerics/matrix.js";
import type { CounterStream } from "../numerics/random.js";
import type { LayerRecipe } from "./layer-draft.js";
import type { LayerFamily } from "./layer-options.js";
import { absoluteRadiusBound, scaleToReach, spectralNormBound } from "./norm-bound.js";

/** The greatest gain of the bulk where the family asks for everything below 1: nearer to 1 is a stratum of its own. */
const BULK_LIMIT = 0.99;
const PRESETS = [2 ** -10, 0.1, 0.5, 0.9, 0.99];

/** The range of gains that the bulk is drawn from. */
export function bulkGains(family: LayerFamily): readonly [number, number] {
  const [low, high] = family.gain;
  return [low, high === 1 && low <= BULK_LIMIT ? BULK_LIMIT : high];
}

/** A gain inside the family's range: half the time anywhere, half the time one of the presets. */
export function bulkGain(stream: CounterStream, recipe: LayerRecipe, family: LayerFamily): number {
  const [low, high] = bulkGains(family);
  const presets = PRESETS.filter((gain) => low <= gain && gain <= high);
  if (presets.length > 0 && stream.chance(1, 2)) return stream.pick(presets);
  return low + (high - low) * (recipe.gain * 2 ** -20);
}

/** A gain of few binary digits (or one of the presets), so that exact instances stay short. */
export function simpleGain(stream: CounterStream, family: LayerFamily): number {
  const [low, high] = bulkGains(family);
  const simple = [0.5, 0.75, 0.25, 0.9, 0.99, 0.875].filter((gain) => low <= gain && gain <= high);
  if (simple.length > 0 && stream.chance(4, 5)) return stream.pick(simple);
  const steps = Math.floor(high * 1024);
  const least = Math.ceil(low * 1024);
  return least <= steps ? stream.integer(least, steps) / 1024 : low;
}

/** Upper bound of what gamma multiplies in the prescribed quantity: ||A||_2 or rho(|A|). */
export function prescribedBound(matrix: Matrix, family: LayerFamily): number {
  return family.prescribed === "absoluteGain" ? absoluteRadiusBound(matrix) : spectralNormBound(matrix);
}

/** gamma such that the prescribed quantity reaches the target and does not exceed it. */
export function gammaFor(target: number, matrix: Matrix, family: LayerFamily, bits = 26): number {
  return scaleToReach(target, prescribedBound(matrix, family), bits);
}
