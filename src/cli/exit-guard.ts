import { complain, EXIT } from "./context.js";

let finished = false;

/** Says that the command has decided its exit code: the process may end. */
export function markFinished(): void {
  finished = true;
}

/** Ends the process at once. */
export function exitNow(code: number): never {
  finished = true;
  process.exit(code);
}

/**
 * Whatever ends the process before a command has decided its exit code (a claim file that calls process.exit, an await
 * that nothing will settle) must not look like success.
 */
export function guardExit(): void {
  process.once("exit", () => {
    if (finished) return;
    process.exitCode = EXIT.badUse;
    complain(
      "ended before the work was done: a claim file ended the process, or waits for something that never happens",
    );
  });
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error: unknown) => {
      complain(`unexpected error: ${error instanceof Error ? error.message : String(error)}`);
      exitNow(EXIT.badUse);
    });
}
