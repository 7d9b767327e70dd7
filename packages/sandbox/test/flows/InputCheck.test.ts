import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as InputCheck from "../../src/flows/InputCheck.js"

const at = (schema: unknown, value: unknown) => InputCheck.check(schema, value).map(({ at }) => at)

describe("a schema", () => {
  it("that says nothing, or this very value, takes every value; one that is false takes none", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.jsonValue(), (value) => {
        expect(at({}, value)).toStrictEqual([])
        expect(at({ const: value, enum: [value], not: { not: {} } }, value)).toStrictEqual([])
        expect(at(false, value)).toStrictEqual(["$"])
        expect(at({ not: {} }, value)).toStrictEqual(["$"])
      })
    )
  })

  it.each([
    [{ type: "string" }, 1, ["$"]],
    [{ type: ["string", "null"] }, null, []],
    [{ type: "integer" }, 1.5, ["$"]],
    [{ type: "object" }, [], ["$"]],
    [{ type: "array", items: { type: "number" } }, [1, "2", 3, null], ["$[1]", "$[3]"]],
    [{ properties: { a: { properties: { b: { type: "boolean" } } } } }, { a: { b: 1 } }, ["$.a.b"]],
    [{ required: ["a", "b"] }, { b: 1 }, ["$"]],
    [{ properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }, ["$"]],
    [{ additionalProperties: { type: "number" } }, { a: 1, b: "2" }, ["$.b"]],
    [{ enum: ["a", "b"] }, "c", ["$"]],
    [{ minimum: 1, maximum: 3 }, 4, ["$"]],
    [{ exclusiveMinimum: 1 }, 1, ["$"]],
    [{ minLength: 2, pattern: "^a" }, "b", ["$", "$"]],
    [{ pattern: "(" }, "b", ["$"]],
    [{ maxItems: 1 }, [1, 2], ["$"]],
    [{ format: "uuid" }, "6f1c2a7e-0000-4000-8000-0000000000a1", []],
    [{ format: "uuid" }, "here", ["$"]],
    [{ anyOf: [{ type: "string" }, { minimum: 3 }] }, 2, ["$"]],
    [{ anyOf: [{ type: "string" }, { minimum: 1 }] }, 2, []],
    [{ oneOf: [{ type: "number" }, { minimum: 1 }] }, 2, ["$"]],
    [{ allOf: [{ type: "number" }, { maximum: 1 }] }, 2, ["$"]]
  ])("%j of %j", (schema, value, places) => {
    expect(at(schema, value)).toStrictEqual(places)
  })

  it("whose patterns would take for ever: the value does not fit, and the other patterns are none the slower", () => {
    const text = `${"a".repeat(60)}!`
    const pattern = { pattern: "^(a+)+$" }
    expect(InputCheck.check(pattern, text)).toMatchObject([{ problem: expect.stringContaining("takes too long") }])
    // Each by itself would outlast this test.
    expect(
      at(
        { items: pattern },
        Array.from({ length: 1000 }, () => text)
      )
    ).toHaveLength(1000)
    expect(at({ pattern: "a".repeat(1001) }, "a".repeat(1001))).toStrictEqual(["$"])
    expect(at({ pattern: "^(a+)+!$" }, text)).toStrictEqual([])
  })

  it("of types that objects inherit a name for", () => {
    expect(at({ type: "__proto__" }, 1)).toStrictEqual(["$"])
    expect(at({ type: "constructor" }, 1)).toStrictEqual(["$"])
  })
})
