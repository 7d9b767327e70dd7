import { describe, expect, it } from "@effect/vitest"
import * as Answers from "../src/Answers.js"

describe("an answer", () => {
  it("is what the document says, with members that came later", () => {
    expect(Answers.mistakes("GET", "/v0.10/task/:task_id", { task_id: "t", status: "ACTIVE", later: 1 })).toEqual([])
  })

  it("has what is wrong told by its place", () => {
    expect([...Answers.mistakes("GET", "/v0.10/task/:task_id", { task_id: 1 })].sort()).toEqual([
      "/task_id: must be string",
      ": must have required property 'status'"
    ])
  })

  it("is not judged where no document speaks of it", () => {
    expect(Answers.isDescribed("GET", "/v0.10/task/:task_id")).toBe(true)
    expect(Answers.isDescribed("GET", "/nowhere")).toBe(false)
    expect(Answers.mistakes("GET", "/nowhere", 1)).toEqual([])
  })
})
