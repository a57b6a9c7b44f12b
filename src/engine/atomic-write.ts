import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

/** Files written by this thread: with its process and its thread a name that no other writer has. */
let written = 0;

/**
 * Writes the file so that at every moment, a killed process and a lost power supply included, its name shows either
 * nothing, the old content or the new content, whole: to a temporary file beside it, flushed, renamed, the folder
 * flushed. Synchronous, so that no signal handler of this program runs in between.
 * Temporary files start with a dot; one is left behind only by a kill in between, and nobody reads it.
 * @throws the file system's error (the temporary file is removed first).
 */
export function writeAtomically(path: string, text: string): void {
  const folder = dirname(path);
  makeFolder(folder);
  const temporary = join(folder, `.${process.pid}-${threadId}-${written++}.tmp`);
  try {
    const file = openSync(temporary, "wx");
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(folder);
}

/**
 * Creates the folder and those above it; nothing where it exists. In place of mkdirSync's own `recursive`, which in a
 * folder that takes no folders (such as /proc) tries for ever.
 * @throws the file system's error.
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows and some network file systems cannot flush a folder. The file is in place and whole; only a lost power
    // supply could still bring its old content back.
  }
}
