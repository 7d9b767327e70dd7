/**
 * Which scopes there are, and whose each one is: a token is for the resource server of its scopes. Scopes are read by
 * Globus's grammar, `scope[dependency *optional_dependency]`, nested at will and separated by blanks.
 *
 * @since 0.1.0
 */
import { gcsCollectionScopes, specificFlowScopes } from "@effect-globus/sdk/Scopes"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { endpointId } from "../gcs/SandboxEndpoint.js"
import { scopeString } from "./ScopeIds.js"

/**
 * A scope as it was asked for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Requested {
  readonly scope: string
  /** Marked by `*`: the user may refuse or revoke this one alone. */
  readonly optional: boolean
  readonly dependencies: ReadonlyArray<Requested>
}

/**
 * The scopes of one resource server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Granted {
  readonly resourceServer: string
  readonly scopes: ReadonlyArray<string>
  /** As they were asked for, with what depends on them. */
  readonly requested: ReadonlyArray<Requested>
}

/** More than any login asks for. A guess: what Globus allows is not known. */
const mostScopes = 1000
const deepest = 20

/**
 * Reads scopes. A left says what is wrong with the text: more than 1,000 scopes, or 20 in one another, are refused too.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string): Either.Either<ReadonlyArray<Requested>, string> => {
  const words = text.match(/[[\]]|[^\s[\]]+/g) ?? []
  if (words.filter((word) => word !== "[" && word !== "]").length > mostScopes) {
    return Either.left(`more than ${mostScopes} scopes are asked for`)
  }
  let position = 0
  const list = (depth: number): Either.Either<ReadonlyArray<Requested>, string> => {
    if (depth > deepest) return Either.left(`scopes are nested more than ${deepest} deep`)
    const found: Array<Requested> = []
    for (let word = words[position]; word !== undefined && word !== "]"; word = words[position]) {
      position++
      const optional = word.startsWith("*")
      const scope = optional ? word.slice(1) : word
      if (scope === "" || scope.includes("*") || word === "[") return Either.left(`a scope is missing before "${word}"`)
      if (words[position] !== "[") {
        found.push({ scope, optional, dependencies: [] })
        continue
      }
      position++
      const dependencies = list(depth + 1)
      if (Either.isLeft(dependencies)) return dependencies
      if (words[position++] !== "]") return Either.left(`the bracket after ${scope} is not closed`)
      if (dependencies.right.length === 0) return Either.left(`the brackets after ${scope} are empty`)
      found.push({ scope, optional, dependencies: dependencies.right })
    }
    return depth === 0 && words[position] === "]"
      ? Either.left("a bracket is closed that was not opened")
      : Either.right(found)
  }
  return list(0)
}

/**
 * The scope that asks for refresh tokens (OpenID Connect Core, section 11). It is no scope of any service, and no token
 * has it. A guess: Globus documents `access_type=offline` alone; its JavaScript SDK sends this as well.
 *
 * @since 0.1.0
 * @category constants
 */
export const offlineAccess = "offline_access"

/**
 * Whether a text of scopes asks for refresh tokens.
 *
 * @since 0.1.0
 * @category predicates
 */
export const asksForRefreshTokens = (text: string): boolean => text.split(/\s+/).includes(offlineAccess)

const urn = (server: string, ...names: ReadonlyArray<string>) =>
  names.map((name) => [`urn:globus:auth:scope:${server}:${name}`, server] as const)

const url = (client: string, server: string, ...names: ReadonlyArray<string>) =>
  names.map((name) => [scopeString(client, name), server] as const)

/** Timers is known by its UUID, Flows and Compute by names that are not hosts of the same kind: so Globus has it. */
const timers = "524230d7-ea86-4a52-8312-86065a9e0417"

const services: ReadonlyMap<string, string> = new Map([
  ...["openid", "email", "profile"].map((name) => [name, "auth.globus.org"] as const),
  ...urn(
    "auth.globus.org",
    "view_identities",
    "view_identity_set",
    "manage_projects",
    "view_authentications",
    "view_clients",
    "view_clients_and_scopes",
    "view_consents",
    "manage_consents"
  ),
  ...urn("transfer.api.globus.org", "all", "gcp_install"),
  ...urn("groups.api.globus.org", "all", "view_my_groups_and_memberships"),
  ...urn("nexus.api.globus.org", "groups"),
  ...urn("search.api.globus.org", "all", "search", "ingest", "globus_connect_server"),
  ...url(timers, timers, "timer"),
  ...url(
    "eec9b274-0c81-4334-bdc2-54e90e689b9a",
    "flows.globus.org",
    "all",
    "manage_flows",
    "view_flows",
    "run",
    "run_status",
    "run_manage"
  ),
  ...url("facd7ccc-c5f4-42aa-916b-a0e270e2c2a9", "funcx_service", "all"),
  ...urn(endpointId, "manage_collections")
])

/**
 * @since 0.1.0
 * @category services
 */
