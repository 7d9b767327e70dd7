/**
 * Checks an input by a JSON Schema, as far as flows use it: types, members, items, lengths, bounds, values, patterns and
 * combinations. Keywords that are not known here say nothing, references (`$ref`) among them.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Predicate from "effect/Predicate"
import { createContext, Script } from "node:vm"
import { isUuid } from "../auth/Directory.js"
import { isObject } from "./RunContext.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Misfit {
  /** A path from `$`. */
  readonly at: string
  readonly problem: string
}

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null
}

const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** What limits say of a number: of a value, of a text's length, of how many items there are. */
const bounds: Readonly<Record<string, (actual: number, limit: number) => boolean>> = {
  minimum: (actual, limit) => actual >= limit,
  maximum: (actual, limit) => actual <= limit,
  exclusiveMinimum: (actual, limit) => actual > limit,
  exclusiveMaximum: (actual, limit) => actual < limit,
  minLength: (actual, limit) => actual >= limit,
  maxLength: (actual, limit) => actual <= limit,
  minItems: (actual, limit) => actual >= limit,
  maxItems: (actual, limit) => actual <= limit
}

const measured = (keyword: string, value: unknown): number | undefined => {
  if (keyword.endsWith("Length")) return typeof value === "string" ? [...value].length : undefined
  if (keyword.endsWith("Items")) return Array.isArray(value) ? value.length : undefined
  return typeof value === "number" ? value : undefined
}

/** What a check may still spend on patterns: those of others can take for ever, and nothing else runs meanwhile. */
interface Budget {
  milliseconds: number
}

const patternTime = 250
const longestPattern = 1000
const sealed = createContext(Object.create(null))
const matching = new Script("new RegExp(pattern, 'u').test(text)")

/** Whether a text matches; undefined when that takes too long. Nothing matches a pattern that is none. */
const matches = (text: string, pattern: string, budget: Budget): boolean | undefined => {
  if (pattern.length > longestPattern || budget.milliseconds < 1) return undefined
  const start = performance.now()
  try {
    Object.assign(sealed, { pattern, text })
    // V8 ends a match that outlasts its time, as nothing else in Node does.
    return matching.runInContext(sealed, { timeout: Math.ceil(budget.milliseconds) }) === true
  } catch (error) {
    return Predicate.hasProperty(error, "code") && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? undefined : false
  } finally {
    budget.milliseconds -= performance.now() - start
  }
}

const same = (one: unknown, other: unknown): boolean =>
  Equal.equals(one, other) || JSON.stringify(one) === JSON.stringify(other)

/**
 * What is wrong with a value, in the order of the schema; nothing when it fits. All patterns together have a quarter of a
 * second; a value whose pattern takes longer, or has over 1000 characters, does not fit.
 *
 * @since 0.1.0
 * @category validation
 */
export const check = (schema: unknown, value: unknown): ReadonlyArray<Misfit> =>
  misfits(schema, value, "$", { milliseconds: patternTime })

const misfits = (schema: unknown, value: unknown, at: string, budget: Budget): ReadonlyArray<Misfit> => {
  if (schema === false) return [{ at, problem: "nothing is allowed here" }]
  if (!isObject(schema)) return []
  const problem = (text: string): ReadonlyArray<Misfit> => [{ at, problem: text }]
  const fits = (schema: unknown) => misfits(schema, value, at, budget).length === 0
  const found: Array<Misfit> = []

  const { additionalProperties, allOf, anyOf, format, items, not, oneOf, pattern, properties, type } = schema
  const allowed = [type].flat().filter((name) => typeof name === "string")
  if (allowed.length > 0 && !allowed.some((name) => Object.hasOwn(types, name) && types[name]?.(value) === true)) {
    return problem(`${JSON.stringify(value)} is not of type ${allowed.join(" or ")}`)
  }
  if (Array.isArray(schema["enum"]) && !list(schema["enum"]).some((one) => same(one, value))) {
    found.push(...problem(`${JSON.stringify(value)} is none of ${JSON.stringify(schema["enum"])}`))
  }
  if ("const" in schema && !same(schema["const"], value)) {
    found.push(...problem(`${JSON.stringify(value)} is not ${JSON.stringify(schema["const"])}`))
  }
  for (const [keyword, within] of Object.entries(bounds)) {
    const [limit, actual] = [schema[keyword], measured(keyword, value)]
    if (typeof limit === "number" && actual !== undefined && !within(actual, limit)) {
      found.push(...problem(`${JSON.stringify(value)} is beyond the ${keyword} ${limit}`))
    }
  }
  if (typeof value === "string") {
    const fitting = typeof pattern === "string" ? matches(value, pattern, budget) : true
    if (fitting !== true) {
      const verdict = fitting === false ? "does not match" : "takes too long to compare with the pattern"
      found.push(...problem(`${JSON.stringify(value)} ${verdict} ${String(pattern)}`))
    }
    if (format === "uuid" && !isUuid(value)) found.push(...problem(`${JSON.stringify(value)} is no UUID`))
  }
  if (isObject(value)) {
    const members = isObject(properties) ? properties : {}
    for (const name of list(schema["required"])) {
      if (typeof name === "string" && !Object.hasOwn(value, name)) found.push(...problem(`"${name}" is missing`))
    }
    for (const [name, inner] of Object.entries(value)) {
      if (Object.hasOwn(members, name)) found.push(...misfits(members[name], inner, `${at}.${name}`, budget))
      else if (additionalProperties === false) found.push(...problem(`"${name}" is not expected`))
      else found.push(...misfits(additionalProperties, inner, `${at}.${name}`, budget))
    }
  }
  if (Array.isArray(value)) {
    for (const [index, item] of list(value).entries()) found.push(...misfits(items, item, `${at}[${index}]`, budget))
  }
  for (const part of list(allOf)) found.push(...misfits(part, value, at, budget))
  if (Array.isArray(anyOf) && !anyOf.some(fits)) found.push(...problem("none of the alternatives fits"))
  if (Array.isArray(oneOf) && oneOf.filter(fits).length !== 1) {
    found.push(...problem("not exactly one of the alternatives fits"))
  }
  if (not !== undefined && fits(not)) found.push(...problem("this is excluded"))
  return found
}
