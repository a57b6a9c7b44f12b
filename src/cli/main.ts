#!/usr/bin/env node
import { InputError } from "../errors.js";
import { didYouMean } from "../models/nearest-word.js";
import { arrangeArguments } from "./arguments.js";
import { complain, EXIT, prepareStreams, printRaw, processContext } from "./context.js";
import { describeException } from "./describe-exception.js";
import { guardExit, markFinished } from "./exit-guard.js";
import { COMMANDS, type CommandName, ROOT_HELP } from "./help.js";

/** Runs one command line and returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { inputs, wantsVersion } = arrangeArguments(argv);
  if (wantsVersion) {
    const { toolVersion } = await import("../package-root.js");
    printRaw(`${toolVersion().version}\n`);
    return EXIT.held;
  }
  const [name] = inputs;
  if (name === undefined || name === "--help" || name === "-h") {
    printRaw(ROOT_HELP);
    if (name !== undefined) return EXIT.held;
    throw new InputError("no command given; lemmacheck run tries all claims");
  }
  if (name.startsWith("-"))
    throw new InputError("no command given, only options; lemmacheck --help lists the commands");
  if (!Object.hasOwn(COMMANDS, name))
    throw new InputError(
      `unknown command ${JSON.stringify(name)}; ${didYouMean(name, Object.keys(COMMANDS), 1)} (lemmacheck --help lists all)`,
    );
  return runCommand(name as CommandName, inputs);
}

async function runCommand(name: CommandName, inputs: readonly string[]): Promise<number> {
  const [{ run }, { applicationOf, layOutOptions }, { loadCommand }] = await Promise.all([
    import("@stricli/core"),
    import("./application.js"),
    import("./commands.js"),
  ]);
  const context = processContext();
  // The parser writes one line for each mistake; the contract is one line in all: the first.
  const mistakes: string[] = [];
  const stderr = { write: (text: string) => void mistakes.push(text) };
  // Only help comes out of the parser itself; commands write through their Output.
  const stdout = { write: (text: string) => printRaw(layOutOptions(text)) };
  Object.assign(context.process, { stdout, stderr });
  await run(applicationOf(name, await loadCommand(name)), inputs, context);
  if (mistakes.length > 0) complain(mistakes[0]);
  const code = context.exitCode();
  return code < 0 ? EXIT.badUse : code;
}

prepareStreams();
guardExit();
main(process.argv.slice(2))
  .catch((error: unknown) => {
    complain(describeException(error));
    return EXIT.badUse;
  })
  .then((code) => {
    process.exitCode = code;
    markFinished();
  });
