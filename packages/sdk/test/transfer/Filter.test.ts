import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck, Layer, Schema } from "effect"
import { unsafeCoerce } from "effect/Function"
import { Authorization } from "../../src/Authorization.js"
import { TransferFilter } from "../../src/transfer/Filter.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { json, script, type Script, tokens } from "../script.js"

const list = json({ DATA: [], total: 0 })

const client = (service: Script) =>
  TransferClient.TransferClient.pipe(
    Effect.provide(
      TransferClient.layer().pipe(
        Layer.provide(Layer.succeed(Authorization, tokens("Bearer t").service)),
        Layer.provide(service.layer)
      )
    )
  )

type Filter = NonNullable<NonNullable<Parameters<TransferClient.TransferClient.Service["taskList"]>[0]>["filter"]>

/** The operations that take a filter by fields. */
const operations: Readonly<
  Record<string, (client: TransferClient.TransferClient.Service, filter: Filter) => Effect.Effect<unknown, unknown>>
> = {
  operationLs: ({ operationLs }, filter) => operationLs({ endpoint_id: "e", path: "/", filter }),
  taskList: ({ taskList }, filter) => taskList({ filter }),
  taskEventList: ({ taskEventList }, filter) => taskEventList({ task_id: "t", filter })
}

/** The clauses of a filter, to compare with those in the sent text. */
const wanted = (filter: Readonly<Record<string, string | ReadonlyArray<string>>>) =>
  Object.entries(filter).map(([field, values]) => [field, typeof values === "string" ? [values] : values] as const)

/** Text that is accepted as a value. */
const isPlain = (text: string) => text.trim() !== "" && !/[:/,]/.test(text)

const isFlawed = (filter: Readonly<Record<string, string | ReadonlyArray<string>>>) => {
  const fields = wanted(filter)
  return (
    fields.length === 0 ||
    fields.some(([field, values]) => !isPlain(field) || values.length === 0 || !values.every(isPlain))
  )
}

const read = (text: string) =>
  text.split("/").map((clause) => {
    const [field = "", ...rest] = clause.split(":")
    return [field, rest.join(":").split(",")]
  })

/** Special characters are as likely as others. */
const text = FastCheck.string({
  unit: FastCheck.constantFrom("a", "B", "7", " ", "=", "~", "*", "!", ":", "/", ",", "é", "%", "+", "&"),
  maxLength: 6
})
const fields = FastCheck.dictionary(
  FastCheck.oneof(FastCheck.constantFrom("name", "type"), text),
  FastCheck.oneof(text, FastCheck.array(text, { maxLength: 3 })),
  { maxKeys: 3 }
)

const encode = Schema.encodeEither(TransferFilter)

describe("a filter by fields", () => {
  it.prop("is sent so that it reads as the same clauses, or is refused", [fields], ([filter]) => {
    const outcome = encode(filter)
    if (Either.isRight(outcome)) expect(read(String(outcome.right))).toEqual(wanted(filter))
    else expect(isFlawed(filter)).toBe(true)
  })
})

for (const [name, ask] of Object.entries(operations)) {
  describe(`a filter of ${name}`, () => {
    it.effect("with valid clauses is not refused", () =>
      Effect.gen(function* () {
        const service = script(list)
        const filters: ReadonlyArray<readonly [Filter, ReadonlyArray<string>]> = [
          [{ name: "~*.txt", type: ["file", "dir"] }, ["name:~*.txt/type:file,dir"]],
          [{ request_time: ["2027-01-01T00:00:00+01:00", ""] }, ["request_time:2027-01-01T00:00:00+01:00,"]],
          [{ request_time: ["", "2027-02-01"] }, ["request_time:,2027-02-01"]],
          ["name:=a/type:file", ["name:=a/type:file"]],
          [
            [{ type: "dir" }, "size:>10"],
            ["type:dir", "size:>10"]
          ]
        ]
        for (const [filter] of filters) yield* ask(yield* client(service), filter)
        expect(service.requests.map(({ url }) => url.searchParams.getAll("filter"))).toEqual(
          filters.map(([, sent]) => sent)
        )
      })
    )

    const refused: ReadonlyArray<readonly [string, Filter, string, RegExp]> = [
      ["without fields", {}, "filter", /it is empty/],
      ["of no filters", [], "filter", /it is empty/],
      ["of no text", " ", "filter", /it is empty/],
      ["with a field without values", { type: [] }, "filter.type", /it is empty/],
      ["with an empty value", { type: "" }, "filter.type", /it is empty/],
      ["with a range open at both ends", { time: ["", ""] }, "filter.time", /it is empty/],
      ["with a slash in a value", { label: "=2025/03" }, "filter.label", /slash.*pattern/],
      ["with a comma in a single value", { name: "=a,b.txt" }, "filter.name", /comma.*list/],
      ["with a comma in one of several values", { name: ["=a,b.txt", "=c"] }, "filter.name", /comma/],
      ["with a clause as the name of a field", { "name:~*/type": "file" }, "filter.name:~*/type", /name of a field/],
      ["with a field without a name", { "": "x" }, "filter.", /name of a field/],
      ["in a list, with one wrong", [{ type: "dir" }, { name: "a/b" }], "filter.1.name", /slash/]
    ]
    for (const [what, filter, field, advice] of refused) {
      it.effect(`${what} is refused, and the message says what to do`, () =>
        Effect.gen(function* () {
          const service = script(list)
          const error = yield* Effect.flip(ask(yield* client(service), filter))
          expect(error).toMatchObject({
            _tag: "GlobusUsageError",
            field,
            message: expect.stringMatching(advice)
          })
          expect(service.requests).toEqual([])
        })
      )
    }
  })
}

describe("a filter from untyped JavaScript", () => {
  it.effect.each([{ size: 5 }, { name: undefined }, { name: null }, { name: [1] }, 7])("is refused: %j", (filter) =>
    Effect.gen(function* () {
      const service = script(list)
      const { taskList } = yield* client(service)
      // Types forbid this, but JavaScript callers are not checked.
      const error = yield* Effect.flip(taskList(unsafeCoerce({ filter })))
      expect(error).toMatchObject({ _tag: "GlobusUsageError", field: expect.stringMatching(/^filter/) })
      expect(service.requests).toEqual([])
    })
  )
})
