import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { schemaError } from "./schema-validation.js";

const NAMES = ["run", "counterexample"] as const;

test("our schemas are schemas: the validator itself takes their word for it", () => {
  for (const name of NAMES) {
    const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
    const schema = JSON.parse(readFileSync(url, "utf8")) as object;
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText(ajv.errors)}`);
  }
});

test("a document that is nothing like it is refused in one line", async () => {
  for (const name of NAMES) {
    assert.match((await schemaError(name, {})) ?? "", /^the document must have required property/);
    assert.match((await schemaError(name, 7)) ?? "", /^the document must be object$/);
  }
});

test.run();
