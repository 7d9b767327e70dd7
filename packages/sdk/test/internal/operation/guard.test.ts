import { describe, expect, it, vi } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { AuthApi } from "../../../src/auth/AuthApi.js"
import { GroupsApi } from "../../../src/groups/GroupsApi.js"
import { FlowsApi } from "../../../src/flows/FlowsApi.js"
import { GcsApi } from "../../../src/gcs/GcsApi.js"
import { compile } from "../../../src/internal/operation/guard.js"
import * as Task from "../../../src/transfer/Task.js"
import { answersOf } from "../wire/answers.js"
import { SearchApi } from "../../../src/search/SearchApi.js"
import { TimersApi } from "../../../src/timers/TimersApi.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"

/** A schema, and values that it likes. */
interface Kind {
  readonly schema: Schema.Schema<unknown>
  readonly values: FastCheck.Arbitrary<unknown>
}

const kind = ({ ast }: Schema.Schema.All, values: FastCheck.Arbitrary<unknown>): Kind => ({
  schema: Schema.make(ast),
  values
})

const numbers = FastCheck.oneof(FastCheck.integer(), FastCheck.double(), FastCheck.constantFrom(NaN, -0, Infinity))

const text = kind(Schema.String, FastCheck.string())

const leaves: ReadonlyArray<Kind> = [
  text,
  kind(Schema.Number, numbers),
  kind(Schema.Boolean, FastCheck.boolean()),
  kind(Schema.Null, FastCheck.constant(null)),
  kind(Schema.Undefined, FastCheck.constant(undefined)),
  kind(Schema.Unknown, FastCheck.anything()),
  kind(Schema.Object, FastCheck.object()),
  kind(Schema.Never, FastCheck.anything()),
  kind(Schema.Literal("a", "b"), FastCheck.constantFrom("a", "b")),
  kind(Schema.Literal(1, true, null), FastCheck.constantFrom(1, true, null)),
  kind(Schema.Literal(NaN), FastCheck.constant(NaN)),
  kind(Schema.Enums({ One: 1, Two: "two" }), FastCheck.constantFrom(1, "two")),
  kind(Schema.Int, FastCheck.integer()),
  kind(Schema.NonEmptyString, FastCheck.string({ minLength: 1 })),
  kind(Schema.NonNegative.pipe(Schema.lessThan(10)), FastCheck.integer({ min: 0, max: 9 })),
  kind(Schema.Array(Schema.String).pipe(Schema.minItems(2)), FastCheck.array(FastCheck.string(), { minLength: 2 })),
  kind(Schema.Struct({}), FastCheck.anything())
]

/** An object of own members only, whatever they are called; one that is undefined is left out half the time. */
const object = (members: Readonly<Record<string, FastCheck.Arbitrary<unknown>>>) =>
  FastCheck.tuple(
    FastCheck.tuple(
      ...Object.entries(members).map(([name, value]) =>
        FastCheck.tuple(FastCheck.constant(name), value, FastCheck.boolean())
      )
    ),
    FastCheck.dictionary(FastCheck.constantFrom("extra", "__proto__", "toString"), FastCheck.anything(), { maxKeys: 1 })
  ).map(([members, extra]) => {
    const document: Record<string, unknown> = {}
    const add = (name: string, value: unknown) =>
      Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true })
    for (const [name, value] of Object.entries(extra)) add(name, value)
    for (const [name, value, isKept] of members) if (value !== undefined || isKept) add(name, value)
    return document
  })

interface Field {
  readonly name: string
  readonly kind: Kind
  readonly how: string
}

const fields = (of: FastCheck.Arbitrary<Kind>) =>
  FastCheck.uniqueArray(
    FastCheck.oneof<Array<FastCheck.Arbitrary<Field>>>(
      FastCheck.record({
        name: FastCheck.constantFrom("a", "b", "kind"),
        kind: of,
        how: FastCheck.constantFrom("required", "optional", "exact")
      }),
      // A prototype has these as well. Schema itself stumbles over literals under such names, and over `__proto__`.
      FastCheck.record({
        name: FastCheck.constantFrom("constructor", "toString"),
        kind: FastCheck.constant(text),
        how: FastCheck.constant("required")
      })
    ),
    { selector: ({ name }) => name, minLength: 1, maxLength: 5 }
  ).map((fields) => {
    const members: Record<string, Schema.Struct.Field> = {}
    const values: Record<string, FastCheck.Arbitrary<unknown>> = {}
    for (const { how, kind, name } of fields) {
      members[name] =
        how === "required"
          ? kind.schema
          : how === "optional"
            ? Schema.optional(kind.schema)
            : Schema.optionalWith(kind.schema, { exact: true })
      values[name] = how === "required" ? kind.values : FastCheck.option(kind.values, { nil: undefined })
    }
    return kind(Schema.Struct(members), object(values))
  })

