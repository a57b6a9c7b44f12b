import { resolve } from "node:path";
import { writeCounterexample } from "../corpus.js";
import { exampleFile } from "./example-file.js";

/** Rewrites one counterexample file for ever, announcing each version after it is on disk: the victim of a test. */
const [directory] = process.argv.slice(2);
const folder = { label: "counterexamples", directory: resolve(directory) };
for (let version = 0; ; version++) {
  writeCounterexample(folder, "toy/false-sum/victim.json", exampleFile(version));
  process.stdout.write(`${version}\n`);
}
