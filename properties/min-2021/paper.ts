import type { Paper } from "lemmacheck";

/** Convergence and implicit bias of overparametrised two-layer linear networks, by the imbalance of their factors. */
export const min2021: Paper = {
  key: "min-2021",
  arxiv: "2105.06351",
  authors: "Hancheng Min, Salma Tarmoun, René Vidal, Enrique Mallada",
  title:
    "On the Explicit Role of Initialization on the Convergence and Implicit Bias of Overparametrized Linear Networks",
  year: 2021,
};