const { any } = FastCheck.letrec<{ any: Kind }>((tie) => ({
  any: FastCheck.oneof(
    { depthSize: "small", withCrossShrink: true },
    FastCheck.constantFrom(...leaves),
    fields(tie("any")),
    tie("any").map(({ schema, values }) => kind(Schema.Array(schema), FastCheck.array(values, { maxLength: 4 }))),
    FastCheck.tuple(tie("any"), tie("any")).map(([one, other]) =>
      kind(Schema.Union(one.schema, other.schema), FastCheck.oneof(one.values, other.values))
    ),
    FastCheck.tuple(tie("any"), tie("any")).map(([one, other]) =>
      kind(Schema.Tuple(one.schema, Schema.optionalElement(other.schema)), FastCheck.tuple(one.values, other.values))
    ),
    FastCheck.tuple(tie("any"), tie("any"), tie("any")).map(([one, other, last]) =>
      kind(
        Schema.Tuple([one.schema], other.schema, last.schema),
        FastCheck.tuple(one.values, FastCheck.array(other.values, { maxLength: 2 }), last.values).map(
          ([one, others, last]) => [one, ...others, last]
        )
      )
    ),
    tie("any").map(({ schema, values }) =>
      kind(Schema.Record({ key: Schema.String, value: schema }), FastCheck.dictionary(FastCheck.string(), values))
    ),
    tie("any").map(({ schema, values }) =>
      kind(
        Schema.Record({ key: Schema.String.pipe(Schema.startsWith("x")), value: schema }),
        FastCheck.dictionary(FastCheck.string(), values)
      )
    ),
    tie("any").map(({ schema, values }) =>
      kind(
        Schema.suspend(() => schema),
        values
      )
    ),
    // Two structs that a literal tells apart: the decoder looks at that one first.
    FastCheck.tuple(tie("any"), tie("any")).map(([one, other]) =>
      kind(
        Schema.Union(
          Schema.Struct({ kind: Schema.Literal("a"), value: one.schema }),
          Schema.Struct({ kind: Schema.Literal("b"), value: other.schema })
        ),
        object({ kind: FastCheck.constantFrom("a", "b"), value: FastCheck.oneof(one.values, other.values) })
      )
    )
  )
}))

/** What no schema here asks for: holes, strange prototypes, things that are no documents. */
const hostile = FastCheck.oneof(
  FastCheck.anything({
    withNullPrototype: true,
    withSparseArray: true,
    withDate: true,
    withMap: true,
    withBigInt: true
  }),
  FastCheck.json().map((text): unknown => JSON.parse(text)),
  FastCheck.constant(JSON.parse('{"__proto__": {"a": "a", "kind": "a"}, "constructor": null}'))
)

