import {
  type AliasNotFoundError,
  type Application,
  type ArgumentParseError,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  type EnumValidationError,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  help,
  text_en,
  type UnexpectedFlagError,
  type UnexpectedPositionalError,
  type UnsatisfiedFlagError,
  type UnsatisfiedPositionalError,
} from "@stricli/core";
import { InputError } from "../errors.js";
import { check } from "./commands/check.js";
import { explain } from "./commands/explain.js";
import { inspect } from "./commands/inspect.js";
import { list } from "./commands/list.js";
import { mutate } from "./commands/mutate.js";
import { replay } from "./commands/replay.js";
import { run } from "./commands/run.js";
import { sharpen } from "./commands/sharpen.js";
import { type CliContext, EXIT } from "./context.js";
import { ROOT_HELP } from "./help.js";
import { alternatives, nearest } from "./nearest.js";

const routes = { run, list, explain, inspect, check, replay, mutate, sharpen };

/** Names of all commands. */
export const COMMANDS: readonly string[] = Object.keys(routes);

/** @throws InputError naming the nearest command, unless there is one of this name. */
export function requireCommand(name: string): void {
  if (COMMANDS.includes(name)) return;
  throw new InputError(
    `unknown command ${JSON.stringify(name)}; did you mean ${alternatives(nearest(name, COMMANDS, 1))}? (lemmacheck --help lists all)`,
  );
}

const option = (name: string): string => (/^[a-z]/.test(name) ? `--${name}` : name);

/** One line for a mistake in the use of options and arguments. */
function describeScannerError(error: ArgumentScannerError): string {
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }: FlagNotFoundError) =>
      `unknown option --${input}${corrections.length > 0 ? `; did you mean ${alternatives(corrections.map((name) => `--${name}`))}?` : ""} (--help lists all)`,
    AliasNotFoundError: ({ input }: AliasNotFoundError) => `unknown option -${input} (--help lists all)`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, exception }: ArgumentParseError) =>
      `${option(externalFlagNameOrPlaceholder)}: ${exception instanceof Error ? exception.message : String(exception)}`,
    EnumValidationError: ({ externalFlagName, input, values }: EnumValidationError) =>
      `--${externalFlagName}: expected ${alternatives(values)}, found ${JSON.stringify(input)}`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }: UnexpectedFlagError) =>
      `--${externalFlagName} is given twice (${JSON.stringify(previousInput)}, ${JSON.stringify(input)}); expected once`,
    UnexpectedPositionalError: ({ expectedCount, input }: UnexpectedPositionalError) =>
      `unexpected argument ${JSON.stringify(input)}; expected ${expectedCount === 0 ? "none" : `at most ${expectedCount}`} (see --help)`,
    UnsatisfiedFlagError: ({ externalFlagName }: UnsatisfiedFlagError) =>
      `--${externalFlagName} is missing${externalFlagName === "instance" ? "; write --instance FILE (or - for standard input)" : " its value"}`,
    UnsatisfiedPositionalError: ({ placeholder }: UnsatisfiedPositionalError) =>
      `missing argument: expected <${placeholder}> (see --help)`,
  });
}

/** One line for whatever a command threw: its message for an InputError, else a request to report the defect. */
export function describeException(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (process.env.LEMMACHECK_DEBUG && error instanceof Error) return `internal error: ${error.stack}`;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `internal error, please report it: ${message} (LEMMACHECK_DEBUG=1 shows where)`;
}

/** The command line application. Exit codes below zero are the parser's own: bad use. */
export const application: Application<CliContext> = buildApplication<CliContext>(
  buildRouteMap<string, CliContext>({ routes, docs: ROOT_HELP }),
  {
    name: "lemmacheck",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: {
      text: {
        ...text_en,
        headers: { usage: "USAGE", aliases: "ALIASES", commands: "COMMANDS", flags: "OPTIONS", arguments: "ARGUMENTS" },
        exceptionWhileParsingArguments: (error) =>
          error instanceof ArgumentScannerError ? describeScannerError(error) : describeException(error),
        exceptionWhileLoadingCommandFunction: describeException,
        exceptionWhileLoadingCommandContext: describeException,
        exceptionWhileRunningCommand: describeException,
        commandErrorResult: (error) => describeException(error),
      },
    },
    determineExitCode: () => EXIT.badUse,
  },
  {
    help: help({
      brief: "Print this help and exit",
      formatting: { caseStyle: "convert-camel-to-kebab", useAliasInUsageLine: false, onlyRequiredInUsageLine: true },
    }),
  },
);
