import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Real } from "../numerics/real.js";
import {
  absolute,
  exponential,
  largest,
  logarithm,
  minus,
  negate,
  over,
  plus,
  power,
  smallest,
  squareRoot,
  times,
} from "./arithmetic.js";
import { atMost, below } from "./inequality.js";
import { judgeInequality } from "./judgement.js";
import { IntervalReal, intervals } from "./testing/interval-real.js";
import { type Expression, quantitiesOf, traceStatement } from "./trace.js";

class View {
  readonly width = 2;
  readonly gain: Real = new IntervalReal(0.5);
  readonly columns = [{ norm: new IntervalReal(3) }, { norm: new IntervalReal(4) }];
  readonly #secret = new IntervalReal(7);
  readonly run = { error: (k: number): Real => new IntervalReal(k) };
  get hidden(): Real {
    return this.#secret;
  }
}

function write(expression: Expression): string {
  if ("quantity" in expression) return expression.quantity;
  if ("literal" in expression) return JSON.stringify(expression.literal);
  return `${expression.operation}(${expression.operands.map(write).join(", ")})`;
}

test("a statement becomes formulas of named quantities", () => {
  const [first, second] = traceStatement(
    (view: View) => [
      atMost(view.columns[1].norm, over(view.run.error(3), minus(1, view.gain)), "column 1"),
      below(view.hidden, plus("1/2", view.width)),
    ],
    new View(),
    intervals,
  );
  assert.is(write(first.left), "columns[1].norm");
  assert.is(write(first.right), "over(run.error(3), minus(1, gain))");
  assert.is(first.label, "column 1");
  assert.is(write(second.left), "hidden");
  assert.is(write(second.right), 'plus("1/2", 2)');
  assert.is(second.relation, "<");
  assert.equal(quantitiesOf(first.right), ["run.error(3)", "gain"]);
});

test("every operation is remembered, and the values stay those of the view", () => {
  const [traced] = traceStatement(
    ({ gain }: View) => {
      const left = largest(negate(gain), absolute(gain), smallest(power(gain, 2), squareRoot(gain)));
      assert.is(judgeInequality(atMost(left, 1), left.arithmetic).verdict, "holds");
      assert.is(left.describe(3), "0.5");
      assert.is(left.evidence, "exact");
      assert.ok(left.known);
      return atMost(left, times(exponential(gain), logarithm(gain)));
    },
    new View(),
    intervals,
  );
  assert.is(write(traced.left), "max(max(negate(gain), abs(gain)), min(power(gain, 2), sqrt(gain)))");
  assert.is(write(traced.right), "times(exp(gain), log(gain))");
});

test("what the statement throws is passed on", () => {
  assert.throws(
    () =>
      traceStatement(
        () => {
          throw new RangeError("no");
        },
        new View(),
        intervals,
      ),
    /no/,
  );
});

test.run();
