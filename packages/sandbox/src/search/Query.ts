/**
 * What a query finds, as values: words, filters, facets and orders over documents. Positions on the globe are not
 * imitated: whoever asks for them is told so.
 *
 * @since 0.1.0
 */
import type { GMetaEntry } from "@effect-globus/sdk/search/Ingest"
import type { Facet, Filter, QuerySettings, Sort } from "@effect-globus/sdk/search/SearchQuery"
import type { FacetResult } from "@effect-globus/sdk/search/SearchResult"
import * as Either from "effect/Either"
import * as Glob from "../transfer/Glob.js"
import * as Dates from "./Dates.js"

type Document = GMetaEntry["content"]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** All values at a path; a list on the way is each of its members. */
const at = (value: unknown, path: ReadonlyArray<string>): ReadonlyArray<unknown> => {
  if (Array.isArray(value)) return value.flatMap((member) => at(member, path))
  const [name, ...rest] = path
  if (name === undefined) return value === null || value === undefined ? [] : [value]
  return isRecord(value) && Object.hasOwn(value, name) ? at(value[name], rest) : []
}

/** Dots part the names; one with a backslash before it is part of a name. */
const pathOf = (field: string): ReadonlyArray<string> =>
  (field.match(/(?:\\.|[^.\\])+/g) ?? []).map((name) => name.replaceAll(/\\(.)/g, "$1"))

/**
 * The values of a field.
 *
 * @since 0.1.0
 * @category getters
 */
export const valuesOf = (document: Document, field: string): ReadonlyArray<unknown> => at(document, pathOf(field))

// --- Words ------------------------------------------------------------------------------------------------------------

/** Everything that is text in a document, names of fields aside. */
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join("\n")
  if (isRecord(value)) return Object.values(value).map(textOf).join("\n")
  return value === null || value === undefined ? "" : String(value)
}

/**
 * Whether one of the words is enough.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isOr = (settings?: QuerySettings): boolean => settings?.default_operator?.toLowerCase() === "or"

/**
 * Whether a text has the words of `q`: (a guess) each is found in any case and within longer ones, and nothing is stemmed.
 *
 * @since 0.1.0
 * @category predicates
 */
export const hasWords = (q: string, settings?: QuerySettings): ((document: Document) => boolean) => {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "*")
  if (words.length === 0) return () => true
  const some = isOr(settings)
  return (document) => {
    const text = textOf(document).toLowerCase()
    return some ? words.some((word) => text.includes(word)) : words.every((word) => text.includes(word))
  }
}

// --- Filters ----------------------------------------------------------------------------------------------------------

