import { fieldsTex } from "../literals.js";
import { type ModelCode, tableOf } from "../quantity.js";

const TABLE = tableOf([
  ["rows", "len(N.A)", "m"],
  ["columns", "len(N.A.T)", "n"],
  ["deviation", "N.deviation", "t"],
  ["rowRoot", "sqrt(num(len(N.A)))", "\\sqrt m"],
  ["columnRoot", "sqrt(num(len(N.A.T)))", "\\sqrt n"],
  ["spectralNorm", "norm2(N.A)", "\\|A\\|_2"],
  ["frobeniusNorm", "frobenius(N.A)", "\\|A\\|_F"],
]);

/** Stand-alone code for one draw of a random matrix. */
export const gaussianMatrixCode: ModelCode = {
  quantity: (path) => TABLE.get(path),
  helpers: () => "",
  objects: ({ A, deviation }) => [
    { name: "N", fields: { A: A as number[][], deviation: (deviation as number | undefined) ?? 0 }, derived: {} },
  ],
  tex: (instance) => fieldsTex(instance, { A: "A", deviation: "t" }),
};
