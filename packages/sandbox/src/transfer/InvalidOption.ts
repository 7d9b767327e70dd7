/**
 * An option that the sandbox's Transfer cannot work with. It is found when a layer is built or a collection is
 * added, never later.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"

/**
 * @since 0.1.0
 * @category errors
 */
export class InvalidOption extends Data.TaggedError("InvalidOption")<{
  /** Name of the option, such as `bytesPerSecond`. */
  readonly option: string
  /** What is wrong with the value, and what to give instead. */
  readonly message: string
}> {}
