/**
 * How a text may be spelled: percent-encoded, escaped for JSON or HTML, and one inside of the other. A reading keeps where
 * each part stands in the first text.
 *
 * Texts are read as bytes, one character for each (UTF-8): percent-encoding spells bytes.
 */

/** A text as it is read. */
export interface Reading {
  readonly text: string
  /** Where the first text spells what stands from `start` to `end` of this one. */
  readonly stretch: (start: number, end: number) => readonly [start: number, end: number]
}

/** A spelled part: where it stands in the reading, and in what was read. */
interface Spot {
  readonly start: number
  readonly end: number
  readonly from: number
  readonly to: number
}

const encoder = new TextEncoder()

/** The bytes of a text, a character for each. */
export const bytes = (text: string): string => {
  let said = ""
  for (const byte of encoder.encode(text)) said += String.fromCharCode(byte)
  return said
}

/** The last spot that begins before a place. */
const spotBefore = (spots: ReadonlyArray<Spot>, place: number): Spot | undefined => {
  let low = 0
  let high = spots.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spots[middle]?.start ?? 0) < place) low = middle + 1
    else high = middle
  }
  return spots[low - 1]
}

/** Replaces what a pattern finds. Undefined: there is nothing of it. */
const replaced = (
  from: Reading,
  pattern: RegExp,
  say: (match: RegExpMatchArray) => string | undefined
): Reading | undefined => {
  const spots: Array<Spot> = []
  let text = ""
  let to = 0
  for (const match of from.text.matchAll(pattern)) {
    const said = say(match)
    if (said === undefined) continue
    text += from.text.slice(to, match.index)
    to = match.index + match[0].length
    spots.push({ start: text.length, end: text.length + said.length, from: match.index, to })
    text += said
  }
  if (spots.length === 0) return undefined
  text += from.text.slice(to)
  return {
    text,
    stretch: (start, end) => {
      const first = spotBefore(spots, start + 1)
      const last = spotBefore(spots, end)
      return from.stretch(
        first === undefined ? start : start < first.end ? first.from : first.to + start - first.end,
        last === undefined ? end : end <= last.end ? last.to : last.to + end - last.end
      )
    }
  }
}

const spelled =
  /%([\da-f]{2})|\\u([\da-f]{4})(?:\\u(d[c-f][\da-f]{2}))?|\\u\{([\da-f]{1,8})\}|\\x([\da-f]{2})|\\(["'\\/])|&#x([\da-f]{1,8});|&#(\d{1,10});|&(\w{2,8});/gi

/** Of HTML's names those of the characters that secrets have, and are escaped. */
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  plus: "+",
  sol: "/",
  equals: "=",
  bsol: "\\",
  lowbar: "_",
  period: ".",
  colon: ":",
  percnt: "%"
}

const character = (code: string, radix: number): string | undefined => {
  const point = Number.parseInt(code, radix)
  return point > 0x10_ff_ff ? undefined : bytes(String.fromCodePoint(point))
}

const say = (match: RegExpMatchArray): string | undefined => {
  const [, byte, unit, second, braced, short, itself, hexadecimal, decimal, name] = match
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16))
  if (unit !== undefined) {
    // Half a character alone has no bytes: it stays for the eye.
    return bytes(
      String.fromCharCode(Number.parseInt(unit, 16)) +
        (second === undefined ? "" : String.fromCharCode(Number.parseInt(second, 16)))
    )
  }
  if (itself !== undefined) return itself
  const hex = braced ?? short ?? hexadecimal
  if (hex !== undefined) return character(hex, 16)
  return decimal === undefined ? named[name?.toLowerCase() ?? ""] : character(decimal, 10)
}

/** Encodings inside of each other: more than anybody writes. */
const deepest = 5

/** A text as bytes, and what it says when it is read once, twice, and so on, as long as something in it is spelled. */
export const readings = (text: string): ReadonlyArray<Reading> => {
  const raw: Reading = { text, stretch: (start, end) => [start, end] }
  const found: Array<Reading> = []
  let reading: Reading | undefined = replaced(raw, /[^\0-\x7f]/gu, ([character]) => bytes(character)) ?? raw
  while (reading !== undefined && found.length <= deepest) {
    found.push(reading)
    reading = replaced(reading, spelled, say)
  }
  return found
}
