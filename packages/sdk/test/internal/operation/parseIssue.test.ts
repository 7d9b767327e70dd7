import { describe, expect, it } from "@effect/vitest"
import { Either, FastCheck as fc, ParseResult, Schema } from "effect"
import { firstFlaw } from "../../../src/internal/operation/parseIssue.js"
import { TimerSchedule } from "../../../src/timers/TimerSchedule.js"
import { TransferData } from "../../../src/transfer/TransferData.js"

const flaw = <A, I>(schema: Schema.Schema<A, I>, value: unknown) =>
  Either.match(ParseResult.validateEither(schema)(value), {
    onLeft: (issue) => {
      const { expected, path } = firstFlaw(issue)
      return `${path.map(String).join(".")}: ${expected}`
    },
    onRight: () => "nothing"
  })

describe("the refusal of a value that is none of some literals", () => {
  it("names those that are allowed, and never the value", () => {
    const document = { source_endpoint: "a", destination_endpoint: "b", DATA: [] }
    expect(flaw(TransferData, { ...document, sync_level: 7 })).toBe(
      "sync_level: expected 0, 1, 2, 3 or null, found number"
    )
    expect(flaw(TransferData, { ...document, recursive_symlinks: "follow" })).toBe(
      'recursive_symlinks: expected "ignore", "keep", "copy" or null, found string'
    )
    const rule = { DATA_TYPE: "filter_rule", method: "drop", name: "*" }
    expect(flaw(TransferData, { ...document, filter_rules: [rule] })).toBe(
      'filter_rules.0.method: expected "include" or "exclude", found string'
    )
    expect(flaw(TimerSchedule, { type: "weekly" })).toBe('type: expected "once" or "recurring", found string')
    expect(flaw(Schema.Struct({ kind: Schema.Literal("one") }), { kind: "two" })).toBe(
      'kind: expected "one", found string'
    )
  })

  it("names all of them, however many there are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 9 }), (literals) => {
        const [first = "", ...others] = literals
        const message = flaw(Schema.NullOr(Schema.Literal(first, ...others)), "NONE")
        return literals.every((literal) => message.includes(`"${literal}"`)) && !message.includes("NONE")
      })
    )
  })

  it("goes to where a union's member got furthest, if one got anywhere", () => {
    const either = Schema.Union(Schema.Struct({ a: Schema.Struct({ b: Schema.Number }) }), Schema.String)
    expect(flaw(either, { a: { b: "1" } })).toBe("a.b: expected number, found string")
    expect(flaw(Schema.Union(Schema.String, Schema.Number, Schema.Undefined), true)).toBe(
      ": expected string or number, found boolean"
    )
  })
})
