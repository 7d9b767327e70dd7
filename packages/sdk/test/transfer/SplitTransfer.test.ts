import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, FastCheck, Fiber, Layer, Option, Stream, TestClock } from "effect"
import { Authorization } from "../../src/Authorization.js"
import * as SplitTransfer from "../../src/transfer/SplitTransfer.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import * as TransferData from "../../src/transfer/TransferData.js"
import { type Answer, json, script, type Script, tokens } from "../script.js"
import * as Retry from "../../src/Retry.js"

/**
 * A service that remembers submissions. A task ends when it was looked at twice. The submission `late` is answered
 * after a look at another task.
 */
const transfer = ({
  broken = () => false,
  late
}: { readonly broken?: (submissions: number) => boolean; readonly late?: string } = {}) => {
  let release = () => {}
  const looked = new Promise<void>((resolve) => {
    release = resolve
  })
  const tasks = new Map<string, { readonly items: ReadonlyArray<string>; looks: number }>()
  const most = { active: 0 }
  let submissions = 0
  let ids = 0
  const answer: Answer = async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith("/submission_id")) return json({ value: `s-${++ids}` })(request)
    if (pathname.endsWith("/transfer")) {
      if (broken(++submissions)) return json({ code: "ServiceUnavailable", message: "down" }, 503)(request)
      const { DATA, label, submission_id } = await request.json()
      const duplicate = tasks.has(submission_id)
      if (!duplicate) {
        tasks.set(submission_id, { items: DATA.map((item: { source_path: string }) => item.source_path), looks: 0 })
      }
      most.active = Math.max(most.active, [...tasks.values()].filter(({ looks }) => looks < 2).length)
      if (submission_id === late) await looked
      return json({ code: duplicate ? "Duplicate" : "Accepted", task_id: submission_id, label }, 202)(request)
    }
    const task_id = pathname.split("/").at(-1) ?? ""
    const task = tasks.get(task_id)
    if (task === undefined) return json({ code: "ClientError.NotFound", message: "no such task" }, 404)(request)
    task.looks += 1
    release()
    const ended = task.looks >= 2
    return json({
      task_id,
      status: !ended ? "ACTIVE" : task.items.includes("/bad") ? "FAILED" : "SUCCEEDED",
      files: task.items.length,
      files_transferred: ended ? task.items.length : 0,
      files_skipped: null,
      bytes_transferred: ended ? task.items.length * 10 : 0
    })(request)
  }
  return { service: script(answer), tasks, most }
}

const over = (service: Script) =>
  Effect.provide(
    TransferClient.layer({ retry: Retry.never }).pipe(
      Layer.provide(Layer.succeed(Authorization, tokens("Bearer token").service)),
      Layer.provide(service.layer)
    )
  )

const dataOf = (paths: ReadonlyArray<string>, label?: string): TransferData.TransferData =>
  paths.reduce(
    (data, path) => TransferData.addItem(path, `/copy${path}`)(data),
    TransferData.make({
      source_endpoint: "a",
      destination_endpoint: "b",
      verify_checksum: true,
      ...(label === undefined ? {} : { label })
    })
  )

const files = (count: number) => Array.from({ length: count }, (_, n) => `/${n}`)

/** Runs a stream to its end on a TestClock. */
const followed = (
  parts: ReadonlyArray<SplitTransfer.Part>,
  options?: SplitTransfer.FollowOptions
): Effect.Effect<ReadonlyArray<SplitTransfer.Progress>, unknown, TransferClient.TransferClient> =>
  Stream.runCollect(SplitTransfer.follow(parts, options)).pipe(
    Effect.raceFirst(Effect.forever(Effect.zipRight(TestClock.adjust("10 seconds"), Effect.yieldNow()))),
    Effect.map(Chunk.toReadonlyArray)
  )

