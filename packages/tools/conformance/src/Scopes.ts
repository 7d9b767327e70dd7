/**
 * `scopes.json`: how texts are read as scopes, how scopes are merged, built and written, the known scopes, and which of them
 * the clients need.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Scope from "@effect-globus/sdk/Scope"
import * as Scopes from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Order from "effect/Order"
import * as Schema from "effect/Schema"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { hold, members, rows } from "./RecordedFile.js"
import * as ScopeRequirements from "./ScopeRequirements.js"
import type { Finding, Verdict } from "./Verdict.js"
import { failed } from "./Verdict.js"

/** Scopes that are joined into one text. */
export interface HeldJoin {
  readonly list: ReadonlyArray<string>
  readonly ours: string | undefined
}

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

/** Nothing may differ here. Members that are undefined count as absent. */
const finding = (recorded: unknown, ours: unknown): Finding => {
  const [expected, actual]: ReadonlyArray<unknown> = JSON.parse(JSON.stringify([recorded, ours]))
  return Judge.judge(compare({ scopes: [expected, actual] }), { kind: "exact", facts: undefined })
}

/** The order of texts in Python, which is that of their code points. */
const byCodePoint = Order.mapInput(Order.array(Order.number), (text: string) =>
  [...text].map((character) => character.codePointAt(0) ?? 0)
)

/** Scopes and dependencies in the order of their texts, since Python gives them none. */
const sorted = (scopes: ReadonlyArray<Scope.Scope>): ReadonlyArray<Scope.Scope> =>
  scopes
    .map((scope) => ({ ...scope, dependencies: sorted(scope.dependencies) }))
    .map((scope) => [Scope.print(scope), scope] as const)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, scope]) => scope)

type Read = Either.Either<ReadonlyArray<Scope.Scope>, { readonly _tag: string }>

/** The error's name in the Python SDK, which has no prefix. */
const pythonName = ({ _tag }: { readonly _tag: string }): string => _tag.replace(/^Globus/, "")

const texts = (read: Read) =>
  Either.match(read, {
    onLeft: pythonName,
    onRight: (scopes) => sorted(scopes).map((scope) => Scope.print(scope))
  })

const ParserRow = Schema.Struct({
  /** Null: it is too long to be recorded, and is made anew. */
  input: Schema.NullOr(Schema.String),
  inputHead: optional(Schema.String),
  inputLength: optional(Schema.Number),
  ok: Schema.Boolean,
  error: optional(Schema.String),
  serialized: optional(Schema.Array(Schema.String)),
  single: optional(Schema.String)
})

/** A thousand scopes, each the dependency of the one before, and the last one depending on an early one. */
const longCycle = `${Array.from({ length: 1000 }, (_, place) => `foo${place}[`).join("")} foo10${"]".repeat(1000)}`

/** The text of a row. Undefined: it is too long, and not known here. */
const textOf = ({ input, inputHead, inputLength }: typeof ParserRow.Type): string | undefined =>
  input ??
  (longCycle.length === inputLength && inputHead != null && longCycle.startsWith(inputHead) ? longCycle : undefined)

const JoinRow = Schema.Struct({
  input: Schema.Union(Schema.String, Schema.Array(Schema.String)),
  ok: Schema.Boolean,
  error: optional(Schema.String),
  serialized: optional(Schema.String)
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

const constants: Readonly<Record<string, object>> = Scopes

const entries = (scopes: object | undefined) =>
  scopes === undefined ? undefined : Object.entries(scopes).sort(([a], [b]) => (a < b ? -1 : 1))

/** Reads a list of texts, each with one or several scopes. */
const readAll = (list: ReadonlyArray<string>) => Scope.parse(list.join(" "))

/** The verdicts of `scopes.json` in a folder. */
export const verdicts = (
  folder: string
): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem | HttpClient.HttpClient> =>
  hold(folder, "scopes", {
    collections: rows({
      schema: Collection,
      list: members,
      subject: ({ name }) => name,
      hold: ({ name, value: { sampleId, scopes } }) => {
        const ours = entries(typeof sampleId === "string" ? dynamic[name]?.(sampleId) : constants[name])
        return Effect.succeed(
          Judge.judge(compare({ scopes: [entries(scopes), ours] }), {
            kind: "scopes of ids",
            facts: { ids: typeof sampleId === "string" ? [sampleId] : [], isRefused: false }
          })
        )
      }
    }),
    parser: rows({
      schema: ParserRow,
      hold: (row) => {
        const { error, ok, serialized, single } = row
        const text = textOf(row)
        if (text === undefined)
          return Effect.succeed(failed("The text is too long to be recorded, and is not known here"))
        return Effect.succeed(
          finding(ok ? [serialized, single ?? "ScopeParseError"] : [error, error], [
            texts(Scope.parse(text)),
            Either.match(Scope.parseOne(text), {
              onLeft: pythonName,
              onRight: (scope) => sorted([scope]).map((scope) => Scope.print(scope))[0]
            })
          ])
        )
      }
    }),
    clients: ScopeRequirements.clientsPart,
    helpers: ScopeRequirements.helpersPart,
    serialize: rows({
      schema: JoinRow,
      hold: ({ input, serialized }) => {
        const ours = Either.getOrUndefined(Scope.toText(input))
        return Effect.succeed(
          Judge.judge(compare({ scopes: [serialized ?? undefined, ours] }), {
            kind: "joined scopes",
            facts: { list: typeof input === "string" ? [input] : input, ours }
          })
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
              onLeft: pythonName,
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
