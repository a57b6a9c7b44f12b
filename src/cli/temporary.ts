import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();

/** A new, empty folder of this process, removed when the process ends. */
export function temporaryFolder(): string {
  if (folders.size === 0)
    process.once("exit", () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  const folder = mkdtempSync(join(tmpdir(), "lemmacheck-"));
  folders.add(folder);
  return folder;
}
