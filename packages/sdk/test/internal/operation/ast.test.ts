/** What the SDK reads in declarations, and the versions of Effect's schemas that this was tried on. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import { describe, expect, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as ast from "../../../src/internal/operation/ast.js"
import { Id, IdId } from "../../../src/internal/operation/document.js"

const Thing = Schema.Struct({ id: Id, size: Schema.optional(Schema.Number) }).annotations({ identifier: "Thing" })
const things = Schema.Struct({ DATA: Schema.optional(Schema.Array(Thing)) })
const api = HttpApi.make("things").add(
  HttpApiGroup.make("things")
    .add(HttpApiEndpoint.get("getNothing", "/nothing"))
    .add(
      HttpApiEndpoint.post("postThing", "/thing/:id")
        .setPath(Schema.Struct({ id: Id }))
        .setUrlParams(Schema.Struct({ deep: Schema.String }))
        .setPayload(HttpApiSchema.withEncoding(Schema.Struct({ grant: Schema.String }), { kind: "UrlParams" }))
        .addSuccess(things)
    )
)

const declared = (name: string): ast.Declared => {
  const found: Array<ast.Declared> = []
  HttpApi.reflect(api, { onGroup: () => {}, onEndpoint: ({ endpoint }) => found.push(endpoint) })
  return Option.getOrThrow(Option.fromNullable(found.find((endpoint) => ast.nameOf(endpoint) === name)))
}
const none = declared("getNothing")
const all = declared("postThing")

const names = (members: ReadonlyArray<ast.Member>) => members.map(({ name }) => name)

describe("a declared endpoint", () => {
  it("has its name, and the parts that it declares", () => {
    expect(ast.nameOf(all)).toBe("postThing")
    const parts = [ast.params(all), ast.query(all), ast.payload(all)].map(
      (part) => part && names(ast.members(part.ast))
    )
    expect(parts).toEqual([["id"], ["deep"], ["grant"]])
    expect([ast.params(none), ast.query(none), ast.payload(none)]).toEqual([undefined, undefined, undefined])
    expect(names(ast.members(ast.success(all)))).toEqual(["DATA"])
  })

  it("tells a form from JSON, and an empty answer from a document", () => {
    expect(ast.isForm(Schema.Struct({}))).toBe(false)
    expect([ast.payload(all)].map((payload) => payload && ast.isForm(payload))).toEqual([true])
    expect(ast.emptiness(ast.success(none))).toBe("always")
    expect(ast.emptiness(Schema.Union(Thing, Schema.Void).ast)).toBe("sometimes")
    expect(ast.emptiness(ast.success(all))).toBe("never")
  })
})

describe("a schema's tree", () => {
  it("has the members of a struct, and of a union those of all or of any", () => {
    const either = Schema.Union(Thing, Schema.Struct({ id: Id, label: Schema.String }))
    expect(names(ast.members(either.ast))).toEqual(["id"])
    expect(names(ast.allMembers(either.ast))).toEqual(["id", "size", "id", "label"])
    expect(ast.members(Thing.ast).map(({ isOptional }) => isOptional)).toEqual([false, true])
  })

  it("keeps annotations under keys that are strings", () => {
    expect(ast.annotation(Id.ast, IdId)).toEqual(Option.some(true))
    expect(ast.annotation(Schema.String.ast, IdId)).toEqual(Option.none())
    expect([ast.identifier(Thing.ast), ast.identifier(things.ast)]).toEqual(["Thing", undefined])
    expect([ast.describe(Thing.ast), ast.describe(Schema.Literal("a").ast)]).toEqual(["Thing", '"a"'])
  })

  it("leads to the items of a list, also of one that may be missing", () => {
    expect(ast.itemOf(things.ast, "DATA")).toBe(Thing.ast)
    expect(ast.shapeOf(ast.itemOf(things.ast, "items")).kind).toBe("unknown")
  })

  it("is of one shape, and what a guard cannot check is another", () => {
    const shapes = [Schema.String, Schema.Null, Schema.Array(Id), Thing, Schema.NumberFromString, Schema.Int]
    expect(shapes.map(({ ast: node }) => ast.shapeOf(node).kind)).toEqual([
      "string",
      "literals",
      "array",
      "struct",
      "other",
      "filtered"
    ])
    const whole = ast.shapeOf(Schema.Int.ast)
    expect(whole.kind === "filtered" && [1, 1.5].map(whole.accepts)).toEqual([true, false])
  })

  it("loosened, has optional members with other types in place of its own", () => {
    const loose = ast.members(ast.loosened(Thing.ast, () => Schema.Boolean.ast))
    expect(loose.map(({ isOptional, type }) => [isOptional, ast.shapeOf(type).kind])).toEqual([
      [true, "boolean"],
      [true, "boolean"]
    ])
  })
})
