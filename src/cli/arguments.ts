import { InputError } from "../errors.js";
import { OPTIONS_WITH_VALUE } from "./options.js";

/** Files that `--claims` takes beyond the one behind it; no claim id or glob ends like this. */
const CLAIM_FILE = /\.[cm]?[jt]s$/;

/** The command line, in the order that the parser wants. */
export interface ArrangedArguments {
  /** Command first; each --claims with one file. */
  readonly inputs: readonly string[];
  readonly wantsVersion: boolean;
}

/**
 * Puts the command in front of options that stand before it, and repeats `--claims` before each of several files.
 * @throws InputError for a word that starts with a dash but is no option in form ("--x", "--seed=").
 */
export function arrangeArguments(argv: readonly string[]): ArrangedArguments {
  const options: string[] = [];
  const words: string[] = [];
  let wantsVersion = false;
  let i = 0;
  const takeValue = (name: string): void => {
    if (i < argv.length) options.push(argv[i++]);
    while (name === "claims" && i < argv.length && !argv[i].startsWith("-") && CLAIM_FILE.test(argv[i]))
      options.push("--claims", argv[i++]);
  };
  while (i < argv.length) {
    const argument = argv[i++];
    if (argument === "--") {
      words.push(...(words.length === 0 ? [] : ["--"]), ...argv.slice(i));
      break;
    }
    if (argument === "-" || !argument.startsWith("-") || /^-[.\d]/.test(argument)) {
      words.push(argument);
      continue;
    }
    if (argument === "--version" || argument === "-v" || argument === "-V") wantsVersion = true;
    const match = /^--([a-z][a-z-]+)(=.*)?$/s.exec(argument);
    if (match === null && !/^-[a-zA-Z]$/.test(argument))
      throw new InputError(`unknown option ${JSON.stringify(argument)}; see lemmacheck --help`);
    if (match?.[2] === "=") throw new InputError(`--${match[1]} is empty; expected a value`);
    options.push(argument);
    if (match !== null && match[2] === undefined && OPTIONS_WITH_VALUE.has(match[1])) takeValue(match[1]);
  }
  const [command, ...rest] = words;
  return { inputs: command === undefined ? options : [command, ...options, ...rest], wantsVersion };
}
