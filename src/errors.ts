/**
 * Bad use or bad input: the command line prints its message as one line and exits with code 2.
 * The message says what is wrong, where, what was expected, and what to do.
 * @example
 * try {
 *   parseInstance({ model: "implicit-rule" });
 * } catch (error) {
 *   if (!(error instanceof InputError)) throw error;
 *   error.message.includes("did you mean"); // → true
 * }
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
