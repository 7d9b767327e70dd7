/**
 * The filter expressions of Transfer, for listings of files and of tasks.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/file_operations/
 */
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { listFlaw, noValue, refusal } from "../internal/operation/query.js"

/**
 * A filter by fields: `{ name: "~*.txt", type: ["file", "dir"] }` is `name:~*.txt/type:file,dir`. Transfer documents no
 * way to quote `/` and `,`, which separate fields and values. So a value that contains one is refused with
 * `GlobusUsageError`, as is an empty value. A range may be open at one end: `{ request_time: ["2027-01-01", ""] }`.
 *
 * @since 0.1.0
 * @category models
 */
export interface FilterFields {
  readonly [field: string]: string | ReadonlyArray<string>
}

const Filter: Schema.Schema<string | FilterFields> = Schema.Union(
  Schema.String,
  Schema.Record({ key: Schema.String, value: Schema.Union(Schema.String, Schema.Array(Schema.String)) })
)

const instead = "use a pattern with ? in its place, such as ~2027?03, or filter the results yourself"

/** What is wrong with the values of a field, and what to do. Undefined if nothing is wrong. */
const valueFlaw = (value: string | ReadonlyArray<string>): string | undefined => {
  const values = typeof value === "string" ? [value] : value
  if (values.some((value) => value.includes("/")))
    return `Transfer reads a slash as the start of the next field: ${instead}`
  if (typeof value === "string" && value.includes(",")) {
    return `Transfer reads a comma as the start of the next value: give several values as a list; for one value, ${instead}`
  }
  return listFlaw(values)
}

type Printed = ParseResult.ParseIssue | string

/** The filter as text, or why it cannot be written. */
const print = (ast: Schema.Schema.All["ast"], filter: string | FilterFields): Printed => {
  if (typeof filter === "string") return filter.trim() === "" ? refusal(ast, filter, noValue) : filter
  const clauses: Array<string> = []
  for (const [field, value] of Object.entries(filter)) {
    if (field === "" || /[:/,]/.test(field)) {
      return refusal(ast, filter, "the name of a field must not be empty or contain a colon, slash or comma", [field])
    }
    const flaw = valueFlaw(value)
    if (flaw !== undefined) return refusal(ast, value, flaw, [field])
    clauses.push(`${field}:${typeof value === "string" ? value : value.join(",")}`)
  }
  return clauses.length === 0 ? refusal(ast, filter, noValue) : clauses.join("/")
}

const isList = (
  filter: string | FilterFields | ReadonlyArray<string | FilterFields>
): filter is ReadonlyArray<string | FilterFields> => Array.isArray(filter)

const isText = (printed: Printed): printed is string => typeof printed === "string"

/**
 * A filter expression, as text or by fields. A list of them repeats the parameter.
 *
 * @since 0.1.0
 * @category schemas
 */
export const TransferFilter = Schema.transformOrFail(
  Schema.Union(Schema.String, Schema.Array(Schema.String)),
  Schema.Union(Filter, Schema.Array(Filter)),
  {
    strict: true,
    decode: (text) => ParseResult.succeed<string | FilterFields | ReadonlyArray<string | FilterFields>>(text),
    encode: (filter, _, ast) => {
      if (!isList(filter)) {
        const printed = print(ast, filter)
        return isText(printed) ? ParseResult.succeed(printed) : ParseResult.fail(printed)
      }
      const printed = filter.map((one) => print(ast, one))
      const index = printed.findIndex((one) => !isText(one))
      const flaw = printed[index]
      if (flaw !== undefined && !isText(flaw)) {
        return ParseResult.fail(new ParseResult.Pointer([index], filter, flaw))
      }
      return filter.length === 0
        ? ParseResult.fail(refusal(ast, filter, noValue))
        : ParseResult.succeed(printed.filter(isText))
    }
  }
)
