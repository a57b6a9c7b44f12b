import { contractionWork } from "./contraction.js";
import { equilibriumWork } from "./equilibrium.js";
import { gramWork } from "./gram.js";
import { imbalanceWork } from "./imbalance.js";
import type { SizeName, Work } from "./sizes.js";

/** The works of bench/peer/README.md by name; `steps` is the number of descent steps of `contraction`. */
export const works: Record<string, (size: SizeName, certified: boolean, steps: number) => Work> = {
  equilibrium: equilibriumWork,
  gram: gramWork,
  contraction: contractionWork,
  imbalance: imbalanceWork,
};
