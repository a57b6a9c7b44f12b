import {
  type AliasNotFoundError,
  type Application,
  type ArgumentParseError,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  type Command,
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
import { alternatives } from "../models/nearest-word.js";
import { type CliContext, EXIT } from "./context.js";
import { describeException } from "./describe-exception.js";
import type { CommandName } from "./help.js";
import { PLACEHOLDERS } from "./options.js";

const option = (name: string): string => (/^[a-z]/.test(name) ? `--${name}` : name);

/** One line for a mistake in the use of options and arguments. */
function describeScannerError(error: ArgumentScannerError): string {
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }: FlagNotFoundError) =>
      `unknown option --${input}${corrections.length > 0 ? `; did you mean ${alternatives(corrections.map(option))}?` : ""} (--help lists all)`,
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

/** The parser's help with options as a user writes them: "--seed N" instead of "[--seed]". */
export function layOutOptions(help: string): string {
  return help.replace(
    /^ +(-h)? +\[?--(?:([a-z]+)(?:\/--(no-[a-z]+))?)?\]?(\.\.\.)? +(\S.*)$/gm,
    (
      _,
      alias: string | undefined,
      name: string | undefined,
      negated: string | undefined,
      more: string | undefined,
      brief: string,
    ) => {
      const value = name === undefined || PLACEHOLDERS[name] === undefined ? "" : ` ${PLACEHOLDERS[name]}`;
      const option = `--${negated ?? name ?? ""}${value}${more === undefined ? "" : "…"}`;
      return `  ${alias === undefined ? "" : `${alias}, `}${option}`.padEnd(20) + brief.replace(/ {2,}\[/, " [");
    },
  );
}

/**
 * The application of one command: only the command that was asked for is ever loaded. Exit codes below zero are the
 * parser's own: bad use.
 */
export function applicationOf(name: CommandName, command: Command<CliContext>): Application<CliContext> {
  return buildApplication<CliContext>(
    buildRouteMap<string, CliContext>({ routes: { [name]: command }, docs: { brief: "lemmacheck" } }),
    {
      name: "lemmacheck",
      scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
      documentation: { disableAnsiColor: true },
      localization: {
        text: {
          ...text_en,
          headers: { ...text_en.headers, flags: "OPTIONS" },
          briefs: { ...text_en.briefs, argumentEscapeSequence: "What follows are arguments, not options" },
          exceptionWhileParsingArguments: (error) =>
            error instanceof ArgumentScannerError ? describeScannerError(error) : describeException(error),
          exceptionWhileLoadingCommandFunction: describeException,
          exceptionWhileLoadingCommandContext: describeException,
          exceptionWhileRunningCommand: describeException,
          commandErrorResult: describeException,
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
}
