import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../package-root.js";
import { folderWith, inParallel, lemmacheck } from "./testing/spawn.js";

/** A command line that must end with code 2 and one line on standard error that matches. */
interface Mistake {
  readonly args: readonly string[];
  readonly says: RegExp;
  readonly input?: string;
}

async function checkAll(mistakes: readonly Mistake[], cwd: string): Promise<void> {
  await inParallel(
    mistakes.map(({ args, says, input }) => async () => {
      const { code, stdout, stderr } = await lemmacheck(args, { cwd, ...(input === undefined ? {} : { input }) });
      const line = `lemmacheck ${args.join(" ")}\n${stdout}${stderr}`;
      assert.is(code, 2, line);
      assert.match(stderr, /^lemmacheck: [^\n]+\n$/, `one line, no more: ${line}`);
      assert.not.match(stderr, /\n\s+at |node:internal|internal error|unexpected error/, line);
      assert.match(stderr, says, line);
      assert.is(stdout, "", line);
    }),
  );
}

const CHECK = ["check", "gao-2022/equilibrium-norm-bounds", "--instance"];
const layer = (change: object): string =>
  JSON.stringify({
    model: "implicit-relu",
    gamma: 0.5,
    A: [
      [1, 0],
      [0, 1],
    ],
    Phi: [[1], [2]],
    ...change,
  });

test("commands, options and patterns", async () => {
  const folder = folderWith();
  await checkAll(
    [
      { args: ["runn"], says: /unknown command "runn"; did you mean run\?/ },
      { args: ["--json"], says: /no command given/ },
      { args: ["run", "--sed", "3"], says: /unknown option --sed; did you mean --seed\?/ },
      { args: ["run", "--x"], says: /unknown option "--x"/ },
      { args: ["run", "-z"], says: /unknown option -z/ },
      { args: ["run", "--seed"], says: /--seed is missing its value/ },
      { args: ["run", "--seed", "--json"], says: /--seed is missing its value/ },
      {
        args: ["run", "--seed", "1e3"],
        says: /--seed: expected a whole number from 0 to 9007199254740991, found "1e3"/,
      },
      { args: ["run", "--seed", "-1"], says: /found "-1"/ },
      { args: ["run", "--trials", "0"], says: /--trials: expected a whole number from 1/ },
      { args: ["run", "--time", "60"], says: /--time: expected a duration such as 60s.*found "60"/ },
      { args: ["run", "--profile", "fast"], says: /--profile: expected smoke, ci or nightly, found "fast"/ },
      { args: ["run", "--seed", "1", "--seed", "2"], says: /--seed is given twice/ },
      { args: ["run", "no-such-claim"], says: /no claim matches "no-such-claim"; did you mean [a-z]/ },
      {
        args: ["list", "gao-2022/picard"],
        says: /no claim matches "gao-2022\/picard"; did you mean gao-2022\/picard-contracts/,
      },
      { args: ["list", "a[b"], says: /pattern "a\[b": "\[" is never closed/ },
      { args: ["explain"], says: /missing argument: expected <claim>/ },
      { args: ["explain", "a", "b"], says: /unexpected argument "b"/ },
      {
        args: ["explain", "gao-2022/picard"],
        says: /unknown claim "gao-2022\/picard"; did you mean gao-2022\/picard-contracts/,
      },
      { args: ["check", "gao-2022/picard-contracts"], says: /--instance is missing/ },
      { args: [...CHECK, "x.json", "--mutant", "none"], says: /has no mutant "none"; did you mean / },
      { args: ["sharpen"], says: /expected/ },
      { args: ["replay"], says: /expected/ },
      { args: ["run", "--target", "y"], says: /--target names a column.*--data FILE/ },
    ],
    folder,
  );
});

