import * as colors from "yoctocolors";
import type { Painter } from "../report/verdicts.js";

const plain = (text: string): string => text;

/** Colouring functions for a terminal, or functions that leave the text as it is. */
export function paintFor(enabled: boolean): Painter {
  if (!enabled)
    return { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain, magenta: plain };
  const { bold, dim, red, green, yellow, cyan, magenta } = colors;
  return { bold, dim, red, green, yellow, cyan, magenta };
}
