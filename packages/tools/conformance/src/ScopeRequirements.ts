/**
 * `clients` and `helpers` of `scopes.json`: the resource server that a client asks a token for, the scopes that it needs, and
 * what Python's clients add to an app's requirements. Python changes an app. Ours gives the scope, which is compared.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import type { GlobusUsageError } from "@effect-globus/sdk/GlobusError"
import * as Scope from "@effect-globus/sdk/Scope"
import * as Scopes from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Authorizers from "./Authorizers.js"
import { clients, type ClientClass, someId } from "./Clients.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { members, rows } from "./RecordedFile.js"
import type { Finding } from "./Verdict.js"
import { failed, notYet } from "./Verdict.js"

/** What a client asks for. */
export interface HeldClient {
  readonly name: string
  readonly ours: { readonly resourceServer: string | null }
}

/** Scopes that are built from ids. */
export interface HeldIds {
  readonly ids: ReadonlyArray<string>
  /** Whether our client refuses the ids. */
  readonly isRefused: boolean
}

const exact = { kind: "exact", facts: undefined } as const

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

/** The flow or the collection of a client that is for one. */
const sampleIds: Readonly<Record<string, string>> = {
  SpecificFlowClient: "00000000-1111-4222-8333-444444444444",
  GCSCollectionClient: "00000000-1111-4222-8333-444444444444"
}

const defaults: Readonly<Record<string, ReadonlyArray<string>>> = Scopes.defaultScopes

const defaultScopes = (client: string, id: string): ReadonlyArray<string> | null => {
  if (client === "SpecificFlowClient") return [Scopes.specificFlowScopes(id).user]
  if (client === "GCSCollectionClient") return [Scopes.gcsCollectionScopes(id).https]
  return Object.hasOwn(defaults, client) ? (defaults[client] ?? null) : null
}

/** The resource server that a call asks its authorizer for. Nothing is sent, since there is no token. */
const resourceServerOf = (
  { login, make }: ClientClass,
  id: string
): Effect.Effect<string | undefined, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    // An application authorizes itself.
    if (login === true) return authServer
    const asked: Array<string> = []
    const authorization = Authorizers.withoutToken((resourceServer) => asked.push(resourceServer))
    const client = yield* make({
      options: { baseUrl: "http://127.0.0.1/" },
      authorization,
      clientId: "sample",
      flowId: id,
      collectionId: id
    })
    const request: unknown = Reflect.get(client, "request")
    const call: unknown = Predicate.isFunction(request) ? request({ method: "GET", path: "/" }) : undefined
    if (isRunning(call)) yield* Effect.ignore(call)
    return asked[0]
  })

const isRunning = (value: unknown): value is Effect.Effect<unknown, unknown> => Effect.isEffect(value)

const ClientRow = Schema.Struct({
  name: Schema.String,
  value: Schema.Struct({
    resourceServer: optional(Schema.String),
    /** Null: Python raises. */
    defaultScopeRequirements: optional(Schema.Array(Schema.String)),
    /** A sentence instead of the other members. */
    note: optional(Schema.String)
  })
})

/** A client whose service tells its resource server, so that a sentence is recorded. Ours is given the id. */
const holdDescribed = (name: string, client: ClientClass, note: string) =>
  Effect.gen(function* () {
    const [, scope] =
      /^resource server = client_id of GET \/info; default scope = GCSEndpointScopes\(id\)\.(\w+)$/.exec(note) ?? []
    if (name !== "GCSClient" || scope === undefined) return notYet(`${name} is described, not recorded`)
    const ours = {
      resourceServer: (yield* resourceServerOf(client, someId)) ?? null,
      scopes: Object.keys(Scopes.gcsEndpointScopes(someId))
    }
    return Judge.judge(
      compare({ "resource server": ["client_id of GET /info", ours.resourceServer], scopes: [[scope], ours.scopes] }),
      { kind: "client's scopes", facts: { name, ours } }
    )
  })

