import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import type { Job } from "../../src/transfer/Job.js"
import type { Collection } from "../../src/transfer/Collections.js"
import * as TaskDocument from "../../src/transfer/TaskDocument.js"
import * as Tasks from "../../src/transfer/Tasks.js"

const never = (): never => {
  throw new Error("A task as a value touches no disk")
}
const collection: Collection = {
  id: "c",
  displayName: "C",
  ownerId: "",
  dataAccess: false,
  document: {},
  files: { root: "/", real: never, directory: never, entry: never, within: never, ensureDirectory: never }
}
const job = (deadline?: number): Job => ({
  _tag: "Transfer",
  source: collection,
  destination: collection,
  items: [],
  deadline,
  document: { source_endpoint: collection.id, destination_endpoint: collection.id, DATA: [], label: "a label" }
})
const make = (deadline?: number) => Tasks.make({ id: "t", ownerId: "o", submissionId: "s", job: job(deadline), now: 0 })

const trouble = { code: "FILE_NOT_FOUND", description: "gone" }
const day = 86_400_000
const transitions = FastCheck.array(
  FastCheck.tuple(
    FastCheck.constantFrom<(now: number) => (task: Tasks.Task) => Tasks.Task>(
      Tasks.start,
      (now) => Tasks.count(now, { bytesTransferred: 10, files: 1 }),
      () => Tasks.steps({ pending: 2, retrying: 1, succeeded: 1, skippedErrors: 0 }),
      (now) => Tasks.fault(now, trouble),
      Tasks.succeed,
      (now) => Tasks.fail(now, trouble),
      Tasks.cancel,
      Tasks.expire
    ),
    FastCheck.nat(day)
  ),
  { maxLength: 12 }
).map((pairs) => {
  let now = 0
  return pairs.map(([transition, later]) => transition((now += later)))
})
const after = (changes: ReadonlyArray<(task: Tasks.Task) => Tasks.Task>) =>
  changes.reduce((task, change) => change(task), make())

describe("Tasks", () => {
  it("do not change any more once they have ended", () => {
    FastCheck.assert(
      FastCheck.property(transitions, transitions, (before, later) => {
        const task = Tasks.cancel(0)(after(before))
        expect(later.reduce((task, change) => change(task), task)).toBe(task)
      })
    )
  })

  it("have a completion time, and no step left, exactly when they have ended", () => {
    FastCheck.assert(
      FastCheck.property(transitions, (changes) => {
        const task = after(changes)
        expect(task.completionTime !== undefined).toBe(Tasks.isFinal(task))
        if (Tasks.isFinal(task)) expect([task.subtasks.pending, task.subtasks.retrying]).toEqual([0, 0])
        const document = TaskDocument.document(task, 0)
        expect(document.subtasks_total).toBe(Object.values(task.subtasks).reduce((sum, steps) => sum + steps, 0))
        expect(document.nice_status === null).toBe(Tasks.isFinal(task))
      })
    )
  })

  it("tell their newest event first, and one that ends them last", () => {
    FastCheck.assert(
      FastCheck.property(transitions, (changes) => {
        const { events } = after(changes)
        const times = events.map(({ time }) => time)
        expect(times).toEqual([...times].sort((a, b) => b - a))
        const endings = events.filter(({ code }) => ["SUCCEEDED", "CANCELED", "EXPIRED"].includes(code))
        expect(endings).toEqual(endings.length === 0 ? [] : [events[0]])
      })
    )
  })

  it("are queued, then fine, then in trouble until no step is failing", () => {
    const nice = (task: Tasks.Task) => TaskDocument.document(task, 0).nice_status
    const failing = after([Tasks.start(0), Tasks.fault(1, trouble)])
    expect(nice(make())).toBe("Queued")
    expect(nice(Tasks.start(0)(make()))).toBe("OK")
    expect(nice(failing)).toBe("FILE_NOT_FOUND")
    const steps = { pending: 1, succeeded: 0, skippedErrors: 0 }
    expect(nice(Tasks.steps({ ...steps, retrying: 1 })(failing))).toBe("FILE_NOT_FOUND")
    expect(nice(Tasks.steps({ ...steps, retrying: 0 })(failing))).toBe("OK")
  })

  it("have a day, three days from the last progress, or what the submission says", () => {
    const progress = Tasks.count(1000, { bytesTransferred: 1 })
    expect(make().deadline).toBe(day)
    expect(progress(make()).deadline).toBe(3 * day + 1000)
    expect(progress(make(5000)).deadline).toBe(5000)
    expect(Tasks.expire(4999)(make(5000)).status).toBe("ACTIVE")
    expect(Tasks.expire(5000)(make(5000))).toMatchObject({ status: "FAILED", fatal: { code: "EXPIRED" } })
  })

  it("keep a thousand events", () => {
    const faults = Array.from({ length: 1100 }, (_, now) => Tasks.fault(now, trouble))
    const task = after([Tasks.start(0), ...faults])
    expect([task.events.length, task.counts.faults, task.events[0]?.time]).toEqual([1000, 1100, 1099])
  })

  it("tell of progress every ten seconds", () => {
    const counts = Array.from({ length: 26 }, (_, second) => Tasks.count(second * 1000, { bytesTransferred: 1 }))
    const { events } = after([Tasks.start(0), ...counts])
    expect(events.map(({ time }) => time)).toEqual([20_000, 10_000, 0])
  })

  it("reckon their rate over the whole task", () => {
    const task = Tasks.count(2000, { bytesTransferred: 600 })(make())
    expect(TaskDocument.document(task, 2000).effective_bytes_per_second).toBe(300)
    expect(TaskDocument.document(Tasks.succeed(3000)(task), 9000).effective_bytes_per_second).toBe(200)
  })
})