/** A value with one of its members, or itself, replaced by one of another kind. */
const spoiled = (values: FastCheck.Arbitrary<unknown>) =>
  FastCheck.tuple(values, FastCheck.nat(), FastCheck.constantFrom(null, undefined, "", "a", 0, NaN, false, {}, [])).map(
    ([value, place, other]): unknown => {
      if (!Predicate.isObject(value)) return other
      const keys = Reflect.ownKeys(value).filter(
        (key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable === true
      )
      const key = keys[place % keys.length]
      if (key === undefined) return other
      const copy = Array.isArray(value) ? [...value] : { ...value }
      return Object.defineProperty(copy, key, { value: other, enumerable: true, configurable: true, writable: true })
    }
  )

/** An object with its members the other way round. */
const turned = (values: FastCheck.Arbitrary<unknown>) =>
  values.map((value): unknown =>
    Predicate.isRecord(value) ? Object.fromEntries(Object.entries(value).reverse()) : value
  )

describe("a compiled guard", () => {
  it("says yes where the decoder says yes, and only there, whatever it saw before", () => {
    FastCheck.assert(
      FastCheck.property(
        any.chain(({ schema, values }) =>
          FastCheck.tuple(
            FastCheck.constant(schema),
            FastCheck.array(
              FastCheck.oneof(
                { weight: 4, arbitrary: values },
                { weight: 1, arbitrary: turned(values) },
                { weight: 4, arbitrary: spoiled(values) },
                { weight: 1, arbitrary: hostile }
              ),
              { minLength: 1, maxLength: 5 }
            )
          )
        ),
        ([schema, values]) => {
          const guard = compile(schema.ast)
          for (const value of values) {
            // The decoder itself stumbles over `{"toString": ""}`, which it makes a string of.
            const decided = Either.try(() => Either.isRight(ParseResult.decodeUnknownEither(schema)(value)))
            if (Either.isRight(decided)) expect(guard?.(value)).toBe(decided.right)
          }
        }
      ),
      { numRuns: 4_000 }
    )
  })

  it("is not led astray by the order of an earlier document", () => {
    const schema = Schema.Struct({ a: Schema.String, b: Schema.optional(Schema.Number) })
    const documents: ReadonlyArray<readonly [unknown, boolean]> = [
      [{ a: "", b: 1, more: 1 }, true],
      [{ a: "", b: 2, more: "1" }, true],
      [{ a: "", b: "2", more: 1 }, false],
      [{ a: 1, b: 2, more: 1 }, false],
      [{ a: "", b: 2 }, true],
      [{ a: "", more: 1 }, true],
      [{ a: "" }, true],
      [{ a: "", b: undefined }, true],
      [{}, false],
      [{ b: 1 }, false],
      [{ more: 1, b: 1, a: "" }, true],
      [{ more: 1, b: "1", a: "" }, false],
      [Object.assign(Object.create({ b: "no" }), { a: "" }), false],
      [Object.assign(Object.create(Object.defineProperty({}, "b", { value: "no" })), { a: "" }), false],
      [Object.assign(Object.create(null), { a: "" }), true],
      [JSON.parse('{"a": "", "__proto__": {"b": "no"}}'), true],
      [null, false],
      [[], false]
    ]
    // Each after each, and again when it has learned so many orders that it learns no more.
    for (const [first] of documents) {
      const all = compile(schema.ast)
      for (const [document, isRight] of documents) {
        const guard = compile(schema.ast)
        guard?.(first)
        expect(guard?.(document)).toBe(isRight)
        for (let times = 0; times < 10; times++) {
          all?.(first)
          expect(all?.(document)).toBe(isRight)
        }
      }
    }
  })

  it("gives up learning orders where each document has another one, until many have the same again", () => {
    const guard = compile(Schema.Struct({ a: Schema.String }).ast)
    const keys = vi.spyOn(Object, "keys")
    const learned = () => keys.mock.calls.length
    const alternate = (times: number) => {
      for (let time = 0; time < times; time++) {
        guard?.({ a: "", b: 1 })
        guard?.({ b: 1, a: "" })
      }
    }
    alternate(1_000)
    const first = learned()
    expect(first).toBeGreaterThan(1)
    expect(first).toBeLessThan(100)
    for (let time = 0; time < 100; time++) guard?.({ b: 1, a: "" })
    for (let time = 0; time < 100; time++) guard?.({ a: "", b: 1 })
    expect(learned()).toBe(first + 1)
    keys.mockRestore()
  })

  it("of a schema that contains itself", () => {
    interface Tree {
      readonly name: string
      readonly children: ReadonlyArray<Tree>
    }
    const Tree: Schema.Schema<Tree> = Schema.Struct({
      name: Schema.String,
      children: Schema.Array(Schema.suspend((): Schema.Schema<Tree> => Tree))
    })
    const guard = compile(Tree.ast)
    const leaf = { name: "leaf", children: [] }
    expect(guard?.({ name: "root", children: [leaf, { name: "branch", children: [leaf] }] })).toBe(true)
    expect(guard?.({ name: "root", children: [leaf, { name: "branch", children: [{ name: 1, children: [] }] }] })).toBe(
      false
    )
    const deep = Array.from({ length: 100_000 }).reduce<Tree>((tree) => ({ name: "", children: [tree] }), leaf)
    expect(guard?.(deep)).toBe(false)
  })

  it("is none where a value would be built, or more than the input decides", () => {
    const struct = Schema.Struct({ a: Schema.String })
    const refused: ReadonlyArray<Schema.Schema.All> = [
      Schema.NumberFromString,
      Schema.Redacted(Schema.String),
      Schema.DateFromSelf,
      Schema.Struct({ a: Schema.Array(Schema.NumberFromString) }),
      Schema.Union(Schema.String, Schema.Trim),
      Schema.Tuple(Schema.NumberFromString),
      Schema.Record({ key: Schema.String, value: Schema.NumberFromString }),
      Schema.suspend(() => Schema.NumberFromString),
      // The filter would see members that the decoder takes away first.
      struct.pipe(Schema.filter((value) => Object.keys(value).length === 1)),
      struct.annotations({ parseOptions: { onExcessProperty: "error" } }),
      // Absent, it would be looked for in the prototype.
      Schema.Struct({ toString: Schema.optional(Schema.String) })
    ]
    expect(refused.filter(({ ast }) => compile(ast) !== undefined).map(String)).toEqual([])
  })

  it("is there for every document that an operation answers", () => {
    const answers = [
      ...answersOf(AuthApi),
      ...answersOf(TimersApi),
      ...answersOf(TransferApi),
      ...answersOf(TransferApiV2),
      ...answersOf(GroupsApi),
      ...answersOf(FlowsApi),
      ...answersOf(GcsApi),
      ...answersOf(SearchApi)
    ]
    expect(answers.length).toBeGreaterThan(15)
    expect(answers.filter(([, ast]) => compile(ast) === undefined)).toEqual([])
  })

  it("accepts what it does not know, and refuses what is wrong anywhere", () => {
    const guard = compile(Task.TaskList.ast)
    const task = { task_id: "t", status: "ACTIVE", later: { field: 1 }, bytes_transferred: null }
    expect(guard?.({ DATA: [task, task], more: [] })).toBe(true)
    expect(guard?.({ DATA: [task, { ...task, bytes_transferred: "1" }] })).toBe(false)
    expect(guard?.({ DATA: [task, { ...task, task_id: undefined }] })).toBe(false)
    expect(guard?.([])).toBe(false)
  })
})
