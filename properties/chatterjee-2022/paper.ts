import type { Paper } from "lemmacheck";

/** A criterion on a ball under which gradient flow and descent converge to a zero of a nonnegative objective. */
export const chatterjee2022: Paper = {
  key: "chatterjee-2022",
  arxiv: "2203.16462",
  authors: "Sourav Chatterjee",
  title: "Convergence of gradient descent for deep neural networks",
  year: 2022,
};
