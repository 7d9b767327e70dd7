/** scopes.json: how texts are read as scopes, merged and written, and the names of the known ones. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Scope from "@effect-globus/sdk/Scope"
import * as Scopes from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Finding } from "./Judgement.js"
import { hold, members, rows } from "./RecordedFile.js"
import type { Verdict } from "./Verdict.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

const finding = (recorded: unknown, ours: unknown): Finding => {
  const [expected, actual] = [JSON.stringify(recorded), JSON.stringify(ours)]
  return expected === actual
    ? { outcome: "passed", detail: "" }
    : { outcome: "failed", detail: `recorded ${expected}, ours ${actual}` }
}

/** Without an order, which the recorded library does not give: dependencies and scopes by their texts. */
const sorted = (scopes: ReadonlyArray<Scope.Scope>): ReadonlyArray<Scope.Scope> =>
  scopes
    .map((scope) => ({ ...scope, dependencies: sorted(scope.dependencies) }))
    .map((scope) => [Scope.print(scope), scope] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, scope]) => scope)

type Read = Either.Either<ReadonlyArray<Scope.Scope>, { readonly _tag: string }>

const texts = (read: Read) =>
  Either.match(read, {
    onLeft: ({ _tag }) => _tag,
    onRight: (scopes) => sorted(scopes).map((scope) => Scope.print(scope))
  })

const ParserRow = Schema.Struct({
  /** None: it is too long to be recorded. */
  input: Schema.NullOr(Schema.String),
  ok: Schema.Boolean,
  error: optional(Schema.String),
  serialized: optional(Schema.Array(Schema.String)),
  single: optional(Schema.String)
})

const ConstructorRow = Schema.Struct({
  scopeString: Schema.String,
  ok: Schema.Boolean,
  serialized: optional(Schema.String),
  optionalSerialized: optional(Schema.String)
})

const MergeRow = Schema.Struct({
  a: Schema.Array(Schema.String),
  b: Schema.Array(Schema.String),
  ok: Schema.Boolean,
  error: optional(Schema.String),
  merged: optional(Schema.Array(Schema.String))
})

const Collection = Schema.Struct({
  name: Schema.String,
  value: Schema.Struct({
    scopes: Schema.Record({ key: Schema.String, value: Schema.String }),
    sampleId: optional(Schema.String)
  })
})

const dynamic: Readonly<Record<string, (id: string) => object>> = {
  GCSCollectionScopes: Scopes.gcsCollectionScopes,
  GCSEndpointScopes: Scopes.gcsEndpointScopes,
  SpecificFlowScopes: Scopes.specificFlowScopes
}

const { gcsCollectionScopes: _collection, gcsEndpointScopes: _endpoint, specificFlowScopes: _flow, ...fixed } = Scopes
const constants: Readonly<Record<string, object>> = fixed

const entries = (scopes: object | undefined) =>
  scopes === undefined ? undefined : Object.entries(scopes).sort(([a], [b]) => (a < b ? -1 : 1))

/** A list whose texts may each hold several. */
const readAll = (list: ReadonlyArray<string>) => Scope.parse(list.join(" "))

/** The verdicts of scopes.json in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  hold(folder, "scopes", {
    collections: rows({
      schema: Collection,
      list: members,
      subject: ({ name }) => name,
      hold: ({ name, value: { sampleId, scopes } }) =>
        Effect.succeed(
          finding(entries(scopes), entries(typeof sampleId === "string" ? dynamic[name]?.(sampleId) : constants[name]))
        )
    }),
    parser: rows({
      schema: ParserRow,
      list: (value) =>
        Array.isArray(value) ? value.filter((row: { readonly input?: unknown }) => row.input !== null) : value,
      hold: ({ error, input, ok, serialized, single }) => {
        const text = input ?? ""
        return Effect.succeed(
          finding(ok ? [serialized, single ?? "ScopeParseError"] : [error, error], [
            texts(Scope.parse(text)),
            Either.match(Scope.parseOne(text), {
              onLeft: ({ _tag }) => _tag,
              onRight: (scope) => sorted([scope]).map((scope) => Scope.print(scope))[0]
            })
          ])
        )
      }
    }),
    constructor: rows({
      schema: ConstructorRow,
      hold: ({ ok, optionalSerialized, scopeString, serialized }) =>
        Effect.succeed(
          finding(
            ok ? [serialized, optionalSerialized] : "ScopeParseError",
            Either.match(Scope.make(scopeString), {
              onLeft: ({ _tag }) => _tag,
              onRight: (scope) => [Scope.print(scope), Scope.print(Scope.withOptional(scope, true))]
            })
          )
        )
    }),
    merge: rows({
      schema: MergeRow,
      hold: ({ a, b, error, merged, ok }) =>
        Effect.succeed(
          finding(
            ok ? merged : error,
            texts(Either.flatMap(Either.all([readAll(a), readAll(b)]), ([one, other]) => Scope.merge(one, other)))
          )
        )
    })
  })
