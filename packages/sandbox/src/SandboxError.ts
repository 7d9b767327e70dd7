/**
 * What is wrong with an option of the sandbox, or with an argument of one of its controls.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"

/**
 * Names the option, and says what to do.
 *
 * @since 0.1.0
 * @category errors
 */
export class SandboxError extends Data.TaggedError("SandboxError")<{
  /** The option's name, with its place in a list: `users[0].sub`. */
  readonly option: string
  readonly message: string
}> {}

/**
 * The error about an option, with the advice.
 *
 * @since 0.1.0
 * @category constructors
 */
export const wrong = (option: string, advice: string): SandboxError =>
  new SandboxError({ option, message: `${option}: ${advice}` })
