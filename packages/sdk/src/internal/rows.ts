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

/** Characters that may wait for a boundary that is easily found. */
const patience = 2 ** 20

/** What is wrong with a text: no JSON, or broken off. */
export class MalformedJson extends Error {}

type Rows = ReadonlyArray<unknown>

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

export class RowSplitter {
  private readonly decoder = new TextDecoder()
  /** `before`: the array is still to come. `within` it. `after`: all its elements were given out. */
  private place: "before" | "within" | "after" = "before"
  /** The text around the array's elements. */
  private envelope = ""
  /** The text that was not given out yet: in the array, of elements that are not whole. */
  private pending = ""
  /** Boundaries are not easily found: every character is looked at, and what is pending was. */
  private isWalking = false
  private depth = 0
  private inString = false
  private isEscaped = false
  /** A comma was the last thing: an element must follow. */
  private isRowDue = false
  private readonly opening: RegExp

  /** `member`: the name of the array's member. */
  constructor(private readonly member: string) {
    this.opening = new RegExp(`[{,]\\s*${JSON.stringify(member)}\\s*:\\s*$`)
  }

  /** Takes further bytes, and gives the elements that are whole with them. Throws `MalformedJson`. */
  push(bytes: Uint8Array): Rows {
    return this.take(this.decoder.decode(bytes, { stream: true }))
  }

  /** The last elements, and the document without those that were given out. Throws `MalformedJson`. */
  end(): { readonly rows: Rows; readonly document: unknown } {
    const text = this.decoder.decode()
    const rows = this.place === "within" ? this.walk(text) : this.take(text)
    const document = parse(this.envelope + this.pending)
    if (this.place === "within" || Option.isNone(document)) throw new MalformedJson()
    return { rows, document: document.value }
  }

  private take(text: string): Rows {
    return this.place === "within" && !this.isWalking ? this.leap(text) : this.walk(text)
  }

  /**
   * Takes for the end of an element what looks like one. What stands before it parses as whole elements only if it is:
   * read from the left, they can not end inside of a string, or of another thing.
   */
  private leap(text: string): Rows {
    const cut = text.lastIndexOf("},{")
    if (cut === -1 && this.pending.length < patience) {
      this.pending += text
      return []
    }
    const rows = cut === -1 ? Option.none() : parse(`[${this.pending}${text.slice(0, cut + 1)}]`)
    if (Option.isNone(rows)) return this.walk(text)
    this.pending = text.slice(cut + 2)
    this.isRowDue = true
    return Array.isArray(rows.value) ? rows.value : []
  }

  /** Follows the structure, character by character. */
  private walk(more: string): Rows {
    let text = more
    if (this.place === "within" && !this.isWalking) {
      this.isWalking = true
      text = this.pending + more
      this.pending = ""
    }
    let { depth, inString, isEscaped } = this
    let rows: Rows = []
    /** Where what was not given out yet begins, and the comma after the last whole element. */
    let start = 0
    let end = -1
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
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
          this.envelope += this.pending + text.slice(start, at)
          this.pending = ""
          start = at
          if (this.isMember()) {
            this.place = "within"
            break
          }
        }
      } else if (code === closeBrace || code === closeBracket) {
        if (depth === depthOfRows && this.place === "within") {
          rows = this.elements(text.slice(start, at))
          this.place = "after"
          start = at
        }
        depth--
      }
    }
    this.depth = depth
    this.inString = inString
    this.isEscaped = isEscaped
    if (this.place === "within" && !this.isWalking) {
      this.envelope += "["
      return this.leap(text.slice(start + 1))
    }
    if (this.place === "within" && end >= start) {
      rows = this.elements(text.slice(start, end))
      if (rows.length === 0) throw new MalformedJson()
      this.isRowDue = true
      start = end + 1
    }
    this.pending += text.slice(start)
    return rows
  }

  /** Whether the array that opens after the envelope is the one. What is spelled oddly is not found. */
  private isMember(): boolean {
    return this.opening.test(this.envelope.slice(-(this.member.length + 64)))
  }

  /** The elements in what is pending and this text. */
  private elements(text: string): Rows {
    const rows = parse(`[${this.pending}${text}]`)
    this.pending = ""
    if (Option.isNone(rows) || !Array.isArray(rows.value) || (this.isRowDue && rows.value.length === 0)) {
      throw new MalformedJson()
    }
    this.isRowDue = false
    return rows.value
  }
}
