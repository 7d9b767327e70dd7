/**
 * The advanced syntax of `q`, read into a predicate: words, phrases in quotes, fields, `AND`, `OR`, `NOT`, parentheses,
 * ranges and wildcards. It is the query string syntax of Elasticsearch, to which Globus's page refers. Regular
 * expressions, fuzzy words, distances, boosts and wildcards in names of fields are not imitated.
 *
 * Guesses: all words must be found unless `default_operator` says otherwise, and `NOT` binds before `AND`, `AND` before
 * `OR`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/query
 */
import type { GMetaEntry } from "@effect-globus/sdk/search/Ingest"
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import * as Glob from "../transfer/Glob.js"
import { isWithin, type Range, valuesOf } from "./Query.js"

/**
 * The text is not of the syntax.
 *
 * @since 0.1.0
 * @category errors
 */
export class Malformed extends Data.TaggedError("Malformed")<{ readonly message: string }> {}

/**
 * The text is of the syntax, but of a part that the sandbox does not imitate.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotImitated extends Data.TaggedError("NotImitated")<{
  /** Such as "regular expressions in q". */
  readonly what: string
}> {}

type Read<A> = Either.Either<A, Malformed | NotImitated>

const malformed = (message: string) => Either.left(new Malformed({ message: `q is malformed: ${message}` }))
const notImitated = (what: string) => Either.left(new NotImitated({ what: `${what} in q` }))

// --- What is asked of a document --------------------------------------------------------------------------------------

type Scalar = string | number | boolean

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"

const leaves = (value: unknown): ReadonlyArray<Scalar> => {
  if (isScalar(value)) return [value]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : []
}

/** Lower case. What is neither letter nor digit parts words, as in Elasticsearch's analyzer, more or less (a guess). */
const wordsOf = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

interface Value {
  readonly value: Scalar
  readonly words: ReadonlyArray<string>
}

/** The values of a field, undefined: of all fields. Each field is taken apart once for a query. */
type Fields = (field: string | undefined) => ReadonlyArray<Value>

const fieldsOf = (document: GMetaEntry["content"]): Fields => {
  const known = new Map<string | undefined, ReadonlyArray<Value>>()
  return (field) => {
    const before = known.get(field)
    if (before !== undefined) return before
    const scalars = field === undefined ? leaves(document) : valuesOf(document, field).filter(isScalar)
    const values = scalars.map((value) => ({ value, words: typeof value === "string" ? wordsOf(value) : [] }))
    known.set(field, values)
    return values
  }
}

type Test = (value: Value) => boolean

/** The words stand next to one another, in this order. */
const phrase = (text: string): Test => {
  const wanted = wordsOf(text)
  const lower = text.toLowerCase()
  const number = text.trim() === "" ? Number.NaN : Number(text)
  const has = (words: ReadonlyArray<string>) =>
    words.some((_, start) => wanted.every((word, index) => words[start + index] === word))
  return ({ value, words }) => {
    if (typeof value === "number") return value === number
    if (typeof value === "boolean") return String(value) === lower
    return wanted.length === 0 ? value.toLowerCase() === lower : has(words)
  }
}

/** A guess: the pattern fits a word or a whole value: Elasticsearch has text in both forms. */
const pattern = (glob: string): Test => {
  const fits = Glob.make(glob.toLowerCase())
  return ({ value, words }) => words.some(fits) || fits(String(value).toLowerCase())
}

type Node =
  | { readonly _tag: "Test"; readonly holds: (fields: Fields, document: GMetaEntry["content"]) => boolean }
  | { readonly _tag: "Not" | "Must"; readonly node: Node }
  | { readonly _tag: "And" | "Or"; readonly nodes: ReadonlyArray<Node> }
  /** Side by side: what `-` and `NOT` stand before must not hold, what `+` stands before must. */
  | { readonly _tag: "Sequence"; readonly nodes: ReadonlyArray<Node> }

const test = (field: string | undefined, holds: Test): Node => ({
  _tag: "Test",
  holds: (fields) => fields(field).some(holds)
})

const everything: Node = { _tag: "Test", holds: () => true }

