import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck, Option, Schema } from "effect"
import * as AST from "effect/SchemaAST"
import { AuthApi } from "../../../src/auth/AuthApi.js"
import { ComputeApi } from "../../../src/compute/ComputeApi.js"
import { FlowsApi } from "../../../src/flows/FlowsApi.js"
import { GcsApi } from "../../../src/gcs/GcsApi.js"
import { GroupsApi } from "../../../src/groups/GroupsApi.js"
import { derive } from "../../../src/internal/operation/call.js"
import { CommaSeparated } from "../../../src/internal/operation/query.js"
import { unconnected } from "../../../src/internal/operation/unconnected.js"
import { SearchApi } from "../../../src/search/SearchApi.js"
import { TimersApi } from "../../../src/timers/TimersApi.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"

const encode = Schema.encodeEither(CommaSeparated)

describe("a list that is joined by commas", () => {
  it.prop(
    "reads as the list it was, or is refused",
    [FastCheck.array(FastCheck.string({ unit: FastCheck.constantFrom("a", " ", ",", "/", "é"), maxLength: 4 }))],
    ([values]) => {
      const text = encode(values)
      if (Either.isRight(text)) expect(text.right.split(",")).toEqual(values)
      else
        expect(values.every((value) => value.trim() === "") || values.some((value) => value.includes(","))).toBe(true)
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

interface Parameter {
  readonly name: string
  readonly operation: string
  readonly field: string
  readonly call: (value: unknown) => Effect.Effect<unknown, unknown>
}

/** Every parameter of a service's operations that takes such a list, and the call that gives it. */
const parametersOf = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyArray<Parameter> => {
  const found: Array<Parameter> = []
  const operations = new Map<string, (argument: object) => Effect.Effect<unknown, unknown>>(
    Object.entries(derive(api, unconnected()).operations)
  )
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      const operation = operations.get(endpoint.name)
      if (operation === undefined || Option.isNone(endpoint.urlParamsSchema)) return
      const { ast } = endpoint.urlParamsSchema.value
      const path = Object.fromEntries([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, "x"]))
      for (const struct of AST.isUnion(ast) ? ast.types : [ast]) {
        const parameters = AST.isTypeLiteral(struct) ? struct.propertySignatures : []
        const required = parameters.filter(({ isOptional }) => !isOptional).map(({ name }) => [name, "x"])
        for (const { name, type } of parameters) {
          const field = String(name)
          const types: ReadonlyArray<AST.AST> = AST.isUnion(type) ? type.types : [type]
          if (!types.includes(CommaSeparated.ast)) continue
          if (found.some((one) => one.operation === endpoint.name && one.field === field)) continue
          found.push({
            name: `${field} of ${endpoint.name} of ${api.identifier}`,
            operation: endpoint.name,
            field,
            call: (value) => operation({ ...path, ...Object.fromEntries(required), [field]: value })
          })
        }
      }
    }
  })
  return found
}

const parameters = [
  ...parametersOf(AuthApi),
  ...parametersOf(ComputeApi),
  ...parametersOf(FlowsApi),
  ...parametersOf(GcsApi),
  ...parametersOf(GroupsApi),
  ...parametersOf(SearchApi),
  ...parametersOf(TimersApi),
  ...parametersOf(TransferApi),
  ...parametersOf(TransferApiV2)
]

describe("an empty list", () => {
  it("can be given to many operations", () => {
    expect(parameters.length).toBeGreaterThan(25)
  })

  for (const { call, field, name } of parameters) {
    it.effect(`is refused as ${name}`, () =>
      Effect.gen(function* () {
        for (const value of [[], [""], ""]) {
          expect(yield* Effect.flip(call(value))).toMatchObject({ _tag: "GlobusUsageError", field })
        }
      })
    )
  }
})
