import { PYTHON_EXACT, PYTHON_FLOAT } from "./library-python.js";
import { EXACT_SPECTRA, SHARED } from "./library-shared.js";
import { TYPESCRIPT_EXACT, TYPESCRIPT_FLOAT } from "./library-typescript.js";
import { type Definition, freeNamesIn, parseDefinitions } from "./syntax.js";
import { typescriptDefinition } from "./typescript.js";

export type ScriptLanguage = "python" | "typescript";

/** A piece of a script that gives one or more names a meaning. */
interface Piece {
  readonly names: readonly string[];
  readonly text: string;
  readonly uses: ReadonlySet<string>;
}

/** `spectral_radius` is spectralRadius in TypeScript. */
export const camelCase = (text: string): string =>
  text.replaceAll(/\b[a-z]\w*\b/g, (name) =>
    name.replaceAll(/(?<=\w)_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  );

const HEADS =
  /^(?:(?:def|class|function|const|let|interface|type)\s+(\w+)|import numpy as (np)|from \w+ import (\w+))/gm;

function pieces(text: string): readonly Piece[] {
  return text
    .trim()
    .split(/\n\n(?=\S)/)
    .map((part) => {
      const names = [...part.matchAll(HEADS)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
      return { names, text: part, uses: freeNamesIn(part) };
    });
}

const pythonPiece = ({ name, source, uses }: Definition): Piece => ({ names: [name], text: source, uses });
function typescriptPiece(definition: Definition): Piece {
  const text = camelCase(typescriptDefinition(definition));
  return { names: [camelCase(definition.name)], text, uses: freeNamesIn(text) };
}

/**
 * Everything that a program's text needs, and nothing else: of the names that are defined more than once, the language's own
 * definition goes first. Imports stand in front, the model's definitions behind.
 */
export function libraryFor(program: string, helpers: string, language: ScriptLanguage, isExact: boolean): string {
  const translate = language === "python" ? pythonPiece : typescriptPiece;
  const own = {
    python: isExact ? PYTHON_EXACT : PYTHON_FLOAT,
    typescript: isExact ? TYPESCRIPT_EXACT : TYPESCRIPT_FLOAT,
  }[language];
  const shared = `${isExact ? EXACT_SPECTRA : ""}${SHARED}`;
  const all = [...pieces(own), ...parseDefinitions(shared).map(translate), ...parseDefinitions(helpers).map(translate)];
  const meaning = new Map<string, Piece>();
  for (const piece of all) for (const name of piece.names) if (!meaning.has(name)) meaning.set(name, piece);
  const needed = new Set<Piece>();
  const queue = [...freeNamesIn(program)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const piece = meaning.get(name);
    if (piece === undefined || needed.has(piece)) continue;
    needed.add(piece);
    queue.push(...piece.uses);
  }
  const chosen = all.filter((piece) => needed.has(piece)).map(({ text }) => text);
  const isImport = (text: string): boolean => /^(?:import|from) /.test(text);
  const imports = chosen.filter(isImport).join("\n");
  return [...(imports === "" ? [] : [imports]), ...chosen.filter((text) => !isImport(text))].join("\n\n");
}
