import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../engine/api.js";
import { makeFolder, writeAtomically } from "../engine/atomic-write.js";
import { InputError } from "../errors.js";
import { runJson } from "./run-json.js";

/**
 * Creates the folder of a report before any work is done for it.
 * @throws InputError if it can't be created or written to.
 */
export function prepareFolder(folder: string): void {
  const probe = join(folder, `.lemmacheck-${process.pid}.tmp`);
  try {
    makeFolder(folder);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "EEXIST" ? "is a file; expected a folder" : `can't be written to (${code ?? String(error)})`;
    throw new InputError(`--out ${folder}: ${reason}`);
  }
}

/** Loaded late, not with the command: typesetting formulas and plots is a large part of the program. */
export async function loadRenderers() {
  const [{ renderHtml }, { renderJUnit }, { renderMarkdown }, { readStudies }] = await Promise.all([
    import("./html/document.js"),
    import("./junit.js"),
    import("./markdown.js"),
    import("./study/read-studies.js"),
  ]);
  return { renderHtml, renderJUnit, renderMarkdown, readStudies };
}

/** Writes run.json, report.md, junit.xml and report.html, each whole or not at all. Returns their paths. */
export async function writeReport(
  record: RunRecord,
  folder: string,
  replayCommand: (file: string) => string,
): Promise<readonly string[]> {
  const { renderHtml, renderJUnit, renderMarkdown, readStudies } = await loadRenderers();
  const files: readonly (readonly [string, string])[] = [
    ["run.json", await runJson(record)],
    ["report.md", renderMarkdown(record, replayCommand)],
    ["junit.xml", renderJUnit(record, replayCommand)],
    ["report.html", renderHtml(record, { replayCommand, studies: readStudies(join(folder, "studies")) })],
  ];
  return files.map(([name, text]) => {
    const path = join(folder, name);
    writeAtomically(path, text);
    return path;
  });
}
