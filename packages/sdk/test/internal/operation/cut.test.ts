import { describe, expect, it } from "@effect/vitest"
import { Arbitrary, FastCheck as fc, Predicate, Schema, type SchemaAST as AST } from "effect"
import { cut } from "../../../src/internal/operation/cut.js"
import { compile } from "../../../src/internal/operation/guard.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"
import { answersOf } from "../wire/answers.js"

/** Documents of a schema. */
const documents = (ast: AST.AST): fc.Arbitrary<unknown> => Arbitrary.make(Schema.make<unknown>(ast))

/** The same document, some of its members left out, at any depth: `keeps` says which stay. */
const without = (document: unknown, keeps: () => boolean): unknown => {
  if (Array.isArray(document)) return document.map((item) => without(item, keeps))
  if (!Predicate.isRecord(document)) return document
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, member]) => (keeps() ? [[name, without(member, keeps)]] : []))
  )
}

const parts = (ast: AST.AST): fc.Arbitrary<unknown> =>
  fc
    .tuple(documents(ast), fc.infiniteStream(fc.boolean()))
    .map(([document, keeps]) => without(document, () => keeps.next().value))

describe("a document that is cut down to some of its members", () => {
  for (const [name, ast] of [...answersOf(TransferApi), ...answersOf(TransferApiV2)]) {
    it(`passes for ${name}, whichever they are, and the decoder agrees with the guard`, () => {
      const isPart = compile(cut(ast))
      const decoded = Schema.is(Schema.make<unknown>(cut(ast)))
      fc.assert(
        fc.property(parts(ast), (part) => isPart?.(part) === true && decoded(part)),
        { numRuns: 20 }
      )
    })
  }

  it("is checked all the same: a member of another kind is refused, at every depth", () => {
    const is = compile(
      cut(Schema.Struct({ id: Schema.String, parts: Schema.Array(Schema.Struct({ size: Schema.Number })) }).ast)
    )
    expect(is?.({})).toBe(true)
    expect(is?.({ parts: [{}, { size: 1 }] })).toBe(true)
    expect(is?.({ id: 1 })).toBe(false)
    expect(is?.({ parts: [{ size: "1" }] })).toBe(false)
    expect(is?.([])).toBe(false)
  })

  it("may contain itself", () => {
    interface Tree {
      readonly name: string
      readonly children: ReadonlyArray<Tree>
    }
    const Tree: Schema.Schema<Tree> = Schema.Struct({
      name: Schema.String,
      children: Schema.Array(Schema.suspend(() => Tree))
    })
    const is = compile(cut(Tree.ast))
    expect(is?.({ children: [{}, { name: "a", children: [{ name: "b" }] }] })).toBe(true)
    expect(is?.({ children: [{ children: [{ name: 1 }] }] })).toBe(false)
  })

  it("keeps what else a schema says: records, tuples and filters", () => {
    const is = compile(
      cut(
        Schema.Struct({
          by_id: Schema.Record({ key: Schema.String, value: Schema.Struct({ n: Schema.Number }) }),
          pair: Schema.Tuple(Schema.String, Schema.Struct({ n: Schema.Number })),
          some: Schema.Array(Schema.String).pipe(Schema.minItems(1))
        }).ast
      )
    )
    expect(is?.({ by_id: { a: {} }, pair: ["a", {}], some: ["a"] })).toBe(true)
    expect(is?.({ by_id: { a: { n: "1" } } })).toBe(false)
    expect(is?.({ pair: ["a"] })).toBe(false)
    expect(is?.({ some: [] })).toBe(false)
  })
})
