import { describe, expect, it } from "@effect/vitest"
import type { Claim, Entry, TaskShown } from "../../src/Claim.js"
import { rightAnswers } from "../../src/laws/rightAnswers.js"
import { goodRun, start, task } from "./goodRun.js"

const violations = (claim: Claim) => rightAnswers.violations({ ...goodRun, claims: [claim] })

const fact: Claim = { _tag: "Fact", call: "c", about: "the bytes", told: "a", truth: "a" }

const file = (name: string, size: number): Entry => ({ name, type: "file", size })

const listing = (told: ReadonlyArray<Entry>, before: ReadonlyArray<Entry>, after = before, paged = false): Claim => ({
  _tag: "Listing",
  call: "c",
  path: "/",
  paged,
  told,
  before,
  after
})

const shown: TaskShown = { id: "task 1", type: "TRANSFER", label: "user-00-a", status: "SUCCEEDED" }

/** In the good run, the task ended 700 ms after the start. */
const seen = (told: TaskShown, from: number, to: number): Claim => ({
  _tag: "Task",
  call: "c",
  told,
  start: start + from,
  end: start + to
})

const list = (told: ReadonlyArray<TaskShown>, from = 800, to = 900): Claim => ({
  _tag: "TaskList",
  call: "c",
  ownerId: "robin",
  prefix: "user-00-",
  told,
  start: start + from,
  end: start + to
})

describe(rightAnswers.name, () => {
  it("a fact equals the truth", () => {
    expect(violations(fact)).toEqual([])
    expect(violations({ ...fact, truth: "b" })).toEqual(["call c: the bytes: the answer was a, the truth is b"])
  })

  it("a listing has the names, types and sizes of the disk, each once", () => {
    const there = [file("a", 1), file("b", 2)]
    expect(violations(listing(there, there))).toEqual([])
    expect(violations(listing([file("a", 1)], there))).toHaveLength(1)
    expect(violations(listing([file("a", 1), file("b", 3)], there))).toHaveLength(2)
    expect(violations(listing([...there, file("c", 1)], there))).toHaveLength(1)
    expect(violations(listing([...there, file("a", 1)], there))).toHaveLength(1)
    expect(violations(listing([], []))).toEqual([])
  })

  it("a listing may or may not have entries that changed meanwhile", () => {
    const [one, two] = [file("a", 1), file("b", 2)]
    for (const told of [[], [one], [two], [one, two]]) expect(violations(listing(told, [one], [two]))).toEqual([])
    expect(violations(listing([two], [one], [one, two]))).toHaveLength(1)
  })

  it("pages of a changing list may lose and repeat entries, but not invent any", () => {
    const [one, two, three] = [file("a", 1), file("b", 2), file("c", 3)]
    for (const told of [[two], [one, two, two]]) {
      expect(violations(listing(told, [one, two], [one, two, three], true))).toEqual([])
      expect(violations(listing(told, [one, two], [one, two], true))).toHaveLength(1)
    }
    expect(violations(listing([one, two, file("d", 4)], [one, two], [one, two, three], true))).toHaveLength(1)
  })

  it("a task has a status that it had between the call and the answer", () => {
    expect(violations(seen(shown, 600, 800))).toEqual([])
    expect(violations(seen({ ...shown, status: "ACTIVE" }, 600, 800))).toEqual([])
    expect(violations(seen({ ...shown, status: "ACTIVE" }, 701, 800))).toHaveLength(1)
    expect(violations(seen(shown, 600, 699))).toHaveLength(1)
    expect(violations(seen({ ...shown, status: "FAILED" }, 600, 800))).toHaveLength(1)
  })

  it("a task has its label and type", () => {
    expect(violations(seen({ ...shown, id: "task 2" }, 600, 800))).toHaveLength(1)
    expect(violations(seen({ ...shown, label: "another" }, 600, 800))).toHaveLength(1)
    expect(violations(seen({ ...shown, type: "DELETE" }, 600, 800))).toHaveLength(1)
  })

  it("a list of tasks has exactly the right tasks, each once", () => {
    expect(violations(list([shown]))).toEqual([])
    expect(violations(list([]))).toHaveLength(1)
    // The task was submitted after the question, and before the answer or after it.
    expect(violations(list([], 300, 900))).toEqual([])
    expect(violations(list([{ ...shown, status: "ACTIVE" }], 300, 349))).toHaveLength(1)
    expect(violations(list([shown, shown]))).toHaveLength(1)
    expect(violations(list([{ ...shown, status: "ACTIVE" }]))).toHaveLength(1)
    const others = [task({ id: "task 2", label: "user-01-b" }), task({ id: "task 3", ownerId: "kim" })]
    const told = [shown, { ...shown, id: "task 2", label: "user-01-b" }, { ...shown, id: "task 3" }]
    const run = { ...goodRun, tasks: [task(), ...others], claims: [list(told)] }
    expect(rightAnswers.violations(run)).toHaveLength(2)
  })

  it("a canceled task has ended when the answer comes", () => {
    const canceled = (by: number): Claim => ({ _tag: "Canceled", call: "c", taskId: "task 1", end: start + by })
    expect(violations(canceled(700))).toEqual([])
    expect(violations(canceled(699))).toHaveLength(1)
  })
})
