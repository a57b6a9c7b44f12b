import { test } from "uvu";
import * as assert from "uvu/assert";
import { counterStream } from "../../numerics/random.js";
import { histogramShift } from "./histogram-shift.js";

/** 1000 draws of the square of a uniform variable, scaled: a histogram like those of trials. */
function drawn(seed: number, scale: number, count = 1000) {
  const stream = counterStream(7n, seed);
  const bins = new Array<number>(20).fill(0);
  for (let k = 0; k < count; k++) bins[Math.min(19, Math.floor(20 * scale * stream.openUnit() ** 2))]++;
  return { below: 0, bins };
}

test("another seed is noise: no shift in 300 pairs of equal laws", () => {
  for (let seed = 0; seed < 300; seed++)
    assert.is(histogramShift(drawn(2 * seed, 1), drawn(2 * seed + 1, 1, 800)), null, `${seed}`);
});

test("a law that moved by a fifth is seen, with its direction", () => {
  for (let seed = 0; seed < 50; seed++) {
    const shift = histogramShift(drawn(2 * seed, 1), drawn(2 * seed + 1, 0.8));
    assert.ok(shift !== null && shift.after < shift.before, `${seed}`);
  }
});

test("nothing is said of empty histograms, or of ones with other bins", () => {
  const empty = { below: 0, bins: new Array<number>(20).fill(0) };
  assert.is(histogramShift(empty, drawn(1, 1)), null);
  assert.is(histogramShift(drawn(1, 1), { below: 3, bins: [900, 100] }), null);
  assert.is(histogramShift({ below: 0, bins: [1000] }, { below: 0, bins: [1000] }), null);
  // What lies below zero is a cell like others.
  assert.ok(histogramShift({ below: 500, bins: [500] }, { below: 0, bins: [1000] }));
});

test.run();
