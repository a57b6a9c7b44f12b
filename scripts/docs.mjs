/** Writes docs/reference.md from the docstrings of the built package: `npm run docs`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { referenceText } from "../src/testing/reference.ts";

writeFileSync(join(packageRoot, "docs", "reference.md"), referenceText());
