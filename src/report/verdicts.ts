import type { ClaimVerdict, InstanceVerdict } from "../engine/api.js";

type Colour = "green" | "red" | "yellow" | "magenta";

/** Colouring functions that renderers take; the identity where colours are off. */
export type Painter = Readonly<Record<Colour | "bold" | "dim" | "cyan", (text: string) => string>>;

const asItIs = (text: string): string => text;

/** No colours. */
export const PLAIN: Painter = {
  bold: asItIs,
  dim: asItIs,
  red: asItIs,
  green: asItIs,
  yellow: asItIs,
  cyan: asItIs,
  magenta: asItIs,
};

const SHOWN: Readonly<Record<ClaimVerdict | InstanceVerdict, { readonly sign: string; readonly colour: Colour }>> = {
  held: { sign: "✓", colour: "green" },
  holds: { sign: "✓", colour: "green" },
  refuted: { sign: "✗", colour: "red" },
  violated: { sign: "✗", colour: "red" },
  undecided: { sign: "?", colour: "yellow" },
  vacuous: { sign: "∅", colour: "yellow" },
  error: { sign: "!", colour: "magenta" },
};

/** "✓ held", coloured; the sign carries the meaning too, for those who see no colours. */
export function verdictText(verdict: ClaimVerdict | InstanceVerdict, paint: Painter): string {
  const { sign, colour } = SHOWN[verdict];
  return paint[colour](`${sign} ${verdict}`);
}

/** The sign alone: ✓ ✗ ? ∅ ! */
export const verdictSign = (verdict: ClaimVerdict | InstanceVerdict, paint: Painter): string =>
  paint[SHOWN[verdict].colour](SHOWN[verdict].sign);

/** The word alone, coloured. */
export const verdictWord = (verdict: ClaimVerdict | InstanceVerdict, paint: Painter): string =>
  paint[SHOWN[verdict].colour](verdict);
