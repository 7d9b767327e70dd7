import * as HttpApi from "@effect/platform/HttpApi"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck, Option, Schema } from "effect"
import * as AST from "effect/SchemaAST"
import { AuthApi } from "../../src/auth/AuthApi.js"
import { ComputeApi } from "../../src/compute/ComputeApi.js"
import { FlowsApi } from "../../src/flows/FlowsApi.js"
import { GcsApi } from "../../src/gcs/GcsApi.js"
import { GroupsApi } from "../../src/groups/GroupsApi.js"
import { derive } from "../../src/internal/call.js"
import { CommaSeparated } from "../../src/internal/query.js"
import { unconnected } from "../../src/internal/unconnected.js"
import { SearchApi } from "../../src/search/SearchApi.js"
import { TimersApi } from "../../src/timers/TimersApi.js"
import { TransferApi } from "../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../src/transfer/TransferApiV2.js"

const encode = Schema.encodeEither(CommaSeparated)

describe("a list that is joined by commas", () => {
  it.prop(
    "reads as the list it was, or is refused",
    [FastCheck.array(FastCheck.string({ unit: FastCheck.constantFrom("a", " ", ",", "/", "é"), maxLength: 4 }))],
    ([values]) => {
      const text = encode(values)
      if (Either.isRight(text)) expect(text.right.split(",")).toEqual(values)
      else expect(values.every((value) => value.trim() === "") || values.some((value) => value.includes(","))).toBe(true)
    }
  )

  it("may be a text already, and a range may be open at one end", () => {
    expect(encode("a,b")).toEqual(Either.right("a,b"))
    expect(encode(["", "2027-01-01"])).toEqual(Either.right(",2027-01-01"))
    expect(encode(["2027-01-01", ""])).toEqual(Either.right("2027-01-01,"))
  })

  it.each([[[]], [[""]], [["", " "]], [""], ["  "], [["a", "b,c"]]])("is refused when it is %j", (value) => {
    expect(Either.isLeft(encode(value))).toBe(true)
  })
})

/** Every parameter of every operation that takes such a list, and the call that gives it. */
const parameters = (
  [
    ["Auth", AuthApi],
    ["Compute", ComputeApi],
    ["Flows", FlowsApi],
    ["Connect Server", GcsApi],
    ["Groups", GroupsApi],
    ["Search", SearchApi],
    ["Timers", TimersApi],
    ["Transfer", TransferApi],
    ["Transfer 2", TransferApiV2]
  ] as const
).flatMap(([service, api]) => {
  const found: Array<{
    readonly name: string
    readonly operation: string
    readonly field: string
    readonly call: (value: unknown) => unknown
  }> = []
  const operations: Readonly<Record<string, unknown>> = derive<string, never, never, never>(
    // Any of the declarations.
    api as never,
    unconnected
  ).operations
  HttpApi.reflect(api as HttpApi.HttpApi<string, never>, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      const structs = Option.match(endpoint.urlParamsSchema, {
        onNone: () => [],
        onSome: ({ ast }) => (AST.isUnion(ast) ? ast.types : [ast])
      })
      const path = Object.fromEntries([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, "x"]))
      for (const { propertySignatures } of structs.filter(AST.isTypeLiteral)) {
        const required = propertySignatures.filter(({ isOptional }) => !isOptional).map(({ name }) => [name, "x"])
        for (const { name, type } of propertySignatures) {
          const field = String(name)
          if (!(AST.isUnion(type) ? type.types : [type]).includes(CommaSeparated.ast)) continue
          if (found.some((one) => one.operation === endpoint.name && one.field === field)) continue
          found.push({
            name: `${field} of ${endpoint.name} of ${service}`,
            operation: endpoint.name,
            field,
            call: (value) => {
              const operation = operations[endpoint.name]
              return typeof operation === "function"
                ? operation({ ...path, ...Object.fromEntries(required), [field]: value })
                : undefined
            }
          })
        }
      }
    }
  })
  return found
})

describe("an empty list", () => {
  it("can be given to many operations", () => {
    expect(parameters.length).toBeGreaterThan(25)
  })

  for (const { call, field, name } of parameters) {
    it.effect(`is refused as ${name}`, () =>
      Effect.gen(function* () {
        for (const value of [[], [""], ""]) {
          const effect = call(value)
          const error = Effect.isEffect(effect) ? yield* Effect.flip(effect) : undefined
          expect(error).toMatchObject({ _tag: "GlobusUsageError", field })
        }
      })
    )
  }
})
