/**
 * scopes.json: how texts are read as scopes, merged, built and written, the names of the known ones, and which of them the
 * clients need.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as FileSystem from "@effect/platform/FileSystem"
import { joinScopes } from "@effect-globus/sdk/auth/AuthorizationFlow"
import * as Scope from "@effect-globus/sdk/Scope"
import * as Scopes from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Finding } from "./Judgement.js"
import { failed, judge, mismatches } from "./Judgement.js"
import { hold, members, rows } from "./RecordedFile.js"
import { evolverDifferences, joinDifferences } from "./ScopeDifferences.js"
import * as ScopeRequirements from "./ScopeRequirements.js"
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

/** The error's name in the Python SDK, which has no prefix. */
const pythonName = ({ _tag }: { readonly _tag: string }): string => _tag.replace(/^Globus/, "")

const texts = (read: Read) =>
  Either.match(read, {
    onLeft: pythonName,
    onRight: (scopes) => sorted(scopes).map((scope) => Scope.print(scope))
  })

const ParserRow = Schema.Struct({
  /** None: it is too long to be recorded, and is made again. */
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

/** The text of a row; undefined: it is too long, and no text that is known here. */
const textOf = ({ input, inputHead, inputLength }: typeof ParserRow.Type): string | undefined =>
  input ??
  (longCycle.length === inputLength && inputHead != null && longCycle.startsWith(inputHead) ? longCycle : undefined)

const EvolverRow = Schema.Struct({
  /** `Scope('foo').with_dependency(bar).with_optional(True)`, perhaps with words behind it. */
  call: Schema.String,
  ok: Schema.Boolean,
  error: optional(Schema.String),
  serialized: optional(Schema.String)
})

const bare = (scope: string): Scope.Scope => ({ scope, optional: false, dependencies: [] })

/** A dependency as a call has it; undefined: a text, which a dependency is not. */
const argument = (text: string): Scope.Scope | undefined =>
  text.startsWith("'") ? undefined : Scope.withOptional(bare(text.replace("*", "")), text.startsWith("*"))

/** What the call makes of ours; undefined: it can not be written. */
const evolve = (call: string): Scope.Scope | undefined => {
  const nested = Scope.withDependencies(bare("bar"), [Scope.withOptional(bare("baz"), true)])
  const steps = [
    ...call.matchAll(/\.(with_dependency|with_dependencies|with_optional|nested)(?:\(\[?([^)\]]*)\]?\))?/g)
  ]
  let scope: Scope.Scope = bare("foo")
  for (const [, name, text = ""] of call.endsWith(" twice") ? [...steps, ...steps] : steps) {
    if (name === "with_optional") scope = Scope.withOptional(scope, text === "True")
    else if (name === "nested") scope = Scope.withDependencies(scope, [nested])
    else {
      const dependencies = text
        .split(", ")
        .filter((text) => text !== "")
        .map(argument)
      const known = dependencies.filter((dependency) => dependency !== undefined)
      if (known.length < dependencies.length) return undefined
      scope = Scope.withDependencies(scope, known)
    }
  }
  return scope
}

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

/** A list whose texts may each hold several. */
const readAll = (list: ReadonlyArray<string>) => Scope.parse(list.join(" "))

/** The verdicts of scopes.json in a folder. */
export const verdicts = (
  folder: string
): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem | HttpClient.HttpClient> =>
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
      hold: (row) => {
        const { error, ok, serialized, single } = row
        const text = textOf(row)
        if (text === undefined) return Effect.succeed(failed("The text is too long to be recorded, and is not known"))
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
    evolvers: rows({
      schema: EvolverRow,
      hold: ({ call, error, serialized }) => {
        const scope = evolve(call)
        const ours = scope && Scope.print(scope)
        // What Python refuses has no text, and no more has what can not be written here.
        const mismatch = mismatches({ serialized: [serialized ?? error, ours] })
        return Effect.succeed(judge({ call, error: error ?? undefined, ours }, mismatch, evolverDifferences))
      }
    }),
    serialize: rows({
      schema: JoinRow,
      hold: ({ input, serialized }) => {
        const ours = Either.getOrUndefined(joinScopes(input))
        return Effect.succeed(
          judge(
            { list: typeof input === "string" ? [input] : input, ours },
            mismatches({ serialized: [serialized ?? undefined, ours] }),
            joinDifferences
          )
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
