import type { Paper } from "lemmacheck";

/** Well-posedness, Gram matrices and linear rates of ReLU implicit networks with linear width. */
export const gao2022: Paper = {
  key: "gao-2022",
  arxiv: "2205.07463",
  authors: "Tianxiang Gao, Hongyang Gao",
  title: "Gradient Descent Optimizes Infinite-Depth ReLU Implicit Networks with Linear Widths",
  year: 2022,
};
