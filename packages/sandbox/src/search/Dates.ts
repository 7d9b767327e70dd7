/**
 * Dates as Search knows them: which texts are dates, and histograms of them. Days, months and years are those of UTC.
 *
 * @since 0.1.0
 */
import type { Facet } from "@effect-globus/sdk/search/SearchQuery"
import type { FacetResult } from "@effect-globus/sdk/search/SearchResult"
import * as Either from "effect/Either"

const iso = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/

/**
 * Milliseconds since 1970 of a date in ISO 8601, which may end after the year, the month, the day, or any part of the
 * time; without a zone it is in UTC. `NaN`: it is no date.
 *
 * @since 0.1.0
 * @category conversions
 */
export const timeOf = (text: string): number => {
  const [found, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "0", zone = "Z"] =
    iso.exec(text) ?? []
  if (found === undefined) return Number.NaN
  const time = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}${zone.replace(/^(...)(\d\d)$/, "$1:$2")}`
  )
  // The 31st of February would be one of March otherwise.
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
    ? time
    : Number.NaN
}

/**
 * Whether Search takes a text for a date by itself: it names a day at least.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(timeOf(text))

type Histogram = Extract<Facet, { type: "date_histogram" }>
type Interval = Histogram["date_interval"]

const lengths: Partial<Record<Interval, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000
}

const months: Partial<Record<Interval, number>> = { month: 1, quarter: 3, year: 12 }

/** 1970 began on a Thursday, and a week begins on a Monday. */
const firstMonday = 4 * 86_400_000

/** Number of the interval that a time is in, and the time at which one begins. */
const intervals = (interval: Interval) => {
  const length = lengths[interval]
  if (length !== undefined) {
    const origin = interval === "week" ? firstMonday : 0
    return {
      at: (time: number) => Math.floor((time - origin) / length),
      start: (number: number) => origin + number * length
    }
  }
  const span = months[interval] ?? 1
  return {
    at: (time: number) => {
      const date = new Date(time)
      return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / span)
    },
    start: (number: number) => {
      const date = new Date(0)
      date.setUTCFullYear(0, number * span, 1)
      return date.getTime()
    }
  }
}

const isShort = (interval: Interval) => interval === "second" || interval === "minute" || interval === "hour"

/** A guess: a day, or where the interval is shorter than one, a time. */
const written = (time: number, interval: Interval) =>
  new Date(time).toISOString().replace(isShort(interval) ? /\.\d+Z$/ : /T.*$/, isShort(interval) ? "Z" : "")

const boundOf = (bound: string | number) => (typeof bound === "number" ? bound : timeOf(bound))

/**
 * The bars of a histogram: each from a date to the one before which it ends, those without a date among them. Each
 * document has a list of values, and counts once in a bar. A guess: where a range is given, its bars are there, and no others.
 * Left: why there are none.
 *
 * @since 0.1.0
 * @category combinators
 */
export const histogram = (
  { date_interval, histogram_range }: Pick<Histogram, "date_interval" | "histogram_range">,
  documents: ReadonlyArray<ReadonlyArray<unknown>>,
  most: number
): Either.Either<NonNullable<FacetResult["buckets"]>, string> => {
  const { at, start } = intervals(date_interval)
  const low = histogram_range === undefined ? Number.NEGATIVE_INFINITY : boundOf(histogram_range.low)
  const high = histogram_range === undefined ? Number.POSITIVE_INFINITY : boundOf(histogram_range.high)
  if (Number.isNaN(low) || Number.isNaN(high)) return Either.left("bounds of a histogram that are no dates in ISO 8601")
  const counts = new Map<number, number>()
  for (const values of documents) {
    const times = values.map((value) => (typeof value === "string" ? timeOf(value) : Number.NaN))
    for (const number of new Set(times.filter((time) => low <= time && time <= high).map(at))) {
      counts.set(number, (counts.get(number) ?? 0) + 1)
    }
  }
  const all = [...counts.keys()]
  const edge = (bound: number, of: (one: number, other: number) => number) =>
    Number.isFinite(bound) ? at(bound) : all.reduce((one, other) => of(one, other), all[0] ?? Number.NaN)
  const [first, last] = [edge(low, Math.min), edge(high, Math.max)]
  const size = Number.isNaN(first) || Number.isNaN(last) ? 0 : Math.max(0, last - first + 1)
  if (size > most) return Either.left(`histograms of more than ${most} buckets`)
  return Either.right(
    Array.from({ length: size }, (_, index) => ({
      value: {
        from: written(start(first + index), date_interval),
        to: written(start(first + index + 1), date_interval)
      },
      count: counts.get(first + index) ?? 0
    }))
  )
}
