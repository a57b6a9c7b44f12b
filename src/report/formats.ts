import type { RunRecord } from "../engine/run-record.js";
import type { StudyDocument } from "./study/read-studies.js";

/** Renderings of a run record, and the name of the file that each goes to. */
export const FORMATS = {
  html: "report.html",
  junit: "junit.xml",
  markdown: "report.md",
  sarif: "lemmacheck.sarif",
  tyche: "tyche.jsonl",
} as const;

export type Format = keyof typeof FORMATS;

export const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name);

/** The record in one format; the HTML page shows studies too. Each renderer is loaded when it is asked for: typesetting formulas is a large part of all code. */
export async function renderAs(
  format: Format,
  record: RunRecord,
  replayCommand: (file: string) => string,
  studies: readonly StudyDocument[] = [],
): Promise<string> {
  switch (format) {
    case "html":
      return (await import("./html/document.js")).renderHtml(record, { replayCommand, studies });
    case "junit":
      return (await import("./junit.js")).renderJUnit(record, replayCommand);
    case "markdown":
      return (await import("./markdown.js")).renderMarkdown(record, replayCommand);
    case "sarif":
      return (await import("./sarif.js")).renderSarif(record);
    case "tyche":
      return (await import("./tyche.js")).renderTyche(record);
  }
}
