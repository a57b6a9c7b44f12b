import katex from "katex";
import { escapeText } from "./escape.js";

/** Longest formula that is typeset; a longer one is shown as it was written. */
const LONGEST = 4000;

/** Without what browsers do not need: the span, the namespace, the TeX, and style marks that change nothing. */
const bare = (html: string): string =>
  html
    .replace(/^<span class="katex">|<\/span>$/g, "")
    .replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    .replace(/<annotation encoding="application\/x-tex">[\s\S]*?<\/annotation>/, "")
    .replaceAll(/<\/?semantics>/g, "")
    .replaceAll(
      /<mstyle scriptlevel="0" displaystyle="(true|false)">(<mfrac)>((?:(?!<mfrac|<mstyle)[\s\S])*?<\/mfrac>)<\/mstyle>/g,
      '$2 displaystyle="$1" scriptlevel="0">$3',
    )
    // Only letters look otherwise in italics.
    .replaceAll(/<mi mathvariant="normal">(\P{L})<\/mi>/gu, "<mi>$1</mi>")
    .replaceAll(/<mrow>(<m[ion]>[^<]*<\/m[ion]>)<\/mrow>/g, "$1");

function typeset(tex: string, display: boolean): string {
  // No formula contains characters that steer the text around them; escaping makes them visible.
  if (tex.length <= LONGEST && !/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/u.test(tex)) {
    try {
      return bare(
        katex.renderToString(tex, {
          output: "mathml",
          displayMode: display,
          throwOnError: true,
          strict: "ignore",
          trust: false,
          maxExpand: 500,
          maxSize: 20,
        }),
      );
    } catch {
      // Shown as written, below.
    }
  }
  return `<code class="tex">${escapeText(tex)}</code>`;
}

const known = new Map<string, string>();

/**
 * TeX as MathML, which browsers typeset without fonts or scripts. What KaTeX does not understand is shown as it was
 * written. Commands that could load or link anything are not trusted.
 */
export function mathml(tex: string, display = false): string {
  const key = `${display ? "d" : "i"}${tex}`;
  let text = known.get(key);
  if (text === undefined) {
    text = typeset(tex, display);
    if (known.size > 5000) known.clear();
    known.set(key, text);
  }
  return text;
}
