/** Longest text that a page shows of any one string of a record; the rest is cut and said so. */
const LONGEST = 2000;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that change how others are shown, or that no page should contain, as visible code points. */
const visible = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;

function escaped(value: unknown, longest: number, special: RegExp): string {
  const full = typeof value === "string" ? value : String(value);
  const text = full.length > longest ? `${full.slice(0, longest)}… (${full.length} characters)` : full;
  return text
    .replaceAll(special, (character) => ENTITIES[character])
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
      /[\n\t]/.test(character) ? character : visible(character),
    );
}

/**
 * Any string of a record as HTML text or attribute value: markup, control characters and direction overrides become
 * harmless, lone surrogates are replaced, long strings are cut.
 */
export const escapeHtml = (value: unknown, longest = LONGEST): string => escaped(value, longest, /[&<>"']/g);

/** The same between tags, where quotes mean nothing: never inside of one. */
export const escapeText = (value: unknown, longest = LONGEST): string => escaped(value, longest, /[&<>]/g);

/** The same, isolated from the direction of the text around it; plain ASCII has none. */
export function isolate(value: unknown): string {
  const text = escapeText(value);
  return /^[\n\t\x20-\x7e]*$/.test(text) ? text : `<bdi>${text}</bdi>`;
}

/** An id for anchors: letters, digits, hyphens and slashes of a claim id stay readable. */
export const anchor = (...parts: readonly string[]): string =>
  parts.map((part) => part.slice(0, 200).replaceAll(/[^A-Za-z0-9-]+/g, "_")).join("--");
