import { describe, expect, it } from "@effect/vitest"
import { lostTasks } from "../../src/laws/lostTasks.js"
import { goodRun, request, task } from "./goodRun.js"

const violations = (...tasks: ReadonlyArray<ReturnType<typeof task>>) => lostTasks.violations({ ...goodRun, tasks })

describe(lostTasks.name, () => {
  it("a task that the client was told of exists and is the submitted one", () => {
    expect(violations(task())).toEqual([])
    expect(violations()).toEqual(["user-00-a: the client was told of task task 1, which does not exist"])
    expect(violations(task({ submissionId: "another" }))).toHaveLength(1)
    expect(violations(task({ label: "user-00-b" }))).toHaveLength(2)
    expect(violations(task({ ownerId: "kim" }))).toHaveLength(2)
  })

  it("a task ends", () => {
    expect(violations(task({ status: "ACTIVE", completionTime: undefined }))).toHaveLength(1)
  })

  it("a task succeeds unless it was canceled", () => {
    const failed = task({ status: "FAILED" })
    expect(violations(failed)).toHaveLength(1)
    const cancellation = request({ at: 0, operation: "cancelTask", path: "/v0.10/task/task 1/cancel" })
    expect(lostTasks.violations({ ...goodRun, tasks: [failed], journal: [cancellation] })).toEqual([])
  })

  it("there is no task that nobody asked for", () => {
    expect(violations(task(), task({ id: "task 2", label: undefined }))).toHaveLength(1)
  })

  it("a submission without an answer may have made a task or not", () => {
    const submissions = [{ label: "user-00-a", ownerId: "robin", submissionId: undefined, told: [] }]
    expect(lostTasks.violations({ ...goodRun, submissions })).toEqual([])
    expect(lostTasks.violations({ ...goodRun, submissions, tasks: [] })).toEqual([])
  })
})