const exists = (field: string): Node => ({
  _tag: "Test",
  holds: (_, document) => valuesOf(document, field).length > 0
})

/** Whether one of the words side by side is enough. */
const holdsIn = (node: Node, some: boolean, fields: Fields, document: GMetaEntry["content"]): boolean => {
  const holds = (node: Node): boolean => holdsIn(node, some, fields, document)
  switch (node._tag) {
    case "Test":
      return node.holds(fields, document)
    case "Not":
      return !holds(node.node)
    case "Must":
      return holds(node.node)
    case "And":
      return node.nodes.every(holds)
    case "Or":
      return node.nodes.some(holds)
    case "Sequence": {
      const bound = node.nodes.filter(({ _tag }) => _tag === "Not" || _tag === "Must")
      const free = node.nodes.filter((other) => !bound.includes(other))
      if (!bound.every(holds)) return false
      if (!some) return free.every(holds)
      return free.length === 0 || bound.some(({ _tag }) => _tag === "Must") || free.some(holds)
    }
  }
}

// --- Reading ----------------------------------------------------------------------------------------------------------

/** Text of a word as written, in which a backslash makes the next character an ordinary one. */
const unescaped = (written: string): string => written.replaceAll(/\\(.)/gs, "$1")

/** The same as a pattern of `Glob`, in which a set of one is how a character stands for itthis. */
const globOf = (written: string): string =>
  written.replaceAll(/\\(.)|[[]/gs, (found: string, escaped: string | undefined) => {
    const character = escaped ?? found
    return /[*?[]/.test(character) ? `[${character}]` : character
  })

const hasWildcard = (written: string): boolean => /[*?]/.test(written.replaceAll(/\\./gs, ""))

/** A field's name keeps the backslash before a dot: there it is part of a name for filters, too. */
const fieldOf = (written: string): string => written.replaceAll(/\\([^.])/gs, "$1")

const word = /(?:\\.|[^\s()[\]{}":^~\\])+/suy
const quoted = /"((?:\\.|[^"\\])*)"/suy
const range = /([[{])\s*("(?:\\.|[^"\\])*"|\S+)\s+TO\s+("(?:\\.|[^"\\])*"|[^\s\]}]+)\s*([\]}])/suy
const comparison = /([<>]=?)\s*("(?:\\.|[^"\\])*"|(?:\\.|[^\s()[\]{}"^~\\])+)/suy
const blanks = /\s*/suy

/** A bound of a range, its quotes and backslashes taken away. */
const boundOf = (written: string): string => unescaped(written.replaceAll(/^"|"$/g, ""))

class Reader {
  private at = 0

