/**
 * What people have allowed applications, and clients themselves: a consent for each scope that was granted, and one for
 * each that depends on it, as trees. They stay when tokens end.
 *
 * @since 0.1.0
 */
import type { Consent } from "@effect-globus/sdk/auth/Consent"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { ownerId, scopeId } from "./ScopeIds.js"
import type { Requested } from "./ScopeTable.js"

/**
 * A consent as it is kept. Times are epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoredConsent {
  readonly id: number
  /** UUID of the identity that gave it. */
  readonly sub: string
  /** UUID of the client that the tree began with. */
  readonly clientId: string
  /** Scopes from the root of the tree to this one. */
  readonly way: ReadonlyArray<string>
  /** Ids from the root of the tree to this one. */
  readonly path: ReadonlyArray<number>
  readonly optional: boolean
  readonly allowsRefresh: boolean
  readonly created: number
  readonly updated: number
  readonly lastUsed: number
}

/**
 * What a token that a service got for another token stands on: the consents that were given to the client at the
 * beginning, below one of these ways.
 *
 * @since 0.1.0
 * @category models
 */
export interface Basis {
  /** UUID of the client that the user logged in with. */
  readonly clientId: string
  /** Each from the scope of that client's token to the one by which the service acts. */
  readonly ways: ReadonlyArray<ReadonlyArray<string>>
}

/**
 * Whose consent, to which client, and to what: a scope, or one below it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Way {
  readonly sub: string
  readonly clientId: string
  /** Scopes from the one that a token has to the one in question. */
  readonly way: ReadonlyArray<string>
}

/**
 * @since 0.1.0
 * @category services
 */
export class Consents extends Context.Tag("@effect-globus/sandbox/auth/Consents")<Consents, Consents.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Consents {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** Keeps what was granted, beside what was granted before. */
    readonly give: (given: {
      readonly sub: string
      readonly clientId: string
      readonly requested: ReadonlyArray<Requested>
      readonly refreshTokens: boolean
    }) => Effect.Effect<void>
    readonly has: (way: Way) => Effect.Effect<boolean>
    /** What an identity gave, the oldest first. */
    readonly list: (sub: string) => Effect.Effect<ReadonlyArray<StoredConsent>>
  }
}

/** Names have no blanks, so that no two ways have the same key. */
const keyOf = ({ clientId, sub, way }: Way): string => [sub, clientId, ...way].join(" ")

interface Stock {
  readonly byWay: HashMap.HashMap<string, StoredConsent>
  readonly nextId: number
}

/**
 * No consents yet.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Consents.Service> = Effect.gen(function* () {
  const stock = yield* Ref.make<Stock>({ byWay: HashMap.empty(), nextId: 1 })

  return {
    give: ({ clientId, refreshTokens, requested, sub }) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const add = (
          stock: Stock,
          above: Pick<StoredConsent, "path" | "way">,
          scopes: ReadonlyArray<Requested>
        ): Stock =>
          scopes.reduce(({ byWay, nextId }, { dependencies, optional, scope }) => {
            const way = [...above.way, scope]
            const key = keyOf({ sub, clientId, way })
            const consent = HashMap.get(byWay, key).pipe((known): StoredConsent =>
              known._tag === "Some"
                ? {
                    ...known.value,
                    // What was required once is not taken back by itself.
                    optional: known.value.optional && optional,
                    allowsRefresh: known.value.allowsRefresh || refreshTokens,
                    updated: now,
                    lastUsed: now
                  }
                : {
                    id: nextId,
                    sub,
                    clientId,
                    way,
                    path: [...above.path, nextId],
                    optional,
                    allowsRefresh: refreshTokens,
                    created: now,
                    updated: now,
                    lastUsed: now
                  }
            )
            const kept = { byWay: HashMap.set(byWay, key, consent), nextId: Math.max(nextId, consent.id + 1) }
            return add(kept, consent, dependencies)
          }, stock)
        return Ref.update(stock, (stock) => add(stock, { path: [], way: [] }, requested))
      }),

    has: (way) => Effect.map(Ref.get(stock), ({ byWay }) => HashMap.has(byWay, keyOf(way))),

    list: (sub) =>
      Effect.map(Ref.get(stock), ({ byWay }) =>
        HashMap.toValues(byWay)
          .filter((consent) => consent.sub === sub)
          .sort((one, other) => one.id - other.id)
      )
  }
})

const dateOf = (time: number): string => new Date(time).toISOString().replace("Z", "+00:00")

/**
 * A consent as Globus Auth shows it. The UUIDs of scopes, and of services that are known by a name, are made up.
 *
 * @since 0.1.0
 * @category conversions
 */
export const document = ({ way, ...consent }: StoredConsent): Consent => {
  const above = way.at(-2)
  const scope = way.at(-1) ?? ""
  return {
    id: consent.id,
    // Who acts in a scope below another is the service of that other.
    client: above === undefined ? consent.clientId : ownerId(above),
    scope: scopeId(scope),
    scope_name: scope,
    status: "approved",
    created: dateOf(consent.created),
    updated: dateOf(consent.updated),
    last_used: dateOf(consent.lastUsed),
    allows_refresh: consent.allowsRefresh,
    atomically_revocable: consent.optional,
    auto_approved: false,
    effective_identity: consent.sub,
    dependency_path: consent.path
  }
}

/**
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Consents> => Layer.effect(Consents, make)
