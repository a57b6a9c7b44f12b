import type { Paper } from "lemmacheck";

/** Well-posedness, Gram matrices and linear rates of ReLU implicit networks with linear width. */
export const gao2022: Paper = {
  key: "gao-2022",
  arxiv: "2205.07463",
  authors: "Tianxiang Gao, Hongyang Gao",
  title: "Gradient Descent Optimizes Infinite-Depth ReLU Implicit Networks with Linear Widths",
  year: 2022,
};

/** Its predecessor (ICLR 2022): normalised features, polynomial width; the source of the well-posedness lemma. */
export const gao2021: Paper = {
  key: "gao-2021",
  arxiv: "2110.05645",
  authors: "Tianxiang Gao, Hailiang Liu, Jia Liu, Hridesh Rajan, Hongyang Gao",
  title: "A Global Convergence Theory for Deep ReLU Implicit Networks via Over-parameterization",
  year: 2021,
};
