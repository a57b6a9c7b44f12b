import type { Paper } from "lemmacheck";

/** Well-posedness of implicit layers by Perron-Frobenius theory. */
export const elGhaoui: Paper = {
  key: "extended",
  arxiv: "1908.06315",
  authors: "Laurent El Ghaoui, Fangda Gu, Bertrand Travacca, Armin Askari, Alicia Tsai",
  title: "Implicit deep learning",
  year: 2021,
};

/** The theorem on linear complementarity problems with exactly one solution for every right-hand side. */
export const samelson: Paper = {
  key: "extended",
  authors: "Hans Samelson, Robert M. Thrall, Oscar Wesler",
  title: "A partition theorem for Euclidean n-space",
  year: 1958,
};
