/**
 * Cuts the elements of one array out of a JSON document while its bytes arrive: memory holds what arrived last, and not
 * the document.
 */
import * as Option from "effect/Option"

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** The document is an object, and the array one of its members: its elements stand this deep. */
const depthOfRows = 2

/** Bytes that may wait for a boundary that is easily found. */
const patience = 2 ** 20

/** What is wrong with a text: no JSON, or broken off. */
export class MalformedJson extends Error {}

/** What is more than may be held. */
export class TooLong extends Error {
  constructor(readonly part: "row" | "envelope") {
    super()
  }
}

type Rows = ReadonlyArray<unknown>

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const nothing = new Uint8Array(0)

/** Where the last comma stands that has the look of one between two objects; -1: there is none. */
const lastBoundary = (bytes: Uint8Array): number => {
  for (let at = bytes.lastIndexOf(openBrace); at > 1; at = bytes.lastIndexOf(openBrace, at - 1)) {
    if (bytes[at - 1] === comma && bytes[at - 2] === closeBrace) return at - 1
  }
  return -1
}

/** Text is cut only at characters of the structure. In UTF-8 their bytes are part of no other character. */
export class RowSplitter {
  private readonly decoder = new TextDecoder()
  /** `before`: the array is still to come. `within` it. `after`: all its elements were given out. */
  private place: "before" | "within" | "after" = "before"
  /** The text around the array's elements, from before them, and how many bytes it is. */
  private envelope = ""
  private around = 0
  /** What was not given out yet, and how many bytes it is: in the array, of elements that are not whole. */
  private pending = new Uint8Array(2 ** 10)
  private held = 0
  /** Boundaries are not easily found: every byte is looked at, and what is pending was. */
  private isWalking = false
  private depth = 0
  private inString = false
  private isEscaped = false
  /** A comma was the last thing: an element must follow. */
  private isRowDue = false
  private readonly opening: RegExp
  /** In bytes, with its punctuation and some blanks. */
  private readonly longestName: number

  /**
   * `member`: the name of the array's member. `limit`: the most bytes that are held of one element, or of the document
   * without the elements.
   */
  constructor(
    member: string,
    private readonly limit: number
  ) {
    this.opening = new RegExp(`[{,]\\s*${JSON.stringify(member)}\\s*:\\s*$`)
    this.longestName = member.length * 3 + 64
  }

  /** Takes further bytes, and gives the elements that are whole with them. Throws `MalformedJson` and `TooLong`. */
  push(bytes: Uint8Array): Rows {
    const isLeaping = this.place === "within" && !this.isWalking
    let rows = isLeaping ? this.leap(bytes) : this.walk(bytes)
    // What is left may be several elements, between which no boundary was easily found.
    if (this.held > this.limit && this.place === "within" && !this.isWalking) rows = [...rows, ...this.walk(nothing)]
    this.measure()
    return rows
  }

  /** The last elements, and the document without those that were given out. Throws `MalformedJson` and `TooLong`. */
  end(): { readonly rows: Rows; readonly document: unknown } {
    const rows = this.place === "within" ? this.walk(nothing) : []
    this.measure()
    const document = parse(this.envelope + this.take())
    if (this.place === "within" || Option.isNone(document)) throw new MalformedJson()
    return { rows, document: document.value }
  }

  private measure(): void {
    const isWithin = this.place === "within"
    if (isWithin && this.held > this.limit) throw new TooLong("row")
    if (this.around + (isWithin ? 0 : this.held) > this.limit) throw new TooLong("envelope")
  }

  /**
   * Takes for the end of an element what looks like one. What stands before it parses as whole elements only if it is:
   * read from the left, they cannot end inside of a string, or of another thing.
   */
  private leap(bytes: Uint8Array): Rows {
    const cut = lastBoundary(bytes)
    if (cut === -1 && this.held < patience && this.held + bytes.length <= this.limit) {
      this.keep(bytes)
      return []
    }
    const { held } = this
    const rows = cut === -1 ? Option.none() : this.parse(bytes.subarray(0, cut))
    if (Option.isNone(rows)) {
      this.held = held
      return this.walk(bytes)
    }
    this.held = 0
    this.keep(bytes.subarray(cut + 1))
    return rows.value
  }

  /** Follows the structure, byte by byte. */
  private walk(more: Uint8Array): Rows {
    let bytes = more
    if (this.place === "within" && !this.isWalking) {
      this.isWalking = true
      this.keep(more)
      bytes = this.pending.slice(1, this.held + 1)
      this.held = 0
    }
    let { depth, inString, isEscaped } = this
    let rows: Rows = []
    /** Where what was not given out yet begins, and the comma after the last whole element. */
    let start = 0
    let end = -1
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at]
      if (inString) {
        if (isEscaped) isEscaped = false
        else if (code === backslash) isEscaped = true
        else if (code === quote) inString = false
      } else if (code === quote) inString = true
      else if (code === comma) {
        if (depth === depthOfRows && this.place === "within") end = at
      } else if (code === openBrace || code === openBracket) {
        depth++
        if (code === openBracket && depth === depthOfRows && this.place === "before") {
          this.keep(bytes.subarray(start, at))
          start = at
          if (this.isMember()) {
            this.place = "within"
            this.around = this.held
            this.envelope = `${this.take()}[`
            break
          }
        }
      } else if (code === closeBrace || code === closeBracket) {
        if (depth === depthOfRows && this.place === "within") {
          rows = this.elements(bytes.subarray(start, at))
          this.place = "after"
          start = at
        }
        depth--
      }
    }
    this.depth = depth
    this.inString = inString
    this.isEscaped = isEscaped
    if (this.place === "within" && !this.isWalking) return this.leap(bytes.subarray(start + 1))
    if (this.place === "within" && end >= start) {
      rows = this.elements(bytes.subarray(start, end))
      if (rows.length === 0) throw new MalformedJson()
      this.isRowDue = true
      start = end + 1
    }
    this.keep(bytes.subarray(start))
    return rows
  }

  /**
   * Whether the array that opens after what is pending is the one. What is spelled oddly is not found. Only the end of it
   * is looked at: a document may have any number of arrays.
   */
  private isMember(): boolean {
    const end = this.held + 1
    const start = Math.max(1, end - this.longestName)
    return this.opening.test(this.decoder.decode(this.pending.subarray(start, end)))
  }

  /** The elements in what is pending and these bytes. */
  private elements(bytes: Uint8Array): Rows {
    const rows = this.parse(bytes)
    this.held = 0
    if (Option.isNone(rows) || (this.isRowDue && rows.value.length === 0)) throw new MalformedJson()
    this.isRowDue = false
    return rows.value
  }

  /** What is pending with these bytes after it, as an array's elements. */
  private parse(bytes: Uint8Array): Option.Option<Rows> {
    this.keep(bytes)
    const end = this.held + 1
    this.pending[0] = openBracket
    this.pending[end] = closeBracket
    return Option.filter(parse(this.decoder.decode(this.pending.subarray(0, end + 1))), Array.isArray)
  }

  /** What is pending becomes longer. There is room for a bracket before it and one behind. */
  private keep(bytes: Uint8Array): void {
    const length = this.held + bytes.length + 2
    if (length > this.pending.length) {
      const longer = new Uint8Array(length * 2)
      longer.set(this.pending.subarray(0, this.held + 1))
      this.pending = longer
    }
    this.pending.set(bytes, this.held + 1)
    this.held += bytes.length
  }

  /** The text of what is pending, which is no more. */
  private take(): string {
    const text = this.decoder.decode(this.pending.subarray(1, this.held + 1))
    this.held = 0
    return text
  }
}
