import { test } from "uvu";
import * as assert from "uvu/assert";
import { ballText, count, duration, exactNumber, percentage, plural, ratioText, shortNumber } from "./numbers.js";

test("numbers are short, and zeros are not padded", () => {
  assert.is(shortNumber(0.9), "0.9");
  assert.is(shortNumber(100), "100");
  assert.is(shortNumber(5.263157894736842), "5.26316");
  assert.is(shortNumber(1.5e-12), "1.5e-12");
  assert.is(shortNumber(1e21), "1e21");
  assert.is(shortNumber(-0), "0");
  assert.is(shortNumber(Number.NaN), "unknown");
});

test("entries are the shortest decimal of the same double, the sign of zero included", () => {
  assert.is(exactNumber(0.1), "0.1");
  assert.is(exactNumber(-0), "-0");
  assert.is(exactNumber(2 ** -30), "9.313225746154785e-10");
});

test("a ball's text encloses what the ball encloses", () => {
  let state = 12345;
  const random = (): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  for (let i = 0; i < 2000; i++) {
    const mid = (random() - 0.5) * 10 ** (random() * 20 - 10);
    const rad = Math.abs(mid) * 10 ** (-random() * 17);
    const match = /^(\S+) ± (\S+)$/.exec(ballText({ mid, rad }));
    assert.ok(match, `${mid} ${rad}`);
    const [shownMid, shownRad] = [Number(match?.[1]), Number(match?.[2])];
    assert.ok(shownMid - shownRad <= mid - rad && mid + rad <= shownMid + shownRad, `${mid} ± ${rad}`);
  }
});

test("what is exact shows no radius, what is unknown says so", () => {
  assert.is(ballText({ mid: 3, rad: 0 }), "3");
  assert.is(ballText(null), "unknown");
  assert.is(ballText({ mid: 3, rad: Number.POSITIVE_INFINITY }), "unknown");
});

test("a share is 0 % only for none and 100 % only for all", () => {
  assert.is(percentage(0, 1000), "0 %");
  assert.is(percentage(1, 1_000_000), "<0.01 %");
  assert.is(percentage(12, 1000), "1.2 %");
  assert.is(percentage(999_999, 1_000_000), ">99.99 %");
  assert.is(percentage(7, 7), "100 %");
  assert.is(percentage(0, 0), "0 %");
});

test("a ratio just below 1 is not rounded to 1", () => {
  assert.is(ratioText(1), "1");
  assert.is(ratioText(0.99999999), "1 - 1e-8");
  assert.is(ratioText(0.5), "0.5");
  assert.is(ratioText(null), "–");
});

test("durations and counts", () => {
  assert.is(duration(850), "850 ms");
  assert.is(duration(12_345), "12.3 s");
  assert.is(duration(125_000), "2 min 05 s");
  assert.is(count(1234567), "1,234,567");
  assert.is(plural(1, "trial"), "1 trial");
  assert.is(plural(2000, "trial"), "2,000 trials");
});

test.run();
