import type { Paper } from "lemmacheck";

/** Convergence of gradient descent for implicit networks with normalised features and polynomial width. */
export const gao2021: Paper = {
  key: "gao-2021",
  arxiv: "2110.05645",
  authors: "Tianxiang Gao, Hailiang Liu, Jia Liu, Hridesh Rajan, Hongyang Gao",
  title: "A global convergence theory for deep ReLU implicit networks via over-parameterization",
  year: 2021,
};
