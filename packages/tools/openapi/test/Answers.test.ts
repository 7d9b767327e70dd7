import { describe, expect, it } from "@effect/vitest"
import * as Answers from "../src/Answers.js"

describe("an answer", () => {
  it("matches the document, with further members allowed", () => {
    expect(
      Answers.mistakes("GET", "/v0.10/task/:task_id", {
        status: 200,
        body: { task_id: "t", status: "ACTIVE", later: 1 }
      })
    ).toEqual([])
  })

  it("has its mistakes reported by place", () => {
    expect([...Answers.mistakes("GET", "/v0.10/task/:task_id", { status: 200, body: { task_id: 1 } })].sort()).toEqual([
      "/task_id: must be string",
      ": must have required property 'status'"
    ])
  })

  it("is not checked if no document describes it", () => {
    expect(Answers.isDescribed("GET", "/v0.10/task/:task_id")).toBe(true)
    expect(Answers.isDescribed("GET", "/nowhere")).toBe(false)
    expect(Answers.mistakes("GET", "/nowhere", { status: 200, body: 1 })).toEqual([])
  })

  it("with an error status must match the error document", () => {
    const mistakes = (body: unknown) => Answers.mistakes("GET", "/v0.10/task/:task_id", { status: 404, body })
    expect(mistakes({ code: "NotFound", message: "there is none", later: 1 })).toEqual([])
    expect(mistakes({ code: 404 })).toEqual(["/code: must be string"])
    expect(mistakes("no")).toEqual([": must be object"])
  })
})
