/** What each exit code means, for a command's help. */
export const EXIT_CODES = `Exit codes:
  0    every selected claim held
  1    at least one claim is refuted, or a mutant survived
  2    bad use or bad input: one line on stderr says what, where, what was expected
  3    not refuted, but not established either: undecided, vacuous or error verdicts
  130  interrupted; what was found so far is saved and named`;

/** Every command with a line about it, in the order of the help. */
export const COMMANDS = {
  run: "Try to falsify the claims whose ids match; write a report; gate by exit code",
  list: "List claims: id, paper, quantifier, provenance, number of mutants",
  explain: "Explain one claim: statement, source, proof, hypotheses, mutants, witnesses",
  inspect: "Print every derived quantity of one instance, each with its error radius",
  check: "Judge one claim on one given instance: your own numbers",
  replay: "Judge stored counterexamples again: files, or the folder of a corpus",
  mutate: "Run each claim's mutants and necessity witnesses: killed or survived",
  sharpen: "Search the instance on which a claim's bound is tightest",
  study: "Scaling laws and phase diagrams: how wide a layer must be, where claims apply",
  audit: "Which theorems apply to a data set (and network), with which constants",
  doctor: "What is installed and used, what is missing and how to get it",
  verify: "Re-verify counterexamples by a small checker that shares no code with the rest",
  report: "Render a run record: HTML, JUnit, Markdown, SARIF, Tyche",
  init: "Set a project up: claim files, a test, a configuration, a CI workflow",
  compare: "Compare two run records: what got worse, better, new, gone",
} as const;

export type CommandName = keyof typeof COMMANDS;

/** Help of the whole program: a text of its own, so that it is there at once. */
export const ROOT_HELP = `lemmacheck tries to falsify theorems about training neural networks: it draws random
(and real) instances, decides every inequality with a rigorous error bound, confirms
each violation in exact arithmetic, and reports minimal counterexamples.

USAGE
  lemmacheck COMMAND [options] [arguments]
  lemmacheck COMMAND --help     options, exit codes and examples of a command
  lemmacheck --version

COMMANDS
${Object.entries(COMMANDS)
  .map(([name, brief]) => `  ${name.padEnd(9)}${brief}`)
  .join("\n")}

COMMON OPTIONS
  --json            Print one JSON document on stdout, nothing else there
  --seed N          Seed of the random instances (default: fixed, printed)
  --trials N        Trials per claim (default: the profile's)
  --profile NAME    Budgets by name: smoke, ci (default) or nightly
  --time 60s        Draw no new trials after this time
  --workers N       Worker threads (default: all cores); results do not depend on it
  --out DIR         Folder for the report (default: reports/latest)
  --data FILE       Draw the data sets' rows from this IDX or CSV file
  --claims FILE…    Claim files of your own (.ts, .mts, .js, .mjs)
  --config FILE     Configuration file (default: lemmacheck.config.json, if present)
  --quiet           No progress and no notes on stderr
  --no-color        Never colour the output (also: NO_COLOR=1)
  An option without effect on a command is accepted there. They may stand anywhere.

${EXIT_CODES}

Examples:
  lemmacheck run                          try all claims; report in reports/latest
  lemmacheck run 'gao-2022/*' --seed 7    some of them, on other instances
  lemmacheck run --claims mine.ts         try claims of your own
  lemmacheck check CLAIM --instance FILE  judge a claim on your own numbers

Results go to stdout, progress and warnings to stderr. "-" as FILE reads stdin.
`;

/** A command's description with its exit codes and examples. */
export function describeCommand(description: string, examples: readonly string[], exitCodes = EXIT_CODES): string {
  return `${description}\n\n${exitCodes}\n\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`;
}