export class ScopeTable extends Context.Tag("@effect-globus/sandbox/auth/ScopeTable")<
  ScopeTable,
  ScopeTable.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace ScopeTable {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** From now on the scopes of this collection exist; `data_access` only where there is such a thing. */
    readonly addCollection: (collectionId: string, options: { readonly dataAccess: boolean }) => Effect.Effect<void>
    /** From now on the scope of this flow exists, also when the flow is deleted. */
    readonly addFlow: (flowId: string) => Effect.Effect<void>
    /** From now on this client is a service with scopes of these names. */
    readonly addService: (clientId: string, names: ReadonlyArray<string>) => Effect.Effect<void>
    /** From now on a scope of a client exists, and whoever asks for it asks for these other scopes below it. */
    readonly addScope: (
      scope: string,
      options: { readonly clientId: string; readonly dependencies: ReadonlyArray<string> }
    ) => Effect.Effect<void>
    /** From now on there is no such scope. What was granted stays. */
    readonly removeScope: (scope: string) => Effect.Effect<void>
    /** All scopes that there are. */
    readonly scopes: Effect.Effect<ReadonlySet<string>>
    /**
     * What a text of scopes asks for, one entry a resource server, in the order of the text. Fails with what is wrong:
     * the text is no list of scopes, it is empty, or one of them does not exist (a dependency included).
     * `offline_access` is passed over.
     */
    readonly read: (text: string) => Effect.Effect<readonly [Granted, ...ReadonlyArray<Granted>], string>
  }
}

const all = (requested: ReadonlyArray<Requested>): ReadonlyArray<string> =>
  requested.flatMap(({ dependencies, scope }) => [scope, ...all(dependencies)])

/** A scope that there was not from the beginning. */
interface Added {
  readonly server: string
  /** Scopes that it needs. */
  readonly dependencies: ReadonlyArray<string>
}

/** What was asked for, and below it what each scope needs by itself. A scope that needs itself is not followed. */
const completed = (
  asked: ReadonlyArray<Requested>,
  needs: (scope: string) => ReadonlyArray<string>
): Either.Either<ReadonlyArray<Requested>, string> => {
  let room = mostScopes
  const complete = (requested: ReadonlyArray<Requested>, above: ReadonlySet<string>): ReadonlyArray<Requested> =>
    requested.map(({ dependencies, optional, scope }) => {
      const here = new Set(above).add(scope)
      const named = new Set(dependencies.map(({ scope }) => scope))
      const further = needs(scope).filter((below) => !here.has(below) && !named.has(below))
      room -= further.length
      if (room < 0) return { scope, optional, dependencies }
      const needed = further.map((scope) => ({ scope, optional: false, dependencies: [] }))
      return { scope, optional, dependencies: complete([...dependencies, ...needed], here) }
    })
  const requested = complete(asked, new Set())
  return room < 0 ? Either.left(`the scopes need more than ${mostScopes} others`) : Either.right(requested)
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<ScopeTable.Service> = Effect.gen(function* () {
  /** Those of collections, flows and clients. */
  const added = yield* Ref.make<ReadonlyMap<string, Added>>(new Map())

  const addAll = (server: string, scopes: ReadonlyArray<string>, dependencies: ReadonlyArray<string> = []) =>
    Ref.update(
      added,
      (known) => new Map([...known, ...scopes.map((scope) => [scope, { server, dependencies }] as const)])
    )
  const add = (server: string, ...scopes: ReadonlyArray<string>) => addAll(server, scopes)

  return {
    addCollection: (id, { dataAccess }) => {
      const { data_access, https } = gcsCollectionScopes(id)
      return add(id, ...(dataAccess ? [https, data_access] : [https]))
    },
    addFlow: (id) => add(id, specificFlowScopes(id).user),
    addService: (id, names) => add(id, ...names.map((name) => scopeString(id, name))),
    addScope: (scope, { clientId, dependencies }) => addAll(clientId, [scope], dependencies),
    removeScope: (gone) => Ref.update(added, (known) => new Map([...known].filter(([scope]) => scope !== gone))),
    scopes: Effect.map(Ref.get(added), (known) => new Set([...services.keys(), ...known.keys()])),
    read: (text) =>
      Effect.gen(function* () {
        const asked = (yield* parse(text)).filter(({ scope }) => scope !== offlineAccess)
        const known = yield* Ref.get(added)
        const resourceServer = (scope: string) => services.get(scope) ?? known.get(scope)?.server
        const unknown = all(asked).filter((scope) => resourceServer(scope) === undefined)
        if (unknown.length > 0) return yield* Effect.fail(`unknown scopes: ${unknown.join(" ")}`)
        const requested = yield* completed(asked, (scope) =>
          (known.get(scope)?.dependencies ?? []).filter((below) => resourceServer(below) !== undefined)
        )
        const byServer = new Map<string, Array<Requested>>()
        for (const one of requested) {
          const server = resourceServer(one.scope) ?? ""
          const known = byServer.get(server)
          if (known === undefined) byServer.set(server, [one])
          else known.push(one)
        }
        const [first, ...others] = [...byServer].map(([resourceServer, requested]) => ({
          resourceServer,
          scopes: [...new Set(requested.map(({ scope }) => scope))],
          requested
        }))
        return first === undefined ? yield* Effect.fail("no scope is asked for") : [first, ...others]
      })
  }
})

/**
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<ScopeTable> => Layer.effect(ScopeTable, make)
