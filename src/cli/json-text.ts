import type { Json } from "../claims/model.js";
import { InputError } from "../errors.js";

/** Bytes of JSON text beyond which an input is refused: far above any instance, below what exhausts memory. */
const LARGEST_TEXT = 256 * 1024 * 1024;
/** Nesting beyond which an input is refused: instances need four levels; parsers downstream recurse. */
const DEEPEST_NESTING = 200;

/**
 * JSON text as a value. `name` is the file as messages show it.
 * @throws InputError "name:line:column: …" for text that is no JSON, is empty, too large or too deeply nested, and for an
 *   object with the same key twice: JSON.parse would take the last one and say nothing.
 */
export function parseJson(text: string, name: string): Json {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (source.trim() === "") throw new InputError(`${name}: empty; expected a JSON document`);
  if (source.length > LARGEST_TEXT) throw new InputError(`${name}: larger than 256 MB; expected a JSON document`);
  const problem = scan(source);
  if (problem !== undefined) throw new InputError(`${name}:${place(source, problem.at)}: ${problem.message}`);
  try {
    return JSON.parse(source) as Json;
  } catch {
    throw new InputError(`${name}: not JSON`);
  }
}

interface Problem {
  readonly at: number;
  readonly message: string;
}

const TOKEN =
  /[ \t\r\n]+|[{}[\],:]|"(?:(?:(?=[\x7f-\x9f])|(?!\p{Cc}))[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/uy;
const WORD = /"[^"\n]{0,40}|[^\s,:[\]{}"]{1,40}|./y;

/**
 * Where and why a text is no JSON; undefined when it is. JSON.parse knows too, but its message names no place in Node 20
 * for some mistakes, and differs between versions.
 */
function scan(source: string): Problem | undefined {
  const open: string[] = [];
  /** The keys so far of every object that is open; nothing is said of arrays. */
  const keys: (Set<string> | undefined)[] = [];
  let expected: "value" | "value or ]" | "key" | "key or }" | ":" | ", or end" | "end" = "value";
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[0];
    if (token === undefined) return { at, message: mistake(source, at, expected) };
    const first = token[0];
    const start = at;
    at += token.length;
    if (/\s/.test(first)) continue;
    const unexpected: Problem = { at: start, message: mistake(source, start, expected) };
    const wantsValue = expected === "value" || expected === "value or ]";
    if (first === "{" || first === "[") {
      if (!wantsValue) return unexpected;
      if (open.push(first) > DEEPEST_NESTING)
        return { at: start, message: `nested more than ${DEEPEST_NESTING} levels deep` };
      keys.push(first === "{" ? new Set() : undefined);
      expected = first === "{" ? "key or }" : "value or ]";
    } else if (first === "}" || first === "]") {
      const opener = open[open.length - 1];
      const closes = first === "}" ? opener === "{" : opener === "[";
      const allowed = expected === ", or end" || expected === (first === "}" ? "key or }" : "value or ]");
      if (!closes || !allowed) return unexpected;
      open.pop();
      keys.pop();
      expected = open.length === 0 ? "end" : ", or end";
    } else if (first === ",") {
      if (expected !== ", or end") return unexpected;
      expected = open[open.length - 1] === "{" ? "key" : "value";
    } else if (first === ":") {
      if (expected !== ":") return unexpected;
      expected = "value";
    } else if (first === '"' && (expected === "key" || expected === "key or }")) {
      const key = JSON.parse(token) as string;
      const known = keys[keys.length - 1];
      if (known?.has(key))
        return { at: start, message: `the key ${token} stands twice in this object; expected it once` };
      known?.add(key);
      expected = ":";
    } else if (wantsValue) expected = open.length === 0 ? "end" : ", or end";
    else return unexpected;
  }
  return expected === "end" ? undefined : { at: source.length, message: "the text ends too early: not JSON" };
}

function mistake(source: string, at: number, expected: string): string {
  WORD.lastIndex = at;
  const found = WORD.exec(source)?.[0] ?? "";
  if (/^[-+]?(nan|inf|infinity)$/i.test(found)) return `${found} is no JSON number; expected a finite number`;
  if (found.startsWith('"'))
    return `not JSON: the text ${found}… is not closed, or has a wrong escape or a line break in it`;
  const wanted =
    expected === ", or end" ? '"," or a closing bracket' : expected === "end" ? "nothing more" : `a ${expected}`;
  return `not JSON: found ${found}, expected ${wanted.replace("a key or }", 'a key or "}"').replace("a value or ]", 'a value or "]"').replace("a :", '":"')}`;
}

function place(source: string, at: number): string {
  const before = source.slice(0, at);
  const line = before.split("\n").length;
  return `${line}:${at - before.lastIndexOf("\n")}`;
}
