/**
 * The context of a run: the JSON value that its states read and write by paths. Of JSONPath there are names and indices;
 * of expressions there are none. A left says what is wrong, for people.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"

type Way = ReadonlyArray<string | number>

/**
 * @since 0.1.0
 * @category predicates
 */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isRecord(value) && !Array.isArray(value)

const step = /\.([^.[\]\s*?()@]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g
const wholePath = new RegExp(`^\\$(?:${step.source})*$`)

/** Paths make values that are as deep, and those are walked by recursion. */
const longestPath = 1000

/**
 * The steps of a path: `$`, then `.name`, `["name"]` or `[0]`.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parsePath = (path: string): Either.Either<Way, string> =>
  path.length <= longestPath && wholePath.test(path)
    ? Either.right(
        [...path.matchAll(step)].map(([, name, index, single, double]) =>
          index === undefined ? (name ?? single ?? double ?? "") : Number(index)
        )
      )
    : Either.left(`The sandbox does not understand the path ${path}: it knows names and indices alone`)

const member = (value: unknown, key: string | number): unknown => {
  if (typeof key === "number") return Array.isArray(value) ? value[key] : undefined
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/**
 * The value at a path.
 *
 * @since 0.1.0
 * @category getters
 */
export const read = (context: unknown, path: string): Either.Either<unknown, string> =>
  Either.flatMap(parsePath(path), (way) => {
    const value = way.reduce(member, context)
    return value === undefined ? Either.left(`There is nothing at ${path}`) : Either.right(value)
  })

const put = (into: unknown, [key, ...rest]: Way, value: unknown): Either.Either<unknown, string> => {
  if (key === undefined) return Either.right(value)
  if (typeof key === "string") {
    return Either.map(put(member(into, key), rest, value), (next) => ({
      ...(isObject(into) ? into : {}),
      [key]: next
    }))
  }
  const items: ReadonlyArray<unknown> = Array.isArray(into) ? into : []
  return key in items
    ? Either.map(put(items[key], rest, value), (next) => Arr.replace(items, key, next))
    : Either.left(`There is no item ${key} to put something into`)
}

/**
 * The context with a value at a path; objects on the way are made, items of lists are not. Absent, the path is the whole
 * context.
 *
 * @since 0.1.0
 * @category combinators
 */
export const write = (
  context: unknown,
  path: string | null | undefined,
  value: unknown
): Either.Either<unknown, string> => Either.flatMap(parsePath(path ?? "$"), (way) => put(context, way, value))

/**
 * Parameters with the values that they refer to: `name.$` has a path.
 *
 * @since 0.1.0
 * @category combinators
 */
export const resolve = (parameters: unknown, context: unknown): Either.Either<unknown, string> => {
  if (Array.isArray(parameters)) return Either.all(parameters.map((item: unknown) => resolve(item, context)))
  if (!isObject(parameters)) return Either.right(parameters)
  const members = Object.entries(parameters)
    .filter(([name]) => name !== "__Private_Parameters")
    .map(([name, value]): Either.Either<readonly [string, unknown], string> => {
      if (name.endsWith(".=")) return Either.left(`The sandbox evaluates no expressions, such as that of ${name}`)
      if (!name.endsWith(".$")) return Either.map(resolve(value, context), (filled) => [name, filled] as const)
      return typeof value === "string"
        ? Either.map(read(context, value), (found) => [name.slice(0, -2), found] as const)
        : Either.left(`${name} is no path`)
    })
  return Either.map(Either.all(members), (members) => Object.fromEntries(members))
}
