import type { Paper } from "lemmacheck";

/** Where the balance of deep linear networks became a tool; the statement is older folklore. */
export const deepLinearFolklore: Paper = {
  key: "extended",
  arxiv: "1802.06509",
  authors: "Sanjeev Arora, Nadav Cohen, Elad Hazan",
  title: "On the Optimization of Deep Networks: Implicit Acceleration by Overparameterization",
  year: 2018,
};

/** Orthogonal initialization of deep linear networks; its width theorem has an unspecified constant and is not claimed here. */
export const orthogonalInitialization: Paper = {
  key: "extended",
  arxiv: "2001.05992",
  authors: "Wei Hu, Lechao Xiao, Jeffrey Pennington",
  title: "Provable Benefit of Orthogonal Initialization in Optimizing Deep Linear Networks",
  year: 2020,
};

/** Balance of layers with a homogeneous activation. */
export const homogeneousLayers: Paper = {
  key: "extended",
  arxiv: "1806.00900",
  authors: "Simon S. Du, Wei Hu, Jason D. Lee",
  title: "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically Balanced",
  year: 2018,
};
