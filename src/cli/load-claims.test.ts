import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadBuiltInClaims, loadClaimFiles, loadClaims } from "./load-claims.js";
import { folderWith } from "./testing/spawn.js";

const CLAIM = `claim({ id: "mine/a", statement: "s", instances: instances.implicitLayer({}), then: { c: (layer) => below(layer.gain, 1) } })`;
const IMPORT = `import { below, claim, instances } from "lemmacheck";\n`;

async function load(content: string, name = "a.ts"): Promise<string> {
  const file = join(folderWith({ [name]: content }), name);
  try {
    const [{ claims }] = await loadClaimFiles([file], []);
    return claims.map(({ id }) => id).join(" ");
  } catch (error) {
    return (error as Error).message.replaceAll(file, name);
  }
}

test("a default export, a list, named exports, and the same claim twice", async () => {
  assert.is(await load(`${IMPORT}export default ${CLAIM};`), "mine/a");
  assert.is(await load(`${IMPORT}export default [${CLAIM}, ${CLAIM.replace("mine/a", "mine/b")}];`), "mine/a mine/b");
  assert.is(await load(`${IMPORT}export const x = ${CLAIM};\nexport const helper = 3;`), "mine/a");
  assert.is(await load(`${IMPORT}const x = ${CLAIM};\nexport default x;\nexport { x };`), "mine/a");
});

test("TypeScript and JavaScript by their names; local imports are bundled, Node's modules stay", async () => {
  const files = {
    "a.mts": `import { make } from "./helper.js";\nimport { sep } from "node:path";\nexport default make(sep.length);`,
    "helper.ts": `${IMPORT}export const make = (n: number) => ${CLAIM};`,
  };
  const folder = folderWith(files);
  assert.is((await loadClaimFiles([join(folder, "a.mts")], []))[0].claims[0].id, "mine/a");
  assert.is(await load(`${IMPORT}export default ${CLAIM};`, "a.mjs"), "mine/a");
});

test("packages are found from the file's own folder", async () => {
  const folder = folderWith({
    "a.ts": `${IMPORT}import { id } from "own-package";\nexport default ${CLAIM.replace('"mine/a"', "id")};`,
    "node_modules/own-package/package.json": `{ "name": "own-package", "type": "module", "exports": "./index.js" }`,
    "node_modules/own-package/index.js": `export const id = "mine/from-package";`,
  });
  assert.is((await loadClaimFiles([join(folder, "a.ts")], []))[0].claims[0].id, "mine/from-package");
});

test('"lemmacheck" is the one that runs: its claim() and no copy', async () => {
  const { InputError } = await import("../errors.js");
  const folder = folderWith({
    "a.ts": `${IMPORT}import { InputError } from "lemmacheck";\nexport default ${CLAIM};\nglobalThis.seen = InputError;`,
  });
  await loadClaimFiles([join(folder, "a.ts")], []);
  assert.is((globalThis as unknown as { seen: unknown }).seen, InputError);
});

test("mistakes, each with file and line", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["export default {", /^a\.ts:1:17: .*; a claim file must compile$/],
    [
      `\n\nthrow new RangeError("no\\nluck");\nexport default 1;`,
      /^a\.ts:3:\d+: throws when it is loaded: RangeError: no\nluck/,
    ],
    [`throw "text";\nexport default 1;`, /^a\.ts: throws when it is loaded: text/],
    [
      `${IMPORT}\nexport default claim({ id: "UPPER" });`,
      /^a\.ts:3:\d+: throws when it is loaded: TypeError: claim "UPPER": id must look like/,
    ],
    ["", /^a\.ts: no claim in it: it exports nothing; write export default claim/],
    ["export const x = 1, y = 2;", /^a\.ts: no claim in it: it exports x or y, which are no claims/],
    ["export default 3;", /^a\.ts: the default export is no claim \(found a number\)/],
    ["export default [null];", /^a\.ts: the default export's member 0 is no claim \(found null\)/],
    [`export default { id: "mine/a", then: {} };`, /a plain object: wrap it in claim/],
    [
      `${IMPORT}\nexport const a = ${CLAIM};\nexport const b = ${CLAIM};`,
      /^a\.ts:4: the id "mine\/a" is used by another claim of this file already/,
    ],
    [`import { atMots } from "lemmacheck";\nexport default atMots;`, /^a\.ts:\d: "lemmacheck" exports no "atMots"/],
    [`import x from "no-such-package";\nexport default x;`, /^a\.ts:1:\d+: Could not resolve "no-such-package"/],
    [`import x from "./missing.js";\nexport default x;`, /^a\.ts:1:\d+: Could not resolve "\.\/missing\.js"/],
  ];
  for (const [content, expected] of cases) assert.match(await load(content), expected);
});

test("files that are missing, a folder, or no claim files by name", async () => {
  const folder = folderWith({ "a.txt": "" });
  const message = (file: string): Promise<string> =>
    loadClaimFiles([file], []).then(
      () => "",
      (error: Error) => error.message,
    );
  assert.match(await message(join(folder, "none.ts")), /none\.ts: no such file/);
  assert.match(await message(folder), /is a folder/);
  assert.match(await message(join(folder, "a.txt")), /expected \.ts, \.mts, \.js or \.mjs/);
});

test("an id of a built-in claim, or of another file, can't be used again", async () => {
  const builtIn = await loadBuiltInClaims();
  assert.ok(builtIn.length >= 8);
  const taken = CLAIM.replace("mine/a", builtIn[0].id);
  const folder = folderWith({
    "a.ts": `${IMPORT}export default ${taken};`,
    "b.ts": `${IMPORT}export default ${CLAIM};`,
    "c.ts": `${IMPORT}export default ${CLAIM};`,
  });
  const message = (names: readonly string[]): Promise<string> =>
    loadClaims(names.map((name) => join(folder, name))).then(
      () => "",
      (error: Error) => error.message,
    );
  assert.match(await message(["a.ts"]), /a\.ts:2: the id ".*" is used by lemmacheck itself already/);
  assert.match(await message(["b.ts", "c.ts"]), /c\.ts:2: the id "mine\/a" is used by .*b\.ts already/);
});

test("with claim files, exactly their claims run by default; patterns choose from all", async () => {
  const folder = folderWith({ "a.ts": `${IMPORT}export default ${CLAIM};` });
  const { all, byDefault, builtIn } = await loadClaims([join(folder, "a.ts"), join(folder, ".", "x", "..", "a.ts")]);
  assert.equal(
    byDefault.map(({ id }) => id),
    ["mine/a"],
  );
  assert.is(all.length, builtIn.length + 1);
  const without = await loadClaims([]);
  assert.is(without.byDefault, without.builtIn);
});

test.run();
