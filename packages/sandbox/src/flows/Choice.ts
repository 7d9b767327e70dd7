/**
 * The rules of a `Choice`: comparisons of the Amazon States Language, joined by `And`, `Or` and `Not`. A left says which
 * rule the sandbox does not understand.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Glob from "../transfer/Glob.js"
import { isObject, read } from "./RunContext.js"

type Rule = Readonly<Record<string, unknown>>

const isTimestamp = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))

/** The value as what it is compared as; undefined: it is of another type. */
const operands: Readonly<Record<string, (value: unknown) => string | number | boolean | undefined>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Boolean: (value) => (typeof value === "boolean" ? value : undefined),
  Timestamp: (value) => (isTimestamp(value) ? Date.parse(value) : undefined)
}

const relations: Readonly<
  Record<string, (one: string | number | boolean, other: string | number | boolean) => boolean>
> = {
  Equals: (one, other) => one === other,
  LessThan: (one, other) => one < other,
  LessThanEquals: (one, other) => one <= other,
  GreaterThan: (one, other) => one > other,
  GreaterThanEquals: (one, other) => one >= other
}

const comparison =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)(Path)?$/

const is: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === "string",
  IsNumeric: (value) => typeof value === "number",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: isTimestamp
}

const test = (rule: Rule, context: unknown): Either.Either<boolean, string> => {
  const { Variable: variable } = rule
  if (typeof variable !== "string") return Either.left("A rule has no Variable")
  const value = read(context, variable)
  const operator = Object.keys(rule).find(
    (name) => comparison.test(name) || name === "StringMatches" || Object.hasOwn(is, name)
  )
  if (operator === undefined)
    return Either.left(`The sandbox knows none of the comparisons ${Object.keys(rule).join()}`)
  const wanted = rule[operator]
  const check = is[operator]
  if (check !== undefined) {
    return Either.right(check(Either.getOrUndefined(value)) === (wanted !== false))
  }
  return Either.flatMap(value, (value) => {
    if (operator === "StringMatches") {
      return Either.right(
        typeof value === "string" && typeof wanted === "string" && Glob.makePlain(wanted, { one: undefined })(value)
      )
    }
    const [, type = "", relation = "", isPath] = comparison.exec(operator) ?? []
    return Either.map(
      isPath === undefined ? Either.right(wanted) : read(context, typeof wanted === "string" ? wanted : ""),
      (wanted) => {
        const [one, other] = [operands[type]?.(value), operands[type]?.(wanted)]
        return one !== undefined && other !== undefined && relations[relation]?.(one, other) === true
      }
    )
  })
}

/**
 * Whether a rule holds in a context.
 *
 * @since 0.1.0
 * @category predicates
 */
export const holds = (rule: unknown, context: unknown): Either.Either<boolean, string> => {
  if (!isObject(rule)) return Either.left("A rule is no object")
  const { And: and, Not: not, Or: or } = rule
  const rules = Array.isArray(and) ? and : Array.isArray(or) ? or : undefined
  if (rules !== undefined) {
    return Either.map(Either.all(rules.map((rule: unknown) => holds(rule, context))), (held) =>
      Array.isArray(and) ? held.every(Boolean) : held.some(Boolean)
    )
  }
  return not === undefined ? test(rule, context) : Either.map(holds(not, context), (held) => !held)
}
