import { InputError } from "../errors.js";

/** One line for whatever a command threw: its message for an InputError, else a request to report the defect. */
export function describeException(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (process.env.LEMMACHECK_DEBUG && error instanceof Error) return `internal error: ${error.stack}`;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `internal error, please report it: ${message} (LEMMACHECK_DEBUG=1 shows where)`;
}
