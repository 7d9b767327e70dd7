import { describe, expect, it } from "@effect/vitest"
import { doubleSubmissions } from "../../src/laws/doubleSubmissions.js"
import { goodRun, task } from "./goodRun.js"

const violations = (...tasks: ReadonlyArray<ReturnType<typeof task>>) =>
  doubleSubmissions.violations({ ...goodRun, tasks })

describe(doubleSubmissions.name, () => {
  it("a submission id makes one task for each owner", () => {
    const again = { id: "task 2", label: "user-00-b" }
    expect(violations(task(), task(again))).toHaveLength(1)
    expect(violations(task(), task({ ...again, ownerId: "kim" }))).toEqual([])
  })

  it("a piece of work makes one task, whatever its submission ids", () => {
    expect(violations(task(), task({ id: "task 2", submissionId: "submission 2" }))).toEqual([
      "user-00-a of robin: the tasks task 1, task 2"
    ])
  })

  it("a client is told of one task for a piece of work", () => {
    const [submission] = goodRun.submissions
    const told = ["task 1", "task 1", "task 2"]
    const submissions = submission === undefined ? [] : [{ ...submission, told }]
    expect(doubleSubmissions.violations({ ...goodRun, submissions })).toHaveLength(1)
  })
})
