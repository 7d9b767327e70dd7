/**
 * Transfer's filter expressions over any list: `name:~*.txt/type:file`. Clauses joined by `/` must all hold, of the
 * values joined by `,` one must; several expressions are alternatives.
 *
 * The grammar is pieced together from the Python SDK and the CLI. Guesses: without a prefix a name need only contain
 * the value, in any case, and other fields equal it; refusing values (`!`, `!~`) must all hold.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Glob from "./Glob.js"

/**
 * How a field is compared. `time` takes a range `start,end`, either side open; `number` takes `>`, `>=`, `<`, `<=`.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = "name" | "text" | "number" | "time"

/**
 * @since 0.1.0
 * @category models
 */
export interface Field<Row> {
  readonly kind: Kind
  /** Times as ISO 8601 text, a blank in place of the `T` allowed. */
  readonly read: (row: Row) => string | number | null | undefined
}

/**
 * What a list can be filtered and ordered by.
 *
 * @since 0.1.0
 * @category models
 */
export type Fields<Row> = Readonly<Record<string, Field<Row>>>

type Test = (value: string | number | null | undefined) => boolean
type Judged = Either.Either<Test, string>

const text = (value: string | number | null | undefined): string => (value == null ? "" : String(value))

const equals =
  (wanted: string): Test =>
  (value) =>
    text(value) === wanted

const glob = (pattern: string): Test => {
  const matches = Glob.make(pattern)
  return (value) => matches(text(value))
}

const contains = (wanted: string): Test => {
  const lower = wanted.toLowerCase()
  return (value) => text(value).toLowerCase().includes(lower)
}

const isRefusal = (value: string): boolean => value.startsWith("!")

const pattern = (kind: Kind, value: string): Test => {
  if (value.startsWith("!~")) return Predicate.not(glob(value.slice(2)))
  if (value.startsWith("!")) return Predicate.not(equals(value.slice(1)))
  if (value.startsWith("~")) return glob(value.slice(1))
  if (value.startsWith("=")) return equals(value.slice(1))
  return kind === "name" ? contains(value) : equals(value)
}

const patterns = (kind: Kind, values: ReadonlyArray<string>): Test => {
  const refused = values.filter(isRefusal).map((value) => pattern(kind, value))
  const accepted = values.filter((value) => !isRefusal(value)).map((value) => pattern(kind, value))
  return (value) =>
    refused.every((test) => test(value)) && (accepted.length === 0 || accepted.some((test) => test(value)))
}

const comparisons: Readonly<Record<string, (value: number, wanted: number) => boolean>> = {
  ">": (value, wanted) => value > wanted,
  ">=": (value, wanted) => value >= wanted,
  "<": (value, wanted) => value < wanted,
  "<=": (value, wanted) => value <= wanted,
  "=": (value, wanted) => value === wanted,
  "": (value, wanted) => value === wanted,
  "!": (value, wanted) => value !== wanted
}

const number = (value: string): Judged => {
  const [, operator = "", digits] = /^(>=|<=|>|<|=|!)?(-?\d+)$/.exec(value) ?? []
  const compare = comparisons[operator]
  if (digits === undefined || compare === undefined) return Either.left(`'${value}' is no comparison with a number`)
  const wanted = Number(digits)
  return Either.right((actual) => typeof actual === "number" && compare(actual, wanted))
}

const timePattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Milliseconds since 1970 of an ISO 8601 date, or date and time; UTC where no zone is given. `NaN` when it is neither.
 *
 * @since 0.1.0
 * @category conversions
 */
export const timeOf = (value: string): number => {
  const [, day, time, zone = "Z"] = timePattern.exec(value) ?? []
  if (day === undefined) return Number.NaN
  return Date.parse(time === undefined ? day : `${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")}`)
}

const range = (value: string): Judged => {
  const [start = "", end = "", ...more] = value.split(",")
  const from = start === "" ? Number.NEGATIVE_INFINITY : timeOf(start)
  const to = end === "" ? Number.POSITIVE_INFINITY : timeOf(end)
  if (more.length > 0 || Number.isNaN(from) || Number.isNaN(to)) {
    return Either.left(`'${value}' is no range 'start,end' of ISO 8601 times`)
  }
  return Either.right((actual) => {
    const time = timeOf(text(actual))
    return from <= time && time <= to
  })
}

const anyOf = (values: ReadonlyArray<string>): Judged =>
  Either.map(
    Either.all(values.map(number)),
    (tests): Test =>
      (actual) =>
        tests.some((test) => test(actual))
  )

const clause = <Row>(fields: Fields<Row>, written: string): Either.Either<Predicate.Predicate<Row>, string> => {
  const colon = written.indexOf(":")
  const name = written.slice(0, Math.max(colon, 0))
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined) return Either.left(`'${written}' is no 'field:value' of a known field`)
  const value = written.slice(colon + 1)
  const judged: Judged =
    field.kind === "time"
      ? range(value)
      : field.kind === "number"
        ? anyOf(value.split(","))
        : Either.right(patterns(field.kind, value.split(",")))
  return Either.map(
    judged,
    (test): Predicate.Predicate<Row> =>
      (row) =>
        test(field.read(row))
  )
}

/**
 * One expression as a predicate, or what is wrong with it. The empty expression accepts every row.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parse = <Row>(fields: Fields<Row>, expression: string): Either.Either<Predicate.Predicate<Row>, string> =>
  expression === ""
    ? Either.right(() => true)
    : Either.map(
        Either.all(expression.split("/").map((written) => clause(fields, written))),
        (tests): Predicate.Predicate<Row> =>
          (row) =>
            tests.every((test) => test(row))
      )

/**
 * Several expressions, of which one must hold. None at all accepts every row.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parseAll = <Row>(
  fields: Fields<Row>,
  expressions: ReadonlyArray<string>
): Either.Either<Predicate.Predicate<Row>, string> =>
  expressions.length === 0
    ? Either.right(() => true)
    : Either.map(
        Either.all(expressions.map((expression) => parse(fields, expression))),
        (tests): Predicate.Predicate<Row> =>
          (row) =>
            tests.some((test) => test(row))
      )

/**
 * The expressions of a query parameter. On the wire each is text; the declaration's friendlier forms are spelled out.
 *
 * @since 0.1.0
 * @category conversions
 */
export const expressions = (parameter: unknown): ReadonlyArray<string> => {
  if (parameter === undefined) return []
  if (typeof parameter === "string") return [parameter]
  if (Array.isArray(parameter)) return parameter.flatMap(expressions)
  return [
    Object.entries(Object(parameter))
      .map(([field, values]) => `${field}:${Array.isArray(values) ? values.join(",") : String(values)}`)
      .join("/")
  ]
}