/** Resource servers and default scopes. */
export const clientsPart = rows({
  schema: ClientRow,
  list: members,
  subject: () => "clients",
  hold: ({ name, value }): Effect.Effect<Finding, unknown, HttpClient.HttpClient> =>
    Effect.gen(function* () {
      const client = clients.get(name)
      if (client === undefined) return notYet(`no ${name}`)
      if (Predicate.isString(value.note)) return yield* holdDescribed(name, client, value.note)
      const id = sampleIds[name] ?? ""
      const ours = {
        resourceServer: (yield* resourceServerOf(client, id)) ?? null,
        scopes: defaultScopes(name, id)
      }
      return Judge.judge(
        compare({
          "resource server": [value.resourceServer ?? null, ours.resourceServer],
          scopes: [value.defaultScopeRequirements ?? null, ours.scopes]
        }),
        { kind: "client's scopes", facts: { name, ours } }
      )
    })
})

type Built = Either.Either<
  ReadonlyArray<Scope.Scope>,
  GlobusUsageError | Scope.GlobusScopeParseError | Scope.GlobusScopeCycleError
>

const one = (scope: Either.Either<Scope.Scope, GlobusUsageError>): Built => Either.map(scope, (scope) => [scope])

/** The flow of the recorded client that is for one. */
const ofFlow = "11111111-1111-4222-8333-444444444444"

const helpers: ReadonlyMap<string, (argument: string | ReadonlyArray<string>) => Built> = new Map([
  ["TransferClient.add_app_data_access_scope", (ids) => one(Scopes.transferWithDataAccess(ids))],
  ["TimersClient.add_app_transfer_data_access_scope", (ids) => one(Scopes.timersWithDataAccess(ids))],
  ["TimersClient.add_app_flow_user_scope", (ids) => one(Scopes.timersWithFlows(ids))],
  [
    "SpecificFlowClient.add_app_transfer_data_access_scope",
    (ids) => one(Scopes.specificFlowWithDataAccess(ofFlow, ids))
  ],
  ["TransferClient.add_app_scope", (scopes) => Scope.parse([scopes].flat().join(" "))]
])

/** Whether a method of a recorded client adds to its app's requirements. */
export const isHelper = (client: string, method: string): boolean => helpers.has(`${client}.${method}`)

const HelperRow = Schema.Struct({
  client: Schema.String,
  helper: Schema.String,
  arg: Schema.Union(Schema.String, Schema.Array(Schema.String)),
  ok: Schema.Boolean,
  /** By resource server. */
  scopeRequirements: optional(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) })),
  message: optional(Schema.String)
})

/** An app always asks Globus Auth who the user is. */
const ofTheApp = ["openid"]

const sortedTexts = (scopes: ReadonlyArray<Scope.Scope>) => scopes.map((scope) => Scope.print(scope)).sort()

/** Holds what a method adds to a client's requirements. */
export const holdHelper = ({ arg, client, helper, message, ok, scopeRequirements }: typeof HelperRow.Type) =>
  Effect.gen(function* () {
    const clientClass = clients.get(client)
    const build = helpers.get(`${client}.${helper}`)
    if (clientClass === undefined || build === undefined) return notYet(`no ${client}.${helper}`)
    const built = build(arg)
    if (!ok) {
      const field = /^'([^']+)' must be a valid UUID/.exec(message ?? "")?.[1]
      const ours = Either.match(built, {
        onLeft: (error) => (error._tag === "GlobusUsageError" ? error.field : error._tag),
        onRight: sortedTexts
      })
      return field === undefined
        ? failed("The recording does not say which argument is wrong")
        : Judge.judge(compare({ refused: [field, ours] }), exact)
    }
    const resourceServer = (yield* resourceServerOf(clientClass, ofFlow)) ?? ""
    const ours = Either.map(built, (scopes) => ({
      "auth.globus.org": ofTheApp,
      [resourceServer]: [...(defaultScopes(client, ofFlow) ?? []), ...sortedTexts(scopes)].sort()
    }))
    return Judge.judge(
      compare({
        scopes: [
          Object.fromEntries(
            Object.entries(scopeRequirements ?? {}).map(([server, scopes]) => [server, [...scopes].sort()])
          ),
          Either.getOrElse(ours, ({ message }) => message)
        ]
      }),
      { kind: "scopes of ids", facts: { ids: [arg].flat(), isRefused: Either.isLeft(ours) } }
    )
  })

/** The rows of what is added. */
export const helpersPart = rows({
  schema: HelperRow,
  subject: ({ client, helper }) => `${client}.${helper}`,
  hold: holdHelper
})