test("instance files", async () => {
  const instances: Readonly<Record<string, readonly [string, RegExp]>> = {
    "empty.json": ["", /empty\.json: empty; expected a JSON document/],
    "text.json": ["hello", /text\.json:1:1: not JSON: found hello, expected a value/],
    "cut.json": ['{"model": "implicit-relu",\n "A": [[1, 2', /cut\.json:2:\d+: the text ends too early/],
    "list.json": ["[1]", /list\.json/],
    "null.json": ["null", /null\.json/],
    "nan.json": ['{"model":"implicit-relu","gamma":NaN}', /nan\.json:1:34: NaN is no JSON number/],
    "infinity.json": [layer({ gamma: "Infinity" }), /infinity\.json.*gamma/],
    "huge.json": [layer({}).replace('"gamma":0.5', '"gamma":1e999'), /huge\.json.*gamma/],
    "quotient.json": [
      layer({
        A: [
          ["1/0", 0],
          [0, 1],
        ],
      }),
      /quotient\.json.*A.*1\/0/,
    ],
    "word.json": [layer({ gamma: "one" }), /word\.json.*gamma.*one/],
    "boolean.json": [layer({ gamma: true }), /boolean\.json.*gamma.*true/],
    "ragged.json": [layer({ A: [[1, 0], [0]] }), /ragged\.json.*A/],
    "no-rows.json": [layer({ A: [] }), /no-rows\.json.*A/],
    "no-columns.json": [layer({ A: [[], []] }), /no-columns\.json.*A/],
    "shapes.json": [layer({ Phi: [[1], [2], [3]] }), /shapes\.json.*Phi/],
    "not-square.json": [layer({ A: [[1, 0]] }), /not-square\.json.*A/],
    "model.json": [layer({ model: "implicit-rel" }), /model\.json.*implicit-rel.*implicit-relu/],
    "no-model.json": ['{"A":[[1]]}', /no-model\.json.*model/],
    "key.json": [layer({ gama: 1 }), /key\.json.*gama/],
    "missing-key.json": ['{"model":"implicit-relu","gamma":0.5,"A":[[1]]}', /missing-key\.json.*Phi/],
    "vector.json": [layer({ u: [1, 2, 3] }), /vector\.json.*u/],
    "binary.json": ["\u00ff", /binary\.json/],
  };
  const folder = folderWith(Object.fromEntries(Object.entries(instances).map(([name, [text]]) => [name, text])));
  await checkAll(
    [
      ...Object.entries(instances).map(([name, [, says]], index) => ({
        args: index % 2 === 0 ? [...CHECK, name] : ["inspect", "--json", "--instance", name],
        says,
      })),
      { args: [...CHECK, "missing.json"], says: /missing\.json: no such file/ },
      { args: ["inspect", "--instance", "."], says: /\.: is a folder; expected a file/ },
      { args: ["inspect", "--instance", "-"], input: "{", says: /standard input:1:2: the text ends too early/ },
      { args: ["inspect", "--instance", "-"], says: /standard input: empty/ },
      { args: ["inspect", "--instance", "bytes.json"], says: /bytes\.json: no such file/ },
    ],
    folder,
  );
});

test("instance files that are no text", async () => {
  const folder = folderWith({ "bytes.json": Uint8Array.of(0xff, 0xfe, 0x00, 0x80) });
  await checkAll(
    [{ args: ["inspect", "--instance", "bytes.json"], says: /bytes\.json: not text \(invalid UTF-8\)/ }],
    folder,
  );
});

test("data sets", async () => {
  const images = readFileSync(join(packageRoot, "fixtures", "datasets", "mnist-zero-one-images-idx3-ubyte.gz"));
  const folder = folderWith({
    "zero.idx": new Uint8Array(),
    "zero.gz": new Uint8Array(),
    "cut.gz": images.subarray(0, images.length / 2),
    "cut-idx3-ubyte": Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3),
    "cut-header-idx3-ubyte": Uint8Array.of(0, 0, 8),
    "inside-idx3-ubyte.gz": gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 2, 1)),
    "text.csv": "a,b\n1,x\n2,y\n",
    "missing.csv": "a,b\n1,\n2,3\n",
    "short.csv": "a,b\n1\n",
    "nan.csv": "a,b\n1,NaN\n",
    "header.csv": "a,b\n",
    "good.csv": "\ufeffa,b\r\n1,2\r\n3,4\r\n",
  });
  await checkAll(
    [
      { args: ["run", "--data", "zero.idx"], says: /zero\.idx/ },
      { args: ["run", "--data", "zero.gz"], says: /zero\.gz/ },
      { args: ["run", "--data", "cut.gz"], says: /cut\.gz/ },
      { args: ["run", "--data", "cut-idx3-ubyte"], says: /cut-idx3-ubyte/ },
      { args: ["run", "--data", "cut-header-idx3-ubyte"], says: /cut-header-idx3-ubyte/ },
      { args: ["run", "--data", "inside-idx3-ubyte.gz"], says: /inside-idx3-ubyte\.gz/ },
      { args: ["run", "--data", "text.csv"], says: /text\.csv.*x/ },
      { args: ["run", "--data", "missing.csv"], says: /missing\.csv/ },
      { args: ["run", "--data", "short.csv"], says: /short\.csv/ },
      { args: ["run", "--data", "nan.csv"], says: /nan\.csv/ },
      { args: ["run", "--data", "header.csv"], says: /header\.csv/ },
      { args: ["run", "--data", "good.csv", "--target", "c"], says: /good\.csv.*c/ },
      { args: ["run", "--data", "none.csv"], says: /none\.csv/ },
      { args: ["run", "--data", "."], says: /folder/ },
    ],
    folder,
  );
  const { code, stderr } = await lemmacheck(
    [
      "run",
      "--data",
      "good.csv",
      "--target",
      "b",
      "--trials",
      "3",
      "--profile",
      "smoke",
      "gao-2022/picard-contracts",
      "--quiet",
    ],
    { cwd: folder },
  );
  assert.is(stderr, "", "a byte order mark and CRLF are no mistakes");
  assert.not.equal(code, 2);
});

