import type { Paper } from "lemmacheck";

/** Where the Gram matrix of two-layer ReLU networks became the tool for convergence. */
export const tangentKernelPaper: Paper = {
  key: "extended",
  arxiv: "1810.02054",
  authors: "Simon S. Du, Xiyu Zhai, Barnabas Poczos, Aarti Singh",
  title: "Gradient Descent Provably Optimizes Over-parameterized Neural Networks",
  year: 2018,
};