  constructor(private readonly text: string) {}

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text) ?? undefined
    if (found !== undefined) this.at = pattern.lastIndex
    return found
  }

  private skip(text: string): boolean {
    const found = this.text.startsWith(text, this.at)
    if (found) this.at += text.length
    return found
  }

  /** Whether one of these words or signs comes next, and takes it. A word ends where a blank or a parenthesis comes. */
  private operator(...names: ReadonlyArray<string>): boolean {
    this.take(blanks)
    return names.some((name) =>
      /^\w/.test(name) && !/^(?:[\s()]|$)/.test(this.text.slice(this.at + name.length)) ? false : this.skip(name)
    )
  }

  private get isAtEnd(): boolean {
    this.take(blanks)
    return this.at >= this.text.length || this.text[this.at] === ")"
  }

  whole(): Read<Node> {
    return Either.flatMap(this.sequence(undefined), (node) =>
      this.at < this.text.length ? malformed(`a ")" at character ${this.at + 1} closes nothing`) : Either.right(node)
    )
  }

  private sequence(field: string | undefined): Read<Node> {
    return Either.gen(this, function* () {
      const nodes: Array<Node> = []
      while (!this.isAtEnd) nodes.push(yield* this.list("Or", ["OR", "||"], () => this.conjunction(field)))
      const [only] = nodes
      if (only === undefined) return yield* malformed("something is missing before its end or a parenthesis")
      return nodes.length === 1 ? only : ({ _tag: "Sequence", nodes } as const)
    })
  }

  private conjunction(field: string | undefined): Read<Node> {
    return this.list("And", ["AND", "&&"], () => this.clause(field))
  }

  private list(_tag: "And" | "Or", names: ReadonlyArray<string>, member: () => Read<Node>): Read<Node> {
    return Either.gen(this, function* () {
      const first = yield* member()
      const nodes = [first]
      while (this.operator(...names)) nodes.push(yield* member())
      return nodes.length === 1 ? first : ({ _tag, nodes } as const)
    })
  }

  private clause(field: string | undefined): Read<Node> {
    const wrap =
      (_tag: "Not" | "Must") =>
      (node: Node): Node => ({ _tag, node })
    if (this.operator("NOT", "!", "-")) return Either.map(this.clause(field), wrap("Not"))
    if (this.operator("+")) return Either.map(this.clause(field), wrap("Must"))
    if (this.operator("AND", "&&", "OR", "||")) return malformed("an operator has nothing before it")
    return Either.flatMap(this.primary(field), (node) => {
      const next = this.text[this.at]
      if (next === "~") return notImitated("fuzzy words and distances")
      return next === "^" ? notImitated("boosts") : Either.right(node)
    })
  }

  private group(field: string | undefined): Read<Node> {
    return Either.flatMap(this.sequence(field), (node) =>
      this.skip(")") ? Either.right(node) : malformed(`a "(" is not closed`)
    )
  }

  /** `isNamed`: the name of its field stands right before it. */
  private primary(field: string | undefined, isNamed = false): Read<Node> {
    if (this.isAtEnd) return malformed("something is missing before its end or a parenthesis")
    if (this.skip("(")) return this.group(field)
    if (this.text[this.at] === "/") return notImitated("regular expressions")
    const bounds = this.take(range)
    if (bounds !== undefined) {
      const [, open, from = "", to = "", close] = bounds
      return this.ranged(field, {
        [open === "[" ? "gte" : "gt"]: boundOf(from),
        [close === "]" ? "lte" : "lt"]: boundOf(to)
      })
    }
    const compared = this.take(comparison)
    if (compared !== undefined) {
      const [, sign = "", bound = ""] = compared
      return this.ranged(field, {
        [`${sign[0] === "<" ? "l" : "g"}t${sign.slice(1) === "=" ? "e" : ""}`]: boundOf(bound)
      })
    }
    const inQuotes = this.take(quoted)
    if (inQuotes !== undefined) return Either.right(test(field, phrase(unescaped(inQuotes[1] ?? ""))))
    const [written] = this.take(word) ?? []
    if (written === undefined) return malformed(`character ${this.at + 1} begins nothing, or what it begins has no end`)
    if (!this.skip(":")) return Either.right(this.matching(field, written))
    return isNamed ? malformed(`a ":" that is part of a value needs quotes or a backslash`) : this.inField(written)
  }

  private inField(written: string): Read<Node> {
    if (hasWildcard(written)) return notImitated("wildcards in names of fields")
    const name = fieldOf(written)
    if (name !== "_exists_") return this.primary(name, true)
    const [field] = this.take(word) ?? []
    return field === undefined ? malformed("_exists_: needs the name of a field") : Either.right(exists(fieldOf(field)))
  }

  private matching(field: string | undefined, written: string): Node {
    if (written === "*") return field === undefined ? everything : exists(field)
    return test(field, hasWildcard(written) ? pattern(globOf(written)) : phrase(unescaped(written)))
  }

  private ranged(field: string | undefined, bounds: Range): Read<Node> {
    if (field === undefined) return notImitated("ranges without a field")
    const holds = isWithin(bounds)
    return Either.right(test(field, ({ value }) => holds(value)))
  }
}

/**
 * Reads `q` as a predicate over documents. `isOr`: of words side by side one is enough.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (
  q: string,
  { isOr }: { readonly isOr: boolean }
): Read<(document: GMetaEntry["content"]) => boolean> =>
  Either.map(new Reader(q).whole(), (node) => (document) => holdsIn(node, isOr, fieldsOf(document), document))
