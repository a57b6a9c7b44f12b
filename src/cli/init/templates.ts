/** What `lemmacheck init` writes, by path. Texts only: init.ts decides what is written and what is left alone. */

const HOLDS = `import { atMost, below, claim, instances, minus, over } from "lemmacheck";

/**
 * A claim that holds: the equilibrium Z = relu(gamma A Z + Phi) of an implicit layer is bounded by its input.
 * \`given\` are the hypotheses, \`then\` the conclusions: each an inequality between two quantities of the instance.
 */
export default claim({
  id: "mine/equilibrium-norm",
  title: "The equilibrium is bounded by the features",
  statement: String.raw\`q = \\gamma\\|A\\|_2 < 1 \\implies \\|Z\\|_F \\le \\|\\sigma(\\Phi)\\|_F / (1 - q)\`,
  source: "write here where the claim comes from",
  instances: instances.implicitLayer({ width: [1, 12], samples: [1, 4], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
  // A mutant is a false variant that the check must refute: the proof that it could have failed.
  mutants: {
    lostFactor: { then: { upperBound: (layer) => atMost(layer.equilibriumNorm, layer.featureNorm) } },
  },
});
`;

const REFUTED = `import { atMost, below, claim, instances, minus, over, times } from "lemmacheck";

/**
 * A claim that is false, to see what a refutation looks like: 1 - q^2 stands where 1 - q should. lemmacheck finds an
 * instance on which it fails, confirms it in exact arithmetic, and makes it small: one unit, one sample.
 *
 *   npx lemmacheck run --claims claims/refuted.ts
 *
 * It is not named in lemmacheck.config.json, so that \`lemmacheck run\` and the workflow stay green. Delete it when read.
 */
export default claim({
  id: "mine/equilibrium-norm-squared",
  title: "A bound that is too good",
  statement: String.raw\`q = \\gamma\\|A\\|_2 < 1 \\implies \\|Z\\|_F \\le \\|\\sigma(\\Phi)\\|_F / (1 - q^2)\`,
  source: "nowhere",
  instances: instances.implicitLayer({ width: [1, 12], samples: [1, 4], gain: [0, 0.99] }),
  given: { contraction: (layer) => below(layer.gain, 1) },
  then: {
    upperBound: (layer) =>
      atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, times(layer.gain, layer.gain)))),
  },
});
`;

const TEST = `import { check } from "lemmacheck/node-test";
import holds from "../claims/holds.ts";

// Also: lemmacheck/uvu, lemmacheck/vitest, lemmacheck/jest.
check(holds, { trials: 200, file: "claims/holds.ts" });
`;

const CONFIG = { claims: ["claims/holds.ts"] };

const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    allowImportingTsExtensions: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["claims", "tests"],
};

const WORKFLOW = `name: claims
on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read
  pull-requests: write # the comment
  security-events: write # the findings at the lines of the claims

jobs:
  claims:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm test

      - name: Try the claims
        id: claims
        continue-on-error: true # the reports below are wanted most when this fails; the last step is the gate
        run: npx lemmacheck run --profile ci --out reports/latest

      - name: Reports
        if: always() && hashFiles('reports/latest/run.json') != ''
        run: npx lemmacheck report reports/latest/run.json --format markdown,sarif

      - name: Summary
        if: always() && hashFiles('reports/latest/report.md') != ''
        run: cat reports/latest/report.md >> "$GITHUB_STEP_SUMMARY"

      - name: Comment on the pull request
        # A pull request from a fork has no right to comment: its report is in the summary.
        if: always() && github.event_name == 'pull_request' && hashFiles('reports/latest/report.md') != ''
        continue-on-error: true
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.pull_request.number }}
        run: |
          gh pr comment "$NUMBER" --edit-last --body-file reports/latest/report.md ||
            gh pr comment "$NUMBER" --body-file reports/latest/report.md

      - name: Code scanning
        if: always() && hashFiles('reports/latest/lemmacheck.sarif') != ''
        continue-on-error: true # not available in every private repository
        uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: reports/latest/lemmacheck.sarif
          category: lemmacheck

      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: lemmacheck
          path: reports/latest
          if-no-files-found: ignore

      - name: Gate
        if: steps.claims.outcome != 'success'
        run: exit 1
`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every file of a new project but package.json. */
export const FILES: Readonly<Record<string, string>> = {
  "claims/holds.ts": HOLDS,
  "claims/refuted.ts": REFUTED,
  "tests/claims.test.ts": TEST,
  "lemmacheck.config.json": json(CONFIG),
  "tsconfig.json": json(TSCONFIG),
  ".github/workflows/lemmacheck.yml": WORKFLOW,
  ".gitignore": "node_modules/\nreports/\n",
};

/** What a package.json must have; what is there already stays as it is. */
export const packageParts = (name: string, version: string) => ({
  name,
  private: true,
  type: "module",
  scripts: {
    claims: "lemmacheck run",
    test: "node --import tsx --test tests/claims.test.ts",
    typecheck: "tsc",
  },
  devDependencies: { lemmacheck: `^${version}`, tsx: "^4.19.0", typescript: ">=5.7" },
});