test("claim files", async () => {
  const folder = folderWith({
    "throws.ts": 'throw new Error("no luck");\nexport default 1;',
    "broken.ts": "export default {",
    "nothing.ts": "export {};",
    "same.ts": `import { below, claim, instances } from "lemmacheck";
export default claim({ id: "gao-2022/picard-contracts", statement: "s", instances: instances.implicitLayer({}), then: { c: (layer) => below(layer.gain, 1) } });`,
    "notes.txt": "text",
  });
  await checkAll(
    [
      { args: ["run", "--claims", "throws.ts"], says: /throws\.ts:1:\d+: throws when it is loaded: no luck/ },
      { args: ["run", "--claims", "broken.ts"], says: /broken\.ts:1:17: .*must compile/ },
      { args: ["run", "--claims", "nothing.ts"], says: /nothing\.ts: no claim in it: it exports nothing/ },
      {
        args: ["list", "--claims", "same.ts"],
        says: /same\.ts:2: the id "gao-2022\/picard-contracts" is used by lemmacheck itself already/,
      },
      { args: ["run", "--claims", "missing.ts"], says: /missing\.ts: no such file/ },
      { args: ["run", "--claims", "."], says: /is a folder/ },
      { args: ["run", "--claims", "notes.txt"], says: /notes\.txt: no claim file by its name/ },
      { args: ["run", "throws.ts"], says: /to run a claim file, write --claims throws\.ts/ },
    ],
    folder,
  );
});

test("claim files that end the process, never finish loading, or fail in the background", async () => {
  const folder = folderWith({
    "exits.ts": "process.exit(0);\nexport default 1;",
    "waits.ts": "await new Promise(() => {});\nexport default 1;",
    "rejects.ts":
      'Promise.reject(new Error("later"));\nawait new Promise((done) => setTimeout(done, 5000));\nexport default 1;',
  });
  const [exits, waits, rejects] = await inParallel(
    ["exits.ts", "waits.ts", "rejects.ts"].map((file) => () => lemmacheck(["run", "--claims", file], { cwd: folder })),
  );
  for (const { code, stderr } of [exits, waits]) {
    assert.is(code, 2);
    assert.match(stderr, /^lemmacheck: ended before the work was done[^\n]+\n$/);
  }
  assert.is(rejects.code, 2);
  assert.match(rejects.stderr, /^lemmacheck: unexpected error: later\n$/);
});

test("counterexamples, configuration files and folders for reports", async () => {
  const good = {
    schema: "lemmacheck/counterexample@1",
    claim: "gao-2022/picard-contracts",
    revision: 1,
    instance: JSON.parse(layer({})),
    found: { seed: 1, index: 0 },
    confirmation: { arithmetic: "x", digits: 60, conclusion: "c", relation: "<=", left: "2", right: "1" },
  };
  const folder = folderWith({
    "broken.json": "{",
    "foreign.json": '{"name":"left-pad"}',
    "future.json": JSON.stringify({ ...good, schema: "lemmacheck/counterexample@9" }),
    "unknown.json": JSON.stringify({ ...good, claim: "gao-2022/renamed" }),
    "nan.json": JSON.stringify(good).replace('"gamma":0.5', '"gamma":NaN'),
    "key.config.json": '{"sed":3}',
    "value.config.json": '{"seed":"3"}',
    file: "",
  });
  await checkAll(
    [
      ...["broken", "foreign", "future", "unknown", "nan"].map((name) => ({
        args: ["replay", `${name}.json`],
        says: new RegExp(`${name}\\.json`),
      })),
      { args: ["replay", "missing.json"], says: /missing\.json: no such file/ },
      { args: ["replay", "-"], input: "{", says: /standard input/ },
      {
        args: ["list", "--config", "key.config.json"],
        says: /key\.config\.json: unknown key "sed"; did you mean seed/,
      },
      { args: ["list", "--config", "value.config.json"], says: /"seed": expected a whole number/ },
      { args: ["list", "--config", "missing.config.json"], says: /missing\.config\.json: no such file/ },
      { args: ["run", "--out", "file"], says: /--out file: is a file; expected a folder/ },
      { args: ["run", "--out", "file/below"], says: /--out file\/below: can't be written to \(ENOTDIR\)/ },
      // Node's own recursive mkdir never returns here.
      ...(process.platform === "linux"
        ? [
            {
              args: ["run", "--out", "/proc/none/below"],
              says: /--out \/proc\/none\/below: can't be written to \(ENOENT\)/,
            },
          ]
        : []),
    ],
    folder,
  );
});

test.run();
