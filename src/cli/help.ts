/** What each exit code means, for a command's help. */
export const EXIT_CODES = `Exit codes:
  0    every selected claim held
  1    at least one claim is refuted, or a mutant survived
  2    bad use or bad input: one line on stderr says what, where, what was expected
  3    not refuted, but not established either: undecided, vacuous or error verdicts
  130  interrupted; what was found so far is saved and named`;

/** Help of the whole program. */
export const ROOT_HELP = {
  brief: "Tries to falsify theorems about training neural networks",
  fullDescription: `Tries to falsify theorems about training neural networks: draws random (and real)
instances, decides every inequality with a rigorous error bound, confirms each
violation in exact arithmetic, and reports minimal counterexamples.

First steps:
  lemmacheck run                          try all claims; report in reports/latest
  lemmacheck list                         what can be tried
  lemmacheck run --claims mine.ts         try claims of your own
  lemmacheck check CLAIM --instance FILE  judge a claim on your own numbers
  lemmacheck COMMAND --help               options, exit codes and examples of a command

${EXIT_CODES}

Results go to stdout, progress and warnings to stderr. "-" as FILE reads stdin.`,
};

/** A command's description with its exit codes and examples. */
export function describeCommand(description: string, examples: readonly string[], exitCodes = EXIT_CODES): string {
  return `${description}\n\n${exitCodes}\n\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`;
}
