/**
 * What the Compute SDK sends as a task's arguments: buffers, each behind its length in characters and a newline, and the
 * first one the positional arguments (`pack_buffers` of globus-compute-sdk 4.19, and of funcx before it).
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"

/** Python counts code points, JavaScript units of UTF-16. */
const beginning = (text: string, length: number): string => {
  const units = text.slice(0, length)
  return /[\uD800-\uDFFF]/.test(units)
    ? Array.from(text.slice(0, 2 * length))
        .slice(0, length)
        .join("")
    : units
}

/**
 * The buffers of a payload; none where it was packed by something else.
 *
 * @since 0.1.0
 * @category parsing
 */
export const unpack = (payload: string): Option.Option<ReadonlyArray<string>> => {
  const buffers: Array<string> = []
  for (let rest = payload; rest !== "";) {
    const [head = "", digits] = /^(\d{1,9})\n/.exec(rest) ?? []
    const length = Number(digits)
    const buffer = beginning(rest.slice(head.length), length)
    if (digits === undefined || Array.from(buffer).length < length) return Option.none()
    buffers.push(buffer)
    rest = rest.slice(head.length + buffer.length)
  }
  return Option.some(buffers)
}

/**
 * A result that the SDK reads back: one buffer, as an endpoint sends it, which is the positional arguments. Each buffer
 * begins with two characters that say how it was serialized. A payload of another form is handed back as it is.
 *
 * @since 0.1.0
 * @category conversions
 */
export const resultOf = (payload: string): string =>
  Option.match(unpack(payload), {
    onNone: () => payload,
    onSome: ([positional = payload]) => positional
  })
