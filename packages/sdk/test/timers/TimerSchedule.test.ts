import { describe, expect, it } from "@effect/vitest"
import { DateTime, Duration, Either, Schema } from "effect"
import * as FlowTimer from "../../src/timers/FlowTimer.js"
import * as TimerSchedule from "../../src/timers/TimerSchedule.js"
import * as TransferTimer from "../../src/timers/TransferTimer.js"
import * as TransferData from "../../src/transfer/TransferData.js"

const moment = DateTime.unsafeMakeZoned("2027-01-01T02:00:00Z", { timeZone: "Europe/Paris" })

describe("a schedule", () => {
  it("of one run is at a given time or now", () => {
    expect(TimerSchedule.once()).toStrictEqual({ type: "once" })
    expect(TimerSchedule.once({ datetime: undefined })).toStrictEqual({ type: "once" })
    expect(TimerSchedule.once({ datetime: "2027-01-01T02:00:00+01:00" })).toStrictEqual({
      type: "once",
      datetime: "2027-01-01T02:00:00+01:00"
    })
    expect(TimerSchedule.once({ datetime: moment })).toStrictEqual({
      type: "once",
      datetime: "2027-01-01T02:00:00.000Z"
    })
  })

  it("that recurs has an interval in seconds, given as a number or a duration", () => {
    const seconds = (interval_seconds: Parameters<typeof TimerSchedule.recurring>[0]["interval_seconds"]) =>
      TimerSchedule.recurring({ interval_seconds }).interval_seconds
    expect(seconds(600)).toBe(600)
    expect(seconds("6 hours")).toBe(21_600)
    expect(seconds(Duration.minutes(2))).toBe(120)
    expect(seconds(Duration.millis(61_999))).toBe(61)
    expect(TimerSchedule.recurring({ interval_seconds: 60 })).toStrictEqual({ type: "recurring", interval_seconds: 60 })
  })

  it("that recurs has a start, and an end by time or by number of runs", () => {
    expect(
      TimerSchedule.recurring({
        interval_seconds: 60,
        start: "2027-01-01T00:00:00Z",
        end: { condition: "time", datetime: moment }
      })
    ).toStrictEqual({
      type: "recurring",
      interval_seconds: 60,
      start: "2027-01-01T00:00:00Z",
      end: { condition: "time", datetime: "2027-01-01T02:00:00.000Z" }
    })
    expect(
      TimerSchedule.recurring({ interval_seconds: 60, start: moment, end: { condition: "iterations", count: 3 } })
    ).toStrictEqual({
      type: "recurring",
      interval_seconds: 60,
      start: "2027-01-01T02:00:00.000Z",
      end: { condition: "iterations", count: 3 }
    })
  })
})

describe("a timer", () => {
  const schedule = TimerSchedule.recurring({ interval_seconds: "1 hour" })

  it("of a transfer builds the same document as one written by hand, without a submission id", () => {
    const data = TransferData.addItem(
      "/a",
      "/b"
    )(TransferData.make({ source_endpoint: "a", destination_endpoint: "b", submission_id: "s", label: "l" }))
    const timer = TransferTimer.make({ name: "hourly", schedule, body: data })
    expect(timer).toStrictEqual({
      timer_type: "transfer",
      name: "hourly",
      schedule: { type: "recurring", interval_seconds: 3600 },
      body: {
        DATA_TYPE: "transfer",
        source_endpoint: "a",
        destination_endpoint: "b",
        label: "l",
        DATA: [{ DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" }]
      }
    })
    expect(data.submission_id).toBe("s")
    expect(Either.isRight(Schema.encodeEither(TransferTimer.TransferTimer)(timer))).toBe(true)
    expect(TransferTimer.make({ schedule, body: data })).not.toHaveProperty("name")
  })

  it("of a flow builds the same document as one written by hand", () => {
    const timer = FlowTimer.make({ flow_id: "f", schedule, body: { body: {}, run_managers: ["m"], tags: ["t"] } })
    expect(timer).toStrictEqual({
      timer_type: "flow",
      flow_id: "f",
      schedule: { type: "recurring", interval_seconds: 3600 },
      body: { body: {}, run_managers: ["m"], tags: ["t"] }
    })
    expect(Either.isRight(Schema.encodeEither(FlowTimer.FlowTimer)(timer))).toBe(true)
  })
})
