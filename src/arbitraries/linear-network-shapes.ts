import type { CounterStream } from "../numerics/random.js";
import type { LinearFamily } from "./linear-network.js";
import { clamp, regular, short } from "./linear-network-entries.js";
import type { LinearStratum } from "./linear-network-strata.js";

/** n samples, D inputs, m outputs and width h, any data and weights */
function ofSizes(stream: CounterStream, n: number, D: number, m: number, h: number) {
  return {
    X: regular(stream, n, D),
    Y: short(stream, n, m, stream.pick([0.5, 2])),
    U: short(stream, D, h, stream.pick([0.5, 1, 2])),
    V: short(stream, m, h, stream.pick([0.5, 1, 2])),
  };
}

/** n < D where `few`, else n > D; the width r + m or as near to it as the range allows */
const unequal = (few: boolean) => (stream: CounterStream, family: LinearFamily) => {
  const m = stream.integer(...family.outputs);
  const [large, small] = few ? [family.inputs, family.samples] : [family.samples, family.inputs];
  const most = stream.integer(Math.max(2, large[0]), large[1]);
  const least = stream.integer(small[0], Math.min(small[1], most - 1));
  const [n, D] = few ? [least, most] : [most, least];
  return ofSizes(stream, n, D, m, clamp(least + m + stream.below(2), family.width));
};

/** Exactly r + m */
function justWide(stream: CounterStream, family: LinearFamily) {
  const m = family.outputs[0];
  const most = Math.min(family.samples[1], family.inputs[1], family.width[1] - m);
  const r = stream.integer(Math.max(1, Math.min(most, family.width[0] - m)), most);
  const n = Math.max(r, family.samples[0]);
  return ofSizes(stream, n, Math.max(r, family.inputs[0]), m, r + m);
}

/** h < r: the width is the bottleneck, c > 0 only where V dominates */
function narrow(stream: CounterStream, family: LinearFamily) {
  const most = Math.min(family.samples[1], family.inputs[1]);
  const r = stream.integer(Math.max(2, family.width[0] + 1), most);
  const h = stream.integer(family.width[0], Math.min(r - 1, family.width[1]));
  const [n, D] = [Math.max(r, family.samples[0]), Math.max(r, family.inputs[0])];
  return ofSizes(stream, n, D, stream.integer(...family.outputs), h);
}

/** Room for n < D, or for n > D */
const hasRoom = (large: readonly [number, number], small: readonly [number, number]): boolean =>
  large[1] >= 2 && small[0] < large[1];

/** Strata that fix the shape; the data are any. */
export const SHAPES: readonly LinearStratum[] = [
  {
    name: "n < D",
    about: "fewer samples than inputs",
    share: 4,
    make: unequal(true),
    when: ({ invariant, wide, inputs, samples }) => !invariant && !wide && hasRoom(inputs, samples),
  },
  {
    name: "n > D",
    about: "more samples than inputs: L* > 0",
    share: 4,
    make: unequal(false),
    when: ({ invariant, wide, inputs, samples }) => !invariant && !wide && hasRoom(samples, inputs),
  },
  {
    name: "h = r + m",
    about: "the least width at which c > 0 almost surely",
    share: 4,
    make: justWide,
    when: ({ invariant, samples, inputs, outputs, width }) =>
      !invariant &&
      Math.min(samples[1], inputs[1]) >= 1 &&
      width[1] - outputs[0] >= 1 &&
      width[0] <= Math.min(samples[1], inputs[1]) + outputs[0] &&
      samples[0] === 1 &&
      inputs[0] === 1,
  },
  {
    name: "h < r",
    about: "the width below the rank of X",
    share: 4,
    make: narrow,
    when: ({ invariant, wide, samples, inputs, width }) =>
      !invariant && !wide && Math.min(samples[1], inputs[1]) >= Math.max(2, width[0] + 1),
  },
];
