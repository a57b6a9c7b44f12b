#!/usr/bin/env node
import { InputError } from "../errors.js";
import { arrangeArguments } from "./arguments.js";
import { complain, EXIT, prepareStreams, processContext } from "./context.js";
import { guardExit, markFinished } from "./exit-guard.js";

/** Runs one command line and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { inputs, wantsVersion } = arrangeArguments(argv);
  const context = processContext(argv);
  if (wantsVersion) {
    const { toolVersion } = await import("../package-root.js");
    context.process.stdout.write(`${toolVersion().version}\n`);
    return EXIT.held;
  }
  const { run } = await import("@stricli/core");
  const { application, requireCommand } = await import("./application.js");
  const command: string | undefined = inputs[0];
  if (command !== undefined && !command.startsWith("-")) requireCommand(command);
  else if (command !== undefined && command !== "--help" && command !== "-h")
    throw new InputError("no command given, only options; lemmacheck --help lists the commands");
  // The parser writes one line for each mistake; the contract is one line in all: the first.
  const mistakes: string[] = [];
  const stderr = { write: (text: string) => void mistakes.push(text) };
  await run(application, inputs, { ...context, process: Object.assign(context.process, { stderr }) });
  if (mistakes.length > 0) complain(mistakes[0]);
  if (command === undefined) {
    complain("no command given; lemmacheck run tries all claims");
    return EXIT.badUse;
  }
  const code = context.exitCode();
  return code < 0 ? EXIT.badUse : code;
}

prepareStreams();
guardExit();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
    markFinished();
  },
  async (error: unknown) => {
    const message =
      error instanceof InputError ? error.message : (await import("./application.js")).describeException(error);
    complain(message);
    process.exitCode = EXIT.badUse;
    markFinished();
  },
);
