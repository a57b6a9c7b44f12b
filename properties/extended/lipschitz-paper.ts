import type { Paper } from "lemmacheck";

/** Layers that are 1-Lipschitz by construction. */
export const lipschitzLayers: Paper = {
  key: "extended",
  arxiv: "2303.03169",
  authors: "Alexandre Araujo, Aaron Havens, Blaise Delattre, Alexandre Allauzen, Bin Hu",
  title: "A Unified Algebraic Perspective on Lipschitz Neural Networks",
  year: 2023,
};
