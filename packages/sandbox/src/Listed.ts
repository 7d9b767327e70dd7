/**
 * Parameters that hold several values, joined by commas.
 *
 * @since 0.1.0
 */

/**
 * The values of a parameter.
 *
 * @since 0.1.0
 * @category parsing
 */
export const listed = (text: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  [text]
    .flat()
    .flatMap((part) => part.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "")
