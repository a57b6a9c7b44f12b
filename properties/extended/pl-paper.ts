import type { Paper } from "lemmacheck";

/** Linear rates under the inequality of Polyak and Lojasiewicz, with x^2 + 3 sin^2 x as an example. */
export const plInequality: Paper = {
  key: "extended",
  arxiv: "1608.04636",
  authors: "Hamed Karimi, Julie Nutini, Mark Schmidt",
  title: "Linear Convergence of Gradient and Proximal-Gradient Methods Under the Polyak-Lojasiewicz Condition",
  year: 2016,
};
