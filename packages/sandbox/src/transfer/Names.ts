/**
 * The names of a directory in one text, so that 100,000 of them are two things in the memory.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 * @category models
 */
export interface Names extends Iterable<string> {
  readonly size: number
  /** The name at an index below `size`. */
  readonly at: (index: number) => string
}

/**
 * Packs names, none of which has a slash in it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const pack = (names: ReadonlyArray<string>): Names => {
  const text = names.join("/")
  const ends = new Uint32Array(names.length)
  let end = -1
  names.forEach((name, index) => {
    end += 1 + name.length
    ends[index] = end
  })
  const at = (index: number) => text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, ends[index])
  return {
    size: names.length,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < ends.length; index++) yield at(index)
    }
  }
}
