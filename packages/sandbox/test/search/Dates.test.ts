import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Dates from "../../src/search/Dates.js"

const bars = (...arguments_: Parameters<typeof Dates.histogram>) =>
  Either.map(Dates.histogram(...arguments_), (buckets) => buckets.map(({ count, value }) => [value, count]))

describe("a date", () => {
  it("is ISO 8601, in UTC unless it says otherwise, and may end early", () => {
    for (const [text, expected] of [
      ["2024", "2024-01-01T00:00:00.000Z"],
      ["2024-03", "2024-03-01T00:00:00.000Z"],
      ["2024-03-05", "2024-03-05T00:00:00.000Z"],
      ["2024-03-05T12", "2024-03-05T12:00:00.000Z"],
      ["2024-03-05T12:30:15.123456", "2024-03-05T12:30:15.123Z"],
      ["2024-03-05T12:30:15+0100", "2024-03-05T11:30:15.000Z"],
      ["2024-03-05T12:30:15-01:00", "2024-03-05T13:30:15.000Z"],
      ["2024-03-05T12:30Z", "2024-03-05T12:30:00.000Z"]
    ] as const) {
      expect([text, new Date(Dates.timeOf(text)).toISOString()]).toStrictEqual([text, expected])
    }
    for (const text of ["", "20240305", "2024-13-01", "2024-02-31", "March", "2024-03-05 12:30"]) {
      expect([text, Dates.timeOf(text)]).toStrictEqual([text, Number.NaN])
    }
    expect(["2024", "2024-03-05", "2024-02-31"].map(Dates.isDate)).toStrictEqual([false, true, false])
  })
})

describe("a histogram of dates", () => {
  it("has a bar for each interval from the first date to the last, and counts a document once in a bar", () => {
    const documents = [["2023-12-31"], ["2024-02-05", "2024-02-06", "2023-12-01T10:00:00Z"], ["no date", 5], []]
    expect(bars({ date_interval: "month" }, documents, 10)).toStrictEqual(
      Either.right([
        [{ from: "2023-12-01", to: "2024-01-01" }, 2],
        [{ from: "2024-01-01", to: "2024-02-01" }, 0],
        [{ from: "2024-02-01", to: "2024-03-01" }, 1]
      ])
    )
    expect(bars({ date_interval: "quarter" }, documents, 10)).toStrictEqual(
      Either.right([
        [{ from: "2023-10-01", to: "2024-01-01" }, 2],
        [{ from: "2024-01-01", to: "2024-04-01" }, 1]
      ])
    )
    expect(bars({ date_interval: "year" }, [["2024-02-05"]], 10)).toStrictEqual(
      Either.right([[{ from: "2024-01-01", to: "2025-01-01" }, 1]])
    )
    expect(bars({ date_interval: "day" }, [[], ["none"]], 10)).toStrictEqual(Either.right([]))
  })

  it("begins weeks on Mondays, and names times where bars are shorter than a day", () => {
    expect(bars({ date_interval: "week" }, [["2024-03-10"], ["2024-03-11"]], 10)).toStrictEqual(
      Either.right([
        [{ from: "2024-03-04", to: "2024-03-11" }, 1],
        [{ from: "2024-03-11", to: "2024-03-18" }, 1]
      ])
    )
    expect(bars({ date_interval: "hour" }, [["1969-12-31T23:10:00Z"]], 10)).toStrictEqual(
      Either.right([[{ from: "1969-12-31T23:00:00Z", to: "1970-01-01T00:00:00Z" }, 1]])
    )
  })

  it("covers a range where one is given, and counts nothing outside of it", () => {
    const histogram_range = { low: "2024-01-15", high: "2024-03-01" }
    const documents = [["2024-01-10"], ["2024-01-20"], ["2024-03-01"], ["2024-03-02"]]
    expect(bars({ date_interval: "month", histogram_range }, documents, 3)).toStrictEqual(
      Either.right([
        [{ from: "2024-01-01", to: "2024-02-01" }, 1],
        [{ from: "2024-02-01", to: "2024-03-01" }, 0],
        [{ from: "2024-03-01", to: "2024-04-01" }, 1]
      ])
    )
  })

  it("with too many bars, or a range of no dates, is refused", () => {
    const far = [["0001-01-01"], ["9999-12-31"]]
    expect(bars({ date_interval: "second" }, far, 10_000)).toStrictEqual(
      Either.left("histograms of more than 10000 buckets")
    )
    const histogram_range = { low: "soon", high: "2024" }
    expect(Either.isLeft(bars({ date_interval: "year", histogram_range }, [], 10))).toBe(true)
  })

  it("has each date in the bar that its bounds say", () => {
    const interval = FastCheck.constantFrom(
      ...(["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const)
    )
    const date = FastCheck.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    FastCheck.assert(
      FastCheck.property(interval, date, (date_interval, day) => {
        const text = day.toISOString()
        const [bar, ...more] = Either.getOrThrow(Dates.histogram({ date_interval }, [[text]], 1))
        const { from, to } = Object(bar?.value)
        return (
          more.length === 0 &&
          bar?.count === 1 &&
          Dates.timeOf(from) <= day.getTime() &&
          day.getTime() < Dates.timeOf(to)
        )
      })
    )
  })
})