describe("split", () => {
  it.effect.prop(
    "has each item once, and all other members in each part",
    { count: FastCheck.nat({ max: 40 }), itemsPerPart: FastCheck.integer({ min: 1, max: 12 }) },
    ({ count, itemsPerPart }) =>
      Effect.gen(function* () {
        const data = dataOf(files(count))
        const { DATA: items, ...rest } = data
        const parts = yield* SplitTransfer.split(data, { itemsPerPart }).pipe(over(transfer().service))
        expect(parts.flatMap(({ DATA }) => DATA ?? [])).toEqual(items)
        expect(parts.length).toBe(Math.max(1, Math.ceil(count / itemsPerPart)))
        expect(new Set(parts.map(({ submission_id }) => submission_id)).size).toBe(parts.length)
        for (const { DATA, submission_id: _, ...same } of parts) {
          expect(same).toEqual(rest)
          expect(DATA?.length).toBeLessThanOrEqual(itemsPerPart)
        }
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it.effect("numbers labels, and keeps them within the limit", () =>
    Effect.gen(function* () {
      const labels = (data: TransferData.TransferData) =>
        SplitTransfer.split(data, { itemsPerPart: 1 }).pipe(
          over(transfer().service),
          Effect.map((parts) => parts.map(({ label }) => label))
        )
      expect(yield* labels(dataOf(files(2), "scan"))).toEqual(["scan 1 of 2", "scan 2 of 2"])
      expect(yield* labels(dataOf(files(1), "scan"))).toEqual(["scan"])
      const [long] = yield* labels(dataOf(files(2), "x".repeat(128)))
      expect(long).toBe(`${"x".repeat(121)} 1 of 2`)
    })
  )

  it.effect.each([0, -1, 1.5, Number.NaN])("refuses %d items per part", (itemsPerPart) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        SplitTransfer.split(dataOf(files(1)), { itemsPerPart }).pipe(over(transfer().service))
      )
      expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "itemsPerPart" })
    })
  )

  it.effect("refuses a transfer with a submission id", () =>
    Effect.gen(function* () {
      const { service } = transfer()
      const error = yield* Effect.flip(
        SplitTransfer.split({ ...dataOf(files(1)), submission_id: "s" }).pipe(over(service))
      )
      expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "submission_id" })
      expect(service.requests).toEqual([])
    })
  )
})

