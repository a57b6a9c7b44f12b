import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Json } from "../../claims/model.js";
import type { Expression } from "../../claims/trace.js";
import { parseInstance } from "../../models/index.js";
import type { InstanceJson } from "./quantity.js";
import { modelCode, reproductionScripts } from "./scripts.js";
import { INSTANCES } from "./testing/instances.js";

/**
 * Every quantity that a claim can ask of an instance, computed by the stand-alone script and by the model's float64 view, which
 * share no formula. Kills a wrong sign, index, transpose or norm in a table, and a quantity that was forgotten.
 */

/** Arguments that a view's methods are asked with. */
const CALLS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  outputDerivatives: [[], ["no transpose"], ["swapped factors"]],
  centralDifferenceErrors: [[], ["no pattern"], ["no inverse"]],
  inputDerivatives: [[], ["no input pattern"], ["no skip"], ["no feedback"]],
  entry: [[1, 0]],
  equilibriumEntry: [[1, 0]],
  featureEntry: [[1, 0]],
  innerProduct: [[0, 1]],
  area: [[0, 2]],
  inputDistance: [[0, 1]],
  angle: [[0, 2]],
  kernelEntry: [[0, 1]],
  kernelSecondMoment: [[0, 2]],
  gramEntry: [[1, 2]],
  inputNorm: [[1]],
  travelled: [[0]],
  activationOverlap: [[0, 1]],
  tangentEntry: [[0, 2]],
  outputDistance: [[], [3]],
};

/** Of the certificates only what conclusions are made of; hypotheses are not shown by scripts. */
const NOT_SHOWN =
  /^(other\.)?(flow|descent)Certificate\.|flowCurve\.|\.energy\(|^minimizer\[|^other\.(other|pair|\w*[pP]icard\w*|outputDerivatives|inputDerivatives|centralDifferenceErrors)\b/;

interface Found {
  readonly path: string;
  readonly mid: number;
  readonly rad: number;
}

const isReal = (value: object): value is { toBall(): { mid: number; rad: number } } => "toBall" in value;

/** Every known number of a view with the way to it. */
function* quantities(value: unknown, path: string, depth: number): Iterable<Found> {
  if (typeof value !== "object" || value === null || depth > 3) return;
  if (isReal(value)) {
    const { mid, rad } = value.toBall();
    if (Number.isFinite(rad)) yield { path, mid, rad };
    return;
  }
  if (Array.isArray(value)) {
    for (const [i, entry] of value.entries()) yield* quantities(entry, `${path}[${i}]`, depth + 1);
    return;
  }
  const names = new Set<string>();
  for (
    let owner: object | null = value;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  )
    for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
  for (const name of names) {
    const way = path === "" ? name : `${path}.${name}`;
    if (name === "constructor" || /^(design|U|V|hidden|data|state)$/.test(name) || way === "other.other") continue;
    // A second layer is asked like the first: once is enough.
    if (way === "other" && Reflect.get(value, "samples", value) > 1) continue;
    let member: unknown;
    try {
      member = Reflect.get(value, name, value);
    } catch {
      continue;
    }
    if (typeof member !== "function") yield* quantities(member, way, depth + 1);
    else
      for (const call of Object.hasOwn(CALLS, name) ? CALLS[name] : [[1]]) {
        let result: unknown;
        try {
          result = Reflect.apply(member, value, call);
        } catch {
          continue;
        }
        yield* quantities(result, `${way}(${call.join(", ")})`, depth + 1);
      }
  }
}

/** What a TypeScript script prints as its left side. */
function printedLeft(script: string): number {
  const lines: unknown[][] = [];
  const { code } = transformSync(script, { loader: "ts", format: "esm" });
  new Function("console", code)({ log: (...parts: unknown[]) => lines.push(parts) });
  return Number(lines[0]?.[1]);
}

for (const [name, instance] of Object.entries(INSTANCES))
  test(`${name}: scripts compute what the view says`, () => {
    const { model, data } = parseInstance(instance as Json);
    const { view } = model.view(data);
    const code = modelCode(model.name);
    assert.ok(code !== undefined);
    const missing: string[] = [];
    const wrong: string[] = [];
    let compared = 0;
    for (const { path, mid, rad } of quantities(view, "", 0)) {
      if (code.quantity(path, instance as InstanceJson) === undefined) {
        if (!NOT_SHOWN.test(path)) missing.push(path);
        continue;
      }
      const formula = { left: { quantity: path } as Expression, relation: "<" as const, right: { literal: 0 } };
      const scripts = reproductionScripts({ title: path, statement: "", instance: instance as InstanceJson, formula });
      if (scripts === undefined) {
        missing.push(path);
        continue;
      }
      const found = printedLeft(scripts.typescript);
      compared++;
      // Flows of scripts are integrated to 1e-8; branch and bound ends within 2^-20.
      if (!(Math.abs(found - mid) <= rad + 1e-5 * Math.abs(mid) + 1e-7))
        wrong.push(`${path}: ${found}, not ${mid} ± ${rad}`);
    }
    assert.equal(wrong, []);
    assert.equal(missing, []);
    assert.ok(compared >= 5, `${compared} quantities`);
  });

test.run();
