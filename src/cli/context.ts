import type { CommandContext, StricliProcess } from "@stricli/core";
import * as colors from "yoctocolors";

/** Exit codes that scripts rely on (docs/cli.md). */
export const EXIT = { held: 0, refuted: 1, badUse: 2, notEstablished: 3, interrupted: 130 } as const;

/** Colouring functions; each is the identity where colours are off. */
export type Paint = Readonly<
  Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta", (text: string) => string>
>;

const plain = (text: string): string => text;

/** Colouring functions for a terminal, or functions that leave the text as it is. */
export function paintFor(enabled: boolean): Paint {
  if (!enabled)
    return { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain, magenta: plain };
  const { bold, dim, red, green, yellow, cyan, magenta } = colors;
  return { bold, dim, red, green, yellow, cyan, magenta };
}

/** Where a command writes: results to `print`, everything else to `note`. */
export interface Output {
  /** Writes a line of results to standard output. */
  print(text: string): void;
  /** Writes a line of progress or advice to standard error, unless --quiet. */
  note(text: string): void;
  /** Writes a line of warning to standard error, also with --quiet. */
  warn(text: string): void;
  /** Columns of the terminal; 80 where standard output is none. */
  readonly width: number;
  /** Progress may be drawn: standard error is a terminal and --quiet isn't set. */
  readonly drawsProgress: boolean;
  /** Colours for results, and for progress: each stream by itself is a terminal or is not. */
  readonly paint: Paint;
  readonly progressPaint: Paint;
}

/** What every command's function has as `this`. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess;
  /** The command line without the program's name, for the command that repeats a run. */
  readonly commandLine: readonly string[];
  output(options: { readonly quiet: boolean; readonly color: boolean }): Output;
}

const closed = new WeakSet<NodeJS.WriteStream>();

/** Writes, and stays quiet when the reader has gone (`lemmacheck list | head -1`). */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (!closed.has(stream)) originalWrite.get(stream)?.(text);
}

const originalWrite = new Map<NodeJS.WriteStream, (text: string) => void>();

/**
 * Prepares the two streams once: a reader that closes its end is no error, and whatever code other than a command's own
 * writes to standard output (a `console.log` in a user's claim file) goes to standard error, so that --json stays one
 * document.
 */
export function prepareStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const bound = stream.write.bind(stream);
    originalWrite.set(stream, (text) => void bound(text));
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      closed.add(stream);
    });
  }
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

/** Text without control characters or line breaks: one line for standard error, whatever an input contained. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
  return text
    .replace(/\s+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "")
    .trim();
}

/** Writes "lemmacheck: …", in one line, to standard error. */
export function complain(message: string): void {
  write(process.stderr, `lemmacheck: ${oneLine(message)}\n`);
}

/** The context of this process. */
export function processContext(commandLine: readonly string[]): CliContext & { exitCode(): number } {
  const stricliProcess: StricliProcess = {
    env: process.env,
    stdout: { write: (text) => write(process.stdout, text), getColorDepth: () => (process.stdout.isTTY ? 8 : 1) },
    stderr: { write: (text) => write(process.stderr, text), getColorDepth: () => 1 },
    exitCode: null,
  };
  return {
    process: stricliProcess,
    commandLine,
    exitCode: () => Number(stricliProcess.exitCode ?? 0),
    output({ quiet, color }) {
      const colored = color && !process.env.NO_COLOR && process.env.TERM !== "dumb";
      return {
        print: (text) => write(process.stdout, `${text}\n`),
        note: (text) => {
          if (!quiet) write(process.stderr, `${text}\n`);
        },
        warn: (text) => complain(text),
        width: process.stdout.columns || 80,
        drawsProgress: process.stderr.isTTY === true && process.env.TERM !== "dumb" && !quiet,
        paint: paintFor(colored && process.stdout.isTTY === true),
        progressPaint: paintFor(colored && process.stderr.isTTY === true),
      };
    },
  };
}
