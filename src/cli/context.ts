import type { CommandContext, StricliProcess } from "@stricli/core";
import type { Painter } from "../report/verdicts.js";

/** Exit codes that scripts rely on (docs/cli.md). */
export const EXIT = { held: 0, refuted: 1, badUse: 2, notEstablished: 3, interrupted: 130 } as const;

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
  readonly paint: Painter;
  readonly progressPaint: Painter;
}

/** What every command's function has as `this`. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess;
  output(options: { readonly quiet: boolean; readonly color: boolean }): Promise<Output>;
}

const closed = new WeakSet<NodeJS.WriteStream>();
const originalWrite = new Map<NodeJS.WriteStream, (text: string) => void>();

/** Writes, and stays quiet when the reader has gone (`lemmacheck list | head -1`). */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (!closed.has(stream)) originalWrite.get(stream)?.(text);
}

/**
 * Prepares the two streams once: a reader that closes its end is no error, and whatever code other than a command's own
 * writes to standard output (a `console.log` in a user's claim file) goes to standard error, so that --json stays one
 * document. Node's own warnings (about experimental features, or colour variables) would break the one line of an error
 * message, and are shown only with LEMMACHECK_DEBUG.
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
  if (!process.env.LEMMACHECK_DEBUG) process.removeAllListeners("warning");
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

/** Text without control characters or line breaks: one line for standard error, whatever an input contained. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}|\p{Bidi_Control}/gu, "")
    .trim();
}

/** Writes "lemmacheck: …", in one line, to standard error. */
export function complain(message: string): void {
  write(process.stderr, `lemmacheck: ${oneLine(message)}\n`);
}

/** Writes to the real standard output. */
export function printRaw(text: string): void {
  write(process.stdout, text);
}

/** The context of this process, and the exit code that its command has decided. */
export function processContext(): CliContext & { exitCode(): number } {
  const stricliProcess: StricliProcess = {
    env: process.env,
    stdout: { write: printRaw, getColorDepth: () => 1 },
    stderr: { write: complain, getColorDepth: () => 1 },
    exitCode: null,
  };
  return {
    process: stricliProcess,
    exitCode: () => Number(stricliProcess.exitCode ?? EXIT.held),
    async output({ quiet, color }) {
      const { paintFor } = await import("./paint.js");
      const colored = color && !process.env.NO_COLOR && process.env.TERM !== "dumb";
      return {
        print: (text) => printRaw(`${text}\n`),
        note: (text) => {
          if (!quiet) write(process.stderr, `${text}\n`);
        },
        warn: complain,
        width: process.stdout.columns || 80,
        drawsProgress: process.stderr.isTTY === true && process.env.TERM !== "dumb" && !quiet,
        paint: paintFor(colored && process.stdout.isTTY === true),
        progressPaint: paintFor(colored && process.stderr.isTTY === true),
      };
    },
  };
}
