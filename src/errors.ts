/**
 * Bad use or bad input: the command line prints its message as one line and exits with code 2.
 * The message says what is wrong, where, what was expected, and what to do.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