/** Numbers by size; dates and other text by the alphabet, which ISO 8601 is made for. */
const compare = (one: unknown, other: unknown): number => {
  if (typeof one === "number" && typeof other === "number") return one - other
  const [left, right] = [String(one), String(other)]
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Bounds of a range, as filters have them.
 *
 * @since 0.1.0
 * @category models
 */
export type Range = Extract<Filter, { type: "range" }>["values"][number]

/**
 * Whether a value is within a range.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isWithin =
  ({ from, gt, gte, lt, lte, to }: Range) =>
  (value: unknown): boolean => {
    // A number is compared with numbers alone: a bound in text would be another matter.
    const holds = (bound: string | number | undefined, is: (order: number) => boolean) => {
      if (bound === undefined || bound === "*") return true
      const number = typeof value === "number" ? Number(bound) : bound
      return is(compare(value, number))
    }
    return (
      holds(from, (order) => order >= 0) &&
      holds(gte, (order) => order >= 0) &&
      holds(gt, (order) => order > 0) &&
      holds(to, (order) => order <= 0) &&
      holds(lte, (order) => order <= 0) &&
      holds(lt, (order) => order < 0)
    )
  }

/** Matching takes time in proportion to pattern times text. */
const longestPattern = 256

type Predicate = (document: Document) => boolean

/**
 * A filter as a predicate. Left: the kind of filter that is not imitated.
 *
 * @since 0.1.0
 * @category predicates
 */
export const accepts = (filter: Filter): Either.Either<Predicate, string> => {
  switch (filter.type) {
    case "match_all":
      return Either.right((document) => {
        const values = valuesOf(document, filter.field_name)
        return filter.values.every((value) => values.includes(value))
      })
    case "match_any":
      return Either.right((document) => {
        const values = valuesOf(document, filter.field_name)
        return filter.values.some((value) => values.includes(value))
      })
    case "range":
      return Either.right((document) => {
        const values = valuesOf(document, filter.field_name)
        return filter.values.some((range) => values.some(isWithin(range)))
      })
    case "exists":
      return Either.right((document) => valuesOf(document, filter.field_name).length > 0)
    case "like": {
      if (filter.value.length > longestPattern) return Either.left(`patterns of over ${longestPattern} characters`)
      const fits = Glob.makePlain(filter.value, { one: "?" })
      return Either.right((document) =>
        valuesOf(document, filter.field_name).some((value) => typeof value === "string" && fits(value))
      )
    }
    case "not":
      return Either.map(accepts(filter.filter), (holds) => (document) => !holds(document))
    case "and":
      return acceptsAll(filter.filters)
    case "or":
      return Either.map(
        Either.all(filter.filters.map(accepts)),
        (all) => (document) => all.some((holds) => holds(document))
      )
    case "geo_bounding_box":
    case "geo_shape":
      return Either.left(`filters of the type ${filter.type}`)
  }
}

/**
 * All of the filters at once.
 *
 * @since 0.1.0
 * @category predicates
 */
export const acceptsAll = (filters: ReadonlyArray<Filter>): Either.Either<Predicate, string> =>
  Either.map(Either.all(filters.map(accepts)), (all) => (document) => all.every((holds) => holds(document)))

// --- Facets -----------------------------------------------------------------------------------------------------------

type Bucket = NonNullable<FacetResult["buckets"]>[number]

const mostBuckets = 10_000

const isCountable = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"

/** The most frequent ones first, and of the equally frequent the first by the alphabet. */
const terms = (documents: ReadonlyArray<Document>, field: string, size: number): ReadonlyArray<Bucket> => {
  const counts = new Map<string | number | boolean, number>()
  for (const document of documents) {
    for (const value of new Set(valuesOf(document, field))) {
      if (isCountable(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  return Array.from(counts, ([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || compare(one.value, other.value))
    .slice(0, size)
}

const numbers = (documents: ReadonlyArray<Document>, field: string, missing?: number): ReadonlyArray<number> =>
  documents.flatMap((document) => {
    const found = valuesOf(document, field).filter((value) => typeof value === "number")
    return found.length === 0 && missing !== undefined ? [missing] : found
  })

/**
 * Counts over all that was found. Left: the kind of facet that is not imitated.
 *
 * @since 0.1.0
 * @category combinators
 */
export const facet = (facet: Facet, found: ReadonlyArray<Document>): Either.Either<FacetResult, string> =>
  Either.flatMap(acceptsAll(facet.additional_filters ?? []), (counts) => {
    const documents = found.filter(counts)
    const name = facet.name ?? facet.field_name
    const result = (members: Omit<FacetResult, "name">): Either.Either<FacetResult, string> =>
      Either.right({ "@datatype": "GFacetResult", "@version": "2017-09-01", name, ...members })
    switch (facet.type) {
      case "terms":
        return result({ buckets: terms(documents, facet.field_name, facet.size ?? 10) })
      case "distinct_count":
        return result({ approximate_value: terms(documents, facet.field_name, Number.POSITIVE_INFINITY).length })
      case "sum":
      case "avg": {
        const all = numbers(documents, facet.field_name, facet.missing)
        const sum = all.reduce((one, other) => one + other, 0)
        return result({ value: facet.type === "sum" ? sum : all.length === 0 ? null : sum / all.length })
      }
      case "numeric_histogram": {
        if (facet.size > mostBuckets) return Either.left(`histograms of more than ${mostBuckets} buckets`)
        const { high, low } = facet.histogram_range
        const width = (high - low) / facet.size
        const all = numbers(documents, facet.field_name)
        return result({
          buckets: Array.from({ length: facet.size }, (_, index) => {
            const [from, to] = [low + index * width, low + (index + 1) * width]
            const isLast = index === facet.size - 1
            return {
              value: { from, to },
              count: all.filter((value) => value >= from && (isLast ? value <= high : value < to)).length
            }
          })
        })
      }
      case "date_histogram":
        return Either.flatMap(
          Dates.histogram(
            facet,
            documents.map((document) => valuesOf(document, facet.field_name)),
            mostBuckets
          ),
          (buckets) => result({ buckets })
        )
    }
  })

// --- Order ------------------------------------------------------------------------------------------------------------

/**
 * By the first value of each field in turn. Documents that have none come last, either way.
 *
 * @since 0.1.0
 * @category combinators
 */
export const order =
  (sorts: ReadonlyArray<Sort>) =>
  (one: Document, other: Document): number => {
    for (const { field_name, order = "desc" } of sorts) {
      const [left] = valuesOf(one, field_name)
      const [right] = valuesOf(other, field_name)
      if (left === undefined && right === undefined) continue
      if (left === undefined) return 1
      if (right === undefined) return -1
      const difference = compare(left, right)
      if (difference !== 0) return order === "asc" ? difference : -difference
    }
    return 0
  }
