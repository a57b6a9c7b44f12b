import type { Arithmetic, Enclosure, Evidence, Order, Real } from "../numerics/real.js";
import { realIn } from "./arithmetic.js";
import type { Statement } from "./claim.js";
import type { Inequality, Relation } from "./inequality.js";

/**
 * A side of an inequality as a formula of the instance's quantities. `quantity` is the way through the view:
 * `"gain"`, `"picard.error(3)"`, `"columns[0].featureNorm"`.
 */
export type Expression =
  | { readonly quantity: string }
  | { readonly literal: number | string }
  | { readonly operation: Operation; readonly operands: readonly Expression[] };

export type Operation =
  | "plus"
  | "minus"
  | "times"
  | "over"
  | "negate"
  | "abs"
  | "sqrt"
  | "max"
  | "min"
  | "power"
  | "exp"
  | "log";

/** An inequality with both sides as formulas: what reports typeset and stand-alone scripts compute. */
export interface TracedInequality {
  readonly left: Expression;
  readonly relation: Relation;
  readonly right: Expression;
  readonly label?: string;
}

/** A Real that remembers how it was made; all questions are answered by the Real that it wraps. */
class TracedReal implements Real {
  readonly arithmetic: Arithmetic;
  readonly value: Real;
  readonly expression: Expression;

  constructor(value: Real, expression: Expression, arithmetic: Arithmetic) {
    this.value = value;
    this.expression = expression;
    this.arithmetic = arithmetic;
  }

  get evidence(): Evidence {
    return this.value.evidence;
  }
  get known(): boolean {
    return this.value.known;
  }
  #with(value: Real, operation: Operation, ...others: readonly Expression[]): TracedReal {
    return new TracedReal(value, { operation, operands: [this.expression, ...others] }, this.arithmetic);
  }
  plus(other: Real): Real {
    return this.#with(this.value.plus(bare(other)), "plus", expressionOf(other));
  }
  minus(other: Real): Real {
    return this.#with(this.value.minus(bare(other)), "minus", expressionOf(other));
  }
  times(other: Real): Real {
    return this.#with(this.value.times(bare(other)), "times", expressionOf(other));
  }
  over(other: Real): Real {
    return this.#with(this.value.over(bare(other)), "over", expressionOf(other));
  }
  max(other: Real): Real {
    return this.#with(this.value.max(bare(other)), "max", expressionOf(other));
  }
  min(other: Real): Real {
    return this.#with(this.value.min(bare(other)), "min", expressionOf(other));
  }
  negate(): Real {
    return this.#with(this.value.negate(), "negate");
  }
  abs(): Real {
    return this.#with(this.value.abs(), "abs");
  }
  sqrt(): Real {
    return this.#with(this.value.sqrt(), "sqrt");
  }
  power(exponent: number): Real {
    return this.#with(this.value.power(exponent), "power", { literal: exponent });
  }
  exp(): Real {
    return this.#with(this.value.exp(), "exp");
  }
  log(): Real {
    return this.#with(this.value.log(), "log");
  }
  order(other: Real): Order {
    return this.value.order(bare(other));
  }
  toBall(): Enclosure {
    return this.value.toBall();
  }
  describe(digits: number): string {
    return this.value.describe(digits);
  }
}

const bare = (value: Real): Real => (value instanceof TracedReal ? value.value : value);

function expressionOf(value: Real): Expression {
  if (value instanceof TracedReal) return value.expression;
  throw new TypeError("a traced quantity met one that is not traced");
}

function tracingArithmetic(base: Arithmetic): Arithmetic {
  const arithmetic: Arithmetic = {
    name: base.name,
    digits: base.digits,
    number: (value) => new TracedReal(base.number(value), { literal: value }, arithmetic),
    rational: (text) => new TracedReal(base.rational(text), { literal: text }, arithmetic),
    get unknown(): Real {
      return new TracedReal(base.unknown, { quantity: "unknown" }, arithmetic);
    },
  };
  return arithmetic;
}

const isReal = (value: unknown): value is Real =>
  typeof value === "object" && value !== null && "order" in value && typeof value.order === "function";

/** The same view, with every Real remembering the way that led to it. Numbers, flags and shapes pass unchanged. */
function tracedView(value: unknown, path: string, arithmetic: Arithmetic): unknown {
  if (isReal(value)) return new TracedReal(value, { quantity: path }, arithmetic);
  if (Array.isArray(value)) return value.map((entry, index) => tracedView(entry, `${path}[${index}]`, arithmetic));
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return new Proxy(value, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol") return member;
      const way = path === "" ? name : `${path}.${name}`;
      if (typeof member !== "function") return tracedView(member, way, arithmetic);
      return (...call: readonly unknown[]) =>
        tracedView(Reflect.apply(member, target, call), `${way}(${call.join(", ")})`, arithmetic);
    },
  });
}

/**
 * A hypothesis or conclusion as formulas: the statement is run on a view whose quantities remember their names.
 * Works for every claim, a user's too, since a claim sees an instance only through its view.
 * @throws what the statement throws on this instance.
 */
export function traceStatement<View>(
  statement: Statement<View>,
  view: View,
  arithmetic: Arithmetic,
): readonly TracedInequality[] {
  const tracing = tracingArithmetic(arithmetic);
  const result = statement(tracedView(view, "", tracing) as View);
  const list: readonly Inequality[] = Array.isArray(result) ? result : [result as Inequality];
  return list.map(({ left, relation, right, label }) => ({
    left: expressionOf(realIn(left, tracing)),
    relation,
    right: expressionOf(realIn(right, tracing)),
    ...(label === undefined ? {} : { label }),
  }));
}

/** All quantities that a formula uses, each once, in order of appearance. */
export function quantitiesOf(expression: Expression): readonly string[] {
  if ("quantity" in expression) return [expression.quantity];
  if ("literal" in expression) return [];
  return [...new Set(expression.operands.flatMap(quantitiesOf))];
}
