/** Codecs of query parameters: the wire's text on one side, what a person writes on the other. */
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Node } from "./ast.js"

/** A boolean that the wire spells `1` and `0`; `true`/`false` in any case are understood too. */
export const Flag = Schema.transform(Schema.String, Schema.Boolean, {
  strict: true,
  decode: (text) => /^(1|true|yes)$/i.test(text),
  encode: (flag) => (flag ? "1" : "0")
})

/** A boolean that the wire spells `true` and `false`. */
export const TrueFalse = Schema.transform(Schema.String, Schema.Boolean, {
  strict: true,
  decode: (text) => /^true$/i.test(text),
  encode: (flag) => (flag ? "true" : "false")
})

/** A whole number from zero up. */
export const Count = Schema.NumberFromString.pipe(Schema.int(), Schema.nonNegative())

/** What the service gave, as text or as a number: it goes back as it came. */
export const Handle = Schema.Union(Schema.String, Schema.NumberFromString)

/** A refusal of a value that its schema accepts: what to do about it, and where in the value the flaw is. */
export const refusal = (
  ast: Node,
  value: unknown,
  advice: string,
  path: ReadonlyArray<PropertyKey> = []
): ParseResult.ParseIssue => {
  const issue = new ParseResult.Forbidden(ast, value, advice)
  const [first, ...rest] = path
  return first === undefined ? issue : new ParseResult.Pointer([first, ...rest], value, issue)
}

/** What to do about text that asks for nothing, although it was given to ask for something. */
export const noValue = "it is empty: give a value, or leave it out to ask for everything"

/** What to do about a list that commas cannot join: it would be nothing, or another list. */
export const listFlaw = (values: ReadonlyArray<string>): string | undefined => {
  if (values.every((value) => value.trim() === "")) return noValue
  return values.some((value) => value.includes(","))
    ? "a comma separates the values of a list, and none of them can have one"
    : undefined
}

/**
 * One text, or several that the wire joins by commas. A text may be such a list already. What is empty is refused: it
 * would ask for everything. A range may be open at one end.
 */
export const CommaSeparated = Schema.transformOrFail(
  Schema.String,
  Schema.Union(Schema.String, Schema.Array(Schema.String)),
  {
    strict: true,
    decode: (text) => ParseResult.succeed<string | ReadonlyArray<string>>(text),
    encode: (value, _, ast) => {
      if (typeof value !== "string") {
        const flaw = listFlaw(value)
        return flaw === undefined ? ParseResult.succeed(value.join(",")) : ParseResult.fail(refusal(ast, value, flaw))
      }
      return value.trim() === "" ? ParseResult.fail(refusal(ast, value, noValue)) : ParseResult.succeed(value)
    }
  }
)
