import katex from "katex";
import { escapeHtml } from "./escape.js";

/** Longest formula that is typeset; a longer one is shown as it was written. */
const LONGEST = 4000;

/**
 * TeX as MathML, which browsers typeset without fonts or scripts. What KaTeX does not understand is shown as it was
 * written. Commands that could load or link anything are not trusted.
 */
export function mathml(tex: string, display = false): string {
  // No formula contains characters that steer the text around them; escaping makes them visible.
  if (tex.length <= LONGEST && !/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/u.test(tex)) {
    try {
      return katex
        .renderToString(tex, {
          output: "mathml",
          displayMode: display,
          throwOnError: true,
          strict: "ignore",
          trust: false,
          maxExpand: 500,
          maxSize: 20,
        })
        .replace(/<annotation encoding="application\/x-tex">[\s\S]*?<\/annotation>/, "");
    } catch {
      // Shown as written, below.
    }
  }
  return `<code class="tex">${escapeHtml(tex)}</code>`;
}
