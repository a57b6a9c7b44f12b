import { InputError } from "../errors.js";
import { alternatives, didYouMean, nearest } from "../models/nearest-word.js";

/**
 * A glob over claim ids as a regular expression: `*` any run of characters, also across the slash; `?` one character;
 * `{a,b}` either; `[abc]` one of these.
 * @throws InputError if a bracket or brace is not closed.
 */
export function globToRegExp(glob: string): RegExp {
  let source = "";
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const character = glob[i];
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (character === "{") {
      depth++;
      source += "(?:";
    } else if (character === "}" && depth > 0) {
      depth--;
      source += ")";
    } else if (character === "," && depth > 0) source += "|";
    else if (character === "[") {
      const end = glob.indexOf("]", i + 2);
      if (end < 0) throw new InputError(`pattern ${JSON.stringify(glob)}: "[" is never closed`);
      const negated = glob[i + 1] === "!" || glob[i + 1] === "^";
      const members = glob.slice(i + (negated ? 2 : 1), end).replace(/[\\\]^]/g, "\\$&");
      source += `[${negated ? "^" : ""}${members}]`;
      i = end;
    } else source += character.replace(/[.+^$()|\\\]}]/g, "\\$&");
  }
  if (depth > 0) throw new InputError(`pattern ${JSON.stringify(glob)}: "{" is never closed`);
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new InputError(`pattern ${JSON.stringify(glob)} is no glob over claim ids; use *, ?, {a,b} and [abc]`);
  }
}

const CLAIM_FILE = /\.[cm]?[jt]s$/;

/**
 * The items whose id matches one of the patterns, in their own order; all of them when there is no pattern.
 * A pattern without a slash also matches a paper's key (all its claims) or the part of an id behind the slash.
 * @throws InputError naming the nearest ids for a pattern that matches nothing.
 */
export function selectByPattern<T extends { readonly id: string }>(
  items: readonly T[],
  patterns: readonly string[],
): readonly T[] {
  if (patterns.length === 0) return items;
  const selected = new Set<T>();
  for (const pattern of patterns) {
    const expression = globToRegExp(pattern);
    const matches = items.filter(
      ({ id }) =>
        expression.test(id) || (!pattern.includes("/") && id.split("/").some((part) => expression.test(part))),
    );
    if (matches.length === 0) throw new InputError(nothingMatches(pattern, items));
    for (const match of matches) selected.add(match);
  }
  return items.filter((item) => selected.has(item));
}

/** The one item with this id. @throws InputError naming the nearest ids. */
export function findById<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const exact = items.find((item) => item.id === id);
  if (exact !== undefined) return exact;
  const byName = items.filter((item) => item.id.endsWith(`/${id}`));
  if (byName.length === 1) return byName[0];
  const ids = nearest(
    id,
    items.map((item) => item.id),
  );
  throw new InputError(`unknown claim ${JSON.stringify(id)}; did you mean ${alternatives(ids)}?`);
}

/** @throws InputError naming the nearest mutants, unless the claim has one of this name. */
export function findMutant(claim: { readonly id: string; readonly mutants: object }, name: string): void {
  const names = Object.keys(claim.mutants);
  if (names.includes(name)) return;
  const hint = names.length === 0 ? "it has none" : didYouMean(name, names);
  throw new InputError(`claim ${claim.id} has no mutant ${JSON.stringify(name)}; ${hint}`);
}

function nothingMatches(pattern: string, items: readonly { readonly id: string }[]): string {
  if (CLAIM_FILE.test(pattern))
    return `no claim matches ${JSON.stringify(pattern)}; to run a claim file, write --claims ${pattern}`;
  const ids = nearest(
    pattern,
    items.map(({ id }) => id),
  );
  const hint = ids.length === 0 ? "there are no claims to choose from" : `did you mean ${alternatives(ids)}?`;
  return `no claim matches ${JSON.stringify(pattern)}; ${hint}`;
}
