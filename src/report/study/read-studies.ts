import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import type { PhaseDiagram } from "../../engine/study/phase-diagram.js";
import type { WidthStudyDocument } from "../study-text.js";

/** What `lemmacheck study` writes as JSON. */
export type StudyDocument = PhaseDiagram | WidthStudyDocument;

export const isPhaseDiagram = (study: StudyDocument): study is PhaseDiagram => "cells" in study;

const text = { type: "string" } as const;
const number = { type: "number" } as const;
const count = { type: "integer", minimum: 0 } as const;
const object = (properties: Readonly<Record<string, object>>) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
});
const list = (items: object, minItems = 1) => ({ type: "array", minItems, maxItems: 10_000, items });
const axis = object({ parameter: text, values: list(number) });
const share = object({ count, lower: number, upper: number });

/** What the pictures need; a file that lacks it is no study. */
const SCHEMA = {
  anyOf: [
    object({
      claim: text,
      x: axis,
      y: axis,
      fixed: { type: "object", additionalProperties: number },
      inputs: text,
      seed: number,
      trials: count,
      cells: list(
        object({
          x: number,
          y: number,
          trials: count,
          shares: object({ held: share, violated: share, undecided: share, vacuous: share, error: share }),
        }),
      ),
    }),
    object({
      claim: text,
      eventText: text,
      inputs: text,
      seed: number,
      samples: list(number),
      replicates: list(
        object({
          widths: list(object({ samples: number, width: number, successes: count, trials: count })),
          slope: number,
          intercept: number,
        }),
      ),
      exponent: object({ mean: number, lower: number, upper: number, confidence: number }),
      statements: list(object({ statement: text, outcome: text, reason: text })),
    }),
  ],
} as const;

let validate: ValidateFunction | undefined;

/** Whether a document has what is drawn of it. */
export function isStudy(document: unknown): document is StudyDocument {
  validate ??= new Ajv({ allowUnionTypes: true, strict: false }).compile(SCHEMA);
  return validate(document) === true;
}

/**
 * The studies that lie in a folder, by file name; those that are broken or foreign are passed over, since a report must
 * not fail for something beside it. An absent folder has none.
 */
export function readStudies(folder: string): readonly StudyDocument[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const document: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
      return isStudy(document) ? [document] : [];
    } catch {
      return [];
    }
  });
}
