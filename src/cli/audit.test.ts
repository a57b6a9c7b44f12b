import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../package-root.js";
import { folderWith, lemmacheck } from "./testing/spawn.js";

const IRIS = join(packageRoot, "fixtures", "datasets", "iris.csv");

test("audit: which theorems apply to a data file, for people and as JSON", async () => {
  const text = await lemmacheck(["audit", IRIS, "--target", "species"]);
  assert.is(text.code, 0, text.stderr);
  assert.match(text.stdout, /iris\.csv: 150 rows of 4 columns, each scaled to norm 1, with targets/);
  assert.match(text.stdout, /equal rows +1 \(rows 101 and 142, counted from 0\)/);
  assert.match(text.stdout, /^no +gao-2021\/kernel-positive-definite$/m);
  const { code, stdout } = await lemmacheck(["audit", IRIS, "--target", "species", "--rows", "4", "--json"]);
  assert.is(code, 0);
  const { data, quantities, theorems } = JSON.parse(stdout);
  assert.is(data.rows, 4);
  assert.is(data.rowsInFile, 150);
  assert.is(quantities.rank, 4);
  assert.ok(quantities.inputGramLambdaMin.mid > 0);
  assert.ok(theorems.length >= 10);
});

test("audit --instance: a network on the data", async () => {
  const folder = folderWith();
  const file = join(folder, "network.json");
  const X = [[1, 1, 1, 1]];
  writeFileSync(file, JSON.stringify({ model: "linear-network", X, Y: [[0]], U: [[1], [0], [0], [1]], V: [[2]] }));
  const { code, stdout, stderr } = await lemmacheck([
    "audit",
    IRIS,
    "--target",
    "species",
    "--rows",
    "3",
    "--instance",
    file,
  ]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /The network: linear-network, samples 3/);
  assert.match(stdout, /yes +min-2021\/imbalance-pl +holds/);
});

test("audit: bad input is one line and exit code 2", async () => {
  const network = join(folderWith(), "network.json");
  writeFileSync(network, JSON.stringify({ model: "implicit-relu", gamma: 1, A: [[0]], W: [[1, 2]], X: [[1], [1]] }));
  const cases = [
    ["audit"],
    ["audit", "absent.csv"],
    ["audit", IRIS, "--rows", "0"],
    ["audit", IRIS, "--target", "petals"],
    ["audit", IRIS, "--target", "species", "--instance", network],
  ];
  for (const args of cases) {
    const { code, stdout, stderr } = await lemmacheck(args);
    assert.is(code, 2, args.join(" "));
    assert.is(stdout, "");
    assert.match(stderr, /^lemmacheck: [^\n]+\n$/, args.join(" "));
  }
});

test.run();
