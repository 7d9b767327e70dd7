/**
 * Checks an input by a JSON Schema, as far as flows use it: types, members, items, lengths, bounds, values, patterns and
 * combinations. Keywords that are not known here say nothing, references (`$ref`) among them.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Equal from "effect/Equal"
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

/** Nothing matches a pattern that is none. */
const matches = (text: string, pattern: string): boolean =>
  Either.getOrElse(
    Either.try(() => new RegExp(pattern, "u").test(text)),
    () => false
  )

const same = (one: unknown, other: unknown): boolean =>
  Equal.equals(one, other) || JSON.stringify(one) === JSON.stringify(other)

/**
 * What is wrong with a value, in the order of the schema; nothing when it fits.
 *
 * @since 0.1.0
 * @category validation
 */
export const check = (schema: unknown, value: unknown, at = "$"): ReadonlyArray<Misfit> => {
  if (schema === false) return [{ at, problem: "nothing is allowed here" }]
  if (!isObject(schema)) return []
  const problem = (text: string): ReadonlyArray<Misfit> => [{ at, problem: text }]
  const fits = (schema: unknown) => check(schema, value, at).length === 0
  const found: Array<Misfit> = []

  const { additionalProperties, allOf, anyOf, format, items, not, oneOf, pattern, properties, type } = schema
  const allowed = [type].flat().filter((name) => typeof name === "string")
  if (allowed.length > 0 && !allowed.some((name) => types[name]?.(value) === true)) {
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
    if (typeof pattern === "string" && !matches(value, pattern)) {
      found.push(...problem(`${JSON.stringify(value)} does not match ${pattern}`))
    }
    if (format === "uuid" && !isUuid(value)) found.push(...problem(`${JSON.stringify(value)} is no UUID`))
  }
  if (isObject(value)) {
    const members = isObject(properties) ? properties : {}
    for (const name of list(schema["required"])) {
      if (typeof name === "string" && !Object.hasOwn(value, name)) found.push(...problem(`"${name}" is missing`))
    }
    for (const [name, inner] of Object.entries(value)) {
      if (Object.hasOwn(members, name)) found.push(...check(members[name], inner, `${at}.${name}`))
      else if (additionalProperties === false) found.push(...problem(`"${name}" is not expected`))
      else found.push(...check(additionalProperties, inner, `${at}.${name}`))
    }
  }
  if (Array.isArray(value)) {
    for (const [index, item] of list(value).entries()) found.push(...check(items, item, `${at}[${index}]`))
  }
  for (const part of list(allOf)) found.push(...check(part, value, at))
  if (Array.isArray(anyOf) && !anyOf.some(fits)) found.push(...problem("none of the alternatives fits"))
  if (Array.isArray(oneOf) && oneOf.filter(fits).length !== 1) {
    found.push(...problem("not exactly one of the alternatives fits"))
  }
  if (not !== undefined && fits(not)) found.push(...problem("this is excluded"))
  return found
}
