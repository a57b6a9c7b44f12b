import type { Paper } from "lemmacheck";

/** Linear convergence of gradient descent from an inequality between gradient and value. */
export const polyak: Paper = {
  key: "extended",
  authors: "Boris Polyak",
  title: "Gradient methods for minimizing functionals",
  year: 1963,
};