describe("follow", () => {
  it.effect("submits all parts, a few at a time, and sums up their progress", () =>
    Effect.gen(function* () {
      const { most, service, tasks } = transfer()
      const seen = yield* Effect.gen(function* () {
        return yield* followed(yield* SplitTransfer.split(dataOf(files(10)), { itemsPerPart: 2 }), { concurrency: 2 })
      }).pipe(over(service))
      expect(tasks.size).toBe(5)
      expect(most.active).toBe(2)
      expect(seen.at(-1)).toMatchObject({
        parts: 5,
        succeeded: 5,
        failed: 0,
        files: 10,
        files_transferred: 10,
        files_skipped: 0,
        bytes_transferred: 100,
        isFinal: true
      })
      expect(seen.slice(0, -1).some(({ isFinal }) => isFinal)).toBe(false)
      expect(seen.at(-1)?.tasks.map(({ task_id }) => task_id)).toEqual(["s-1", "s-2", "s-3", "s-4", "s-5"])
    })
  )

  it.effect("lists tasks in the order of their parts, and is final only after the last", () =>
    Effect.gen(function* () {
      const seen = (late: string | undefined, concurrency: number) =>
        Effect.gen(function* () {
          const { service } = transfer(late === undefined ? {} : { late })
          const parts = yield* over(service)(SplitTransfer.split(dataOf(files(3)), { itemsPerPart: 1 }))
          return yield* over(service)(followed(parts, { concurrency }))
        })
      expect((yield* seen("s-1", 3)).at(-1)?.tasks.map(({ task_id }) => task_id)).toEqual(["s-1", "s-2", "s-3"])
      expect((yield* seen(undefined, 1)).map(({ isFinal }) => isFinal)).toEqual([
        false,
        false,
        false,
        false,
        false,
        true
      ])
    })
  )

  it.effect("counts a failed task, and continues", () =>
    Effect.gen(function* () {
      const { service } = transfer()
      const seen = yield* Effect.gen(function* () {
        return yield* followed(yield* SplitTransfer.split(dataOf(["/1", "/bad", "/3"]), { itemsPerPart: 1 }))
      }).pipe(over(service))
      expect(seen.at(-1)).toMatchObject({ succeeded: 2, failed: 1, isFinal: true })
    })
  )

  it.effect("continues where it was when it is run again with the same parts", () =>
    Effect.gen(function* () {
      const { service, tasks } = transfer({ broken: (submissions) => submissions === 3 })
      const seen = yield* Effect.gen(function* () {
        const parts = yield* SplitTransfer.split(dataOf(files(6)), { itemsPerPart: 1 })
        expect(yield* Effect.flip(followed(parts, { concurrency: 1 }))).toMatchObject({ status: 503 })
        expect(tasks.size).toBe(2)
        return yield* followed(parts, { concurrency: 1 })
      }).pipe(over(service))
      expect(seen.at(-1)).toMatchObject({ parts: 6, succeeded: 6, isFinal: true })
      expect([...tasks.values()].flatMap(({ items }) => items).sort()).toEqual(files(6))
    })
  )

  /** A service with all tasks in this state. */
  const all = (status: string) => {
    let ids = 0
    return script((request) => {
      const { pathname } = new URL(request.url)
      if (pathname.endsWith("/submission_id")) return json({ value: `s-${++ids}` })(request)
      if (pathname.endsWith("/cancel")) return json({ code: "Canceled" })(request)
      return request.method === "POST"
        ? request.json().then(({ submission_id }) => json({ code: "Accepted", task_id: submission_id }, 202)(request))
        : json({ task_id: pathname.split("/").at(-1), status })(request)
    })
  }

  const canceled = ({ requests }: Script) =>
    requests.flatMap(({ url }) => /task\/([^/]+)\/cancel$/.exec(url.pathname)?.[1] ?? []).sort()

  it.effect("fails at once if a task waits for a person, or waits too", () =>
    Effect.gen(function* () {
      const service = all("INACTIVE")
      const parts = yield* over(service)(SplitTransfer.split(dataOf(files(2)), { itemsPerPart: 1 }))
      const error = yield* Effect.flip(over(service)(followed(parts, { cancelOnInterrupt: true })))
      expect(error).toMatchObject({ _tag: "GlobusTaskBlocked", reason: "credentials" })
      expect(canceled(service)).toEqual([])
      const fiber = yield* Effect.fork(
        over(service)(Stream.runDrain(SplitTransfer.follow(parts, { onInactive: "wait", pollingInterval: "1 hour" })))
      )
      yield* TestClock.adjust("1 day")
      expect(yield* Fiber.poll(fiber)).toEqual(Option.none())
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("that is interrupted leaves the tasks alone, or cancels the unfinished ones", () =>
    Effect.gen(function* () {
      for (const cancelOnInterrupt of [false, true]) {
        const service = all("ACTIVE")
        const parts = yield* over(service)(SplitTransfer.split(dataOf(files(5)), { itemsPerPart: 1 }))
        const fiber = yield* Effect.fork(
          over(service)(Stream.runDrain(SplitTransfer.follow(parts, { concurrency: 2, cancelOnInterrupt })))
        )
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interrupt(fiber)
        expect(canceled(service)).toEqual(cancelOnInterrupt ? ["s-1", "s-2"] : [])
      }
    })
  )

  it.effect("cancels nothing when the consumer stops early", () =>
    Effect.gen(function* () {
      const service = all("ACTIVE")
      const parts = yield* over(service)(SplitTransfer.split(dataOf(files(1))))
      yield* over(service)(Stream.runHead(SplitTransfer.follow(parts, { cancelOnInterrupt: true })))
      expect(canceled(service)).toEqual([])
    })
  )
})
