import { describe, expect, it } from "@effect/vitest"
import { TaskList } from "@effect-globus/sdk/transfer/Task"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Supervisor from "effect/Supervisor"
import * as TestClock from "effect/TestClock"
import { randomUUID } from "node:crypto"
import { readdirSync } from "node:fs"
import { bob, makeFixture, pause, plant, temporaryDirectory, tree } from "./TransferFixture.js"

describe("tasks", () => {
  it.scoped(
    "of one user are worked on three at once, the others queued; those of another user are not in their way",
    () =>
      Effect.gen(function* () {
        const { ended, get, post, roots, task, transfer, until } = yield* makeFixture()
        const ids = yield* Effect.forEach([1, 2, 3, 4], (n) => transfer([[`/missing-${n}`, `/x${n}`]]))
        const states = Effect.forEach(ids, (id) => Effect.map(task(id), ({ nice_status }) => nice_status))
        yield* Effect.forEach(ids.slice(0, 3), (id) => until(id, ({ faults }) => faults === 1))
        expect(yield* states).toEqual(["FILE_NOT_FOUND", "FILE_NOT_FOUND", "FILE_NOT_FOUND", "Queued"])

        plant(roots.source, { here: "here" })
        const other = yield* transfer([["/here", "/there"]], {}, bob)
        const seen = Effect.map(get(`task/${other}`, {}, bob), ({ body }) => body["status"])
        for (let i = 0; i < 500 && (yield* seen) === "ACTIVE"; i++) yield* pause
        expect(yield* seen).toBe("SUCCEEDED")

        yield* post(`task/${ids[1]}/cancel`, undefined)
        yield* until(ids[3] ?? "", ({ faults }) => faults === 1)
        expect((yield* ended(ids[1] ?? "")).status).toBe("FAILED")
      })
  )

  it.scoped("that wait have no fiber, so that thousands of them may", () =>
    Effect.gen(function* () {
      const supervisor = yield* Supervisor.track
      const { task, transfer, until } = yield* Effect.supervised(makeFixture(), supervisor)
      const submit = (count: number) =>
        Effect.supervised(
          Effect.forEach(Array.from({ length: count }), () => transfer([[`/missing`, `/${randomUUID()}`]])),
          supervisor
        )
      const running = yield* submit(3)
      yield* Effect.forEach(running, (id) => until(id, ({ faults }) => faults === 1))
      const before = (yield* supervisor.value).length
      const waiting = yield* submit(200)
      expect((yield* task(waiting[199] ?? "")).nice_status).toBe("Queued")
      expect((yield* supervisor.value).length).toBeLessThan(before + 10)
    })
  )

  it.scoped("all have their turn, however many they are", () =>
    Effect.gen(function* () {
      const { ended, post, roots, transfer } = yield* makeFixture()
      plant(roots.source, { a: "a" })
      const ids = yield* Effect.forEach(Array.from({ length: 150 }), (_, n) => transfer([["/a", `/a${n}`]]))
      yield* post(`task/${ids[148]}/cancel`, undefined)
      for (const id of ids) yield* ended(id)
      expect(Object.keys(tree(roots.destination))).toHaveLength(149)
    })
  )

  it.scoped("that wait expire at their deadline, and leave their place to the next", () =>
    Effect.gen(function* () {
      const { post, roots, task, transfer, until } = yield* makeFixture({ concurrentTasks: 1 })
      plant(roots.source, { a: "a" })
      const first = yield* transfer([["/nothing", "/x"]])
      yield* until(first, ({ faults }) => faults === 1)
      const second = yield* transfer([["/a", "/a"]], { deadline: "1970-01-01T00:01:00+00:00" })
      const third = yield* transfer([["/a", "/b"]])
      yield* TestClock.adjust("59 seconds")
      expect((yield* task(second)).status).toBe("ACTIVE")
      yield* TestClock.adjust("1 second")
      expect(yield* until(second, ({ status }) => status === "FAILED")).toMatchObject({
        fatal_error: { code: "EXPIRED" },
        completion_time: "1970-01-01T00:01:00+00:00"
      })
      yield* post(`task/${first}/cancel`, undefined)
      expect((yield* until(third, ({ status }) => status !== "ACTIVE")).status).toBe("SUCCEEDED")
      expect(Object.keys(tree(roots.destination))).toStrictEqual(["b"])
    })
  )

  it.scoped("that wait can be canceled before they began", () =>
    Effect.gen(function* () {
      const { events, post, task, transfer, until } = yield* makeFixture({ concurrentTasks: 1 })
      const first = yield* transfer([["/a", "/a"]])
      yield* until(first, ({ faults }) => faults === 1)
      const second = yield* transfer([["/b", "/b"]])
      expect((yield* task(second)).nice_status).toBe("Queued")
      yield* post(`task/${second}/cancel`, undefined)
      expect(yield* task(second)).toMatchObject({ status: "FAILED", subtasks_canceled: 1, fatal_error: null })
      expect(yield* events(second)).toEqual(["CANCELED"])
    })
  )

  it.scoped("that have ended are complete: there is nothing to cancel", () =>
    Effect.gen(function* () {
      const { ended, post, roots, task, transfer } = yield* makeFixture()
      plant(roots.source, { a: "a" })
      const id = yield* transfer([["/a", "/a"]])
      const end = yield* ended(id)
      expect(yield* post(`task/${id}/cancel`, undefined)).toMatchObject({ status: 200, body: { code: "TaskComplete" } })
      expect(yield* task(id)).toEqual(end)
    })
  )

  it.scoped("expire at the deadline of the submission", () =>
    Effect.gen(function* () {
      const { events, roots, task, transfer, until } = yield* makeFixture({ bytesPerSecond: 100 })
      plant(roots.source, { a: "a".repeat(1000) })
      const id = yield* transfer([["/a", "/a"]], { deadline: "1970-01-01T00:00:05+00:00" })
      expect((yield* task(id)).deadline).toBe("1970-01-01T00:00:05+00:00")
      const end = yield* until(id, ({ status }) => status === "FAILED", 100)
      expect(end).toMatchObject({ fatal_error: { code: "EXPIRED" }, completion_time: "1970-01-01T00:00:05+00:00" })
      expect(end.subtasks_expired).toBeGreaterThan(0)
      expect((yield* events(id))[0]).toBe("EXPIRED")
      for (let i = 0; i < 500 && Object.keys(tree(roots.destination)).length > 0; i++) yield* pause
      expect(tree(roots.destination)).toEqual({})
    })
  )

  it.scoped("expire after a day in which nothing came of them", () =>
    Effect.gen(function* () {
      const { transfer, until } = yield* makeFixture({ retryInterval: "6 hours" })
      const id = yield* transfer([["/a", "/a"]])
      const end = yield* until(id, ({ status }) => status === "FAILED", 3_600_000)
      expect(end).toMatchObject({ completion_time: "1970-01-02T00:00:00+00:00", fatal_error: { code: "EXPIRED" } })
      expect(end.faults).toBeGreaterThanOrEqual(4)
    })
  )

  it.scoped("are seen by their owner alone", () =>
    Effect.gen(function* () {
      const { get, post, task, transfer } = yield* makeFixture()
      const id = yield* transfer([["/a", "/a"]])
      const unseen = { status: 404, body: { code: "ClientError.NotFound", resource: `/task/${id}` } }
      expect(yield* get(`task/${id}`, {}, bob)).toMatchObject(unseen)
      expect(yield* get(`task/${id}/event_list`, {}, bob)).toMatchObject(unseen)
      expect(yield* post(`task/${id}/cancel`, undefined, bob)).toMatchObject(unseen)
      expect((yield* get("task_list", {}, bob)).body).toMatchObject({ total: 0 })
      expect((yield* task(id)).status).toBe("ACTIVE")
      expect((yield* task(id.toUpperCase())).task_id).toBe(id)
    })
  )

  it.scoped("end with the layer, and leave nothing half done", () =>
    Effect.gen(function* () {
      const home = yield* temporaryDirectory
      const scope = yield* Scope.make()
      const { roots, transfer, until } = yield* Scope.extend(makeFixture({ bytesPerSecond: 1000 }, home), scope)
      plant(roots.source, { a: "a".repeat(5000) })
      const id = yield* transfer([["/a", "/a"]])
      yield* until(id, ({ bytes_transferred }) => Number(bytes_transferred) >= 1000, 50)
      expect(readdirSync(roots.destination)).toHaveLength(1)
      yield* Scope.close(scope, Exit.void)
      expect(readdirSync(roots.destination)).toEqual([])
      yield* TestClock.adjust("1 minute")
      yield* Effect.replicateEffect(pause, 10)
      expect(readdirSync(roots.destination)).toEqual([])
    })
  )
})

