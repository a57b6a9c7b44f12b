import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";
import { parseJson } from "./json-text.js";

/** The file as messages show it. */
export const displayName = (path: string): string => (path === "-" ? "standard input" : path);

/**
 * Why a file can't be read, in words.
 * @param error what node:fs threw
 */
export function unreadable(path: string, error: unknown): InputError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reasons: Record<string, string> = {
    ENOENT: "no such file",
    ENOTDIR: "no such file (a part of its path is no folder)",
    EISDIR: "is a folder; expected a file",
    EACCES: "not readable (permission denied)",
    EPERM: "not readable (permission denied)",
    ENAMETOOLONG: "no such file (the name is too long)",
    ELOOP: "not readable (a circle of links)",
    EAGAIN: "nothing to read",
    ERR_INVALID_ARG_VALUE: "no such file (the name holds a null character)",
    ERR_STRING_TOO_LONG: "too large to read as text",
    ERR_FS_FILE_TOO_LARGE: "too large to read",
  };
  return new InputError(`${displayName(path)}: ${reasons[code] ?? `not readable${code === "" ? "" : ` (${code})`}`}`);
}

/**
 * The text of a file, or of standard input for "-".
 * @throws InputError that names the file if it is missing, a folder, unreadable, or not UTF-8 text.
 */
export function readText(path: string): string {
  if (path === "") throw new InputError("an empty file name; expected a path, or - for standard input");
  if (path === "-" && process.stdin.isTTY)
    throw new InputError("standard input is a terminal; pipe the file in, as in: lemmacheck … - < FILE");
  try {
    if (path !== "-" && statSync(path).isDirectory()) throw new InputError(`${path}: is a folder; expected a file`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new InputError(`${displayName(path)}: not text (invalid UTF-8)`);
    throw unreadable(path, error);
  }
}

/** The JSON document in a file, or in standard input for "-". @throws InputError that names file, line and column. */
export function readJson(path: string): Json {
  return parseJson(readText(path), displayName(path));
}

/** Whether there is a folder of this name; false also for what can't be looked at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The path itself, or the .json files below it when it is a folder, in order of their names.
 * @throws InputError for a folder without any.
 */
export function jsonFilesIn(path: string): readonly string[] {
  if (path === "-" || !isFolder(path)) return [path];
  const files = readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0) throw new InputError(`${path}: no .json file in this folder`);
  return files;
}
