import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { claims } from "../../properties/index.js";
import { packageRoot } from "../package-root.js";
import { runRecord } from "../report/testing/records.js";
import { lineOfId, withLocations } from "./claim-locations.js";

test("the line that gives a claim its id, rather than one that only names it", () => {
  const text = 'import x;\n// as in "mine/norm"\nexport default claim({\n  id: "mine/norm",\n});\n';
  assert.is(lineOfId(text, "mine/norm"), 4);
  assert.is(lineOfId('const ids = ["mine/norm"];', "mine/norm"), 1);
  assert.is(lineOfId(text, "mine/other"), undefined);
});

test("every built-in claim is found in its source, and in the compiled file that other projects have", () => {
  const located = withLocations({ ...runRecord, claims: claims.map(({ id }) => ({ ...runRecord.claims[0], id })) }, []);
  const compiled = readFileSync(join(packageRoot, "dist", "properties", "index.js"), "utf8");
  for (const { id, location } of located.claims) {
    const paper = id.slice(0, id.indexOf("/"));
    assert.match(location?.file ?? "", new RegExp(`(^|/)properties/${paper}/[a-z0-9-]+\\.ts$`), id);
    assert.is.not(lineOfId(compiled, id), undefined, id);
  }
});

test.run();