describe("the list of tasks", () => {
  const fixture = Effect.gen(function* () {
    const fixture = yield* makeFixture()
    plant(fixture.roots.source, { a: "a", b: "b" })
    const done = yield* fixture.transfer([["/a", "/a"]], { label: "first scan" })
    yield* fixture.ended(done)
    yield* TestClock.adjust("1 hour")
    const failed = yield* fixture.remove(["/nothing"], { label: "clean up" })
    yield* fixture.ended(failed)
    yield* TestClock.adjust("1 hour")
    const active = yield* fixture.transfer([["/nothing", "/x"]], { label: "second scan" })
    const found = (query: Readonly<Record<string, string>>) =>
      Effect.flatMap(fixture.get("task_list", query), ({ body }) =>
        Effect.map(Schema.decodeUnknown(TaskList)(body), ({ DATA }) => DATA.map(({ task_id }) => task_id))
      )
    return { ...fixture, done, failed, active, found }
  })

  it.scoped("is filtered by status, type, label and time", () =>
    Effect.gen(function* () {
      const { active, done, failed, found } = yield* fixture
      expect(yield* found({})).toEqual([active, failed, done])
      expect(yield* found({ filter: "status:ACTIVE,INACTIVE" })).toEqual([active])
      expect(yield* found({ filter: "type:TRANSFER/status:SUCCEEDED,FAILED" })).toEqual([done])
      expect(yield* found({ filter: "label:~*scan" })).toEqual([active, done])
      expect(yield* found({ filter: "request_time:1970-01-01T00:30:00,1970-01-01T01:30:00" })).toEqual([failed])
    })
  )

  it.scoped("is ordered and paged", () =>
    Effect.gen(function* () {
      const { active, done, failed, found, get } = yield* fixture
      expect(yield* found({ orderby: "request_time ASC" })).toEqual([done, failed, active])
      expect(yield* found({ orderby: "request_time DESC", limit: "1", offset: "1" })).toEqual([failed])
      expect((yield* get("task_list", { limit: "1" })).body).toMatchObject({ length: 1, limit: 1, offset: 0, total: 3 })
    })
  )

  it.scoped.each([{ limit: "1001" }, { filter: "colour:red" }, { orderby: "colour" }])("refuses %j", (query) =>
    Effect.gen(function* () {
      const { get } = yield* makeFixture()
      expect(yield* get("task_list", query)).toMatchObject({ status: 400, body: { code: "ClientError.BadRequest" } })
    })
  )
})
