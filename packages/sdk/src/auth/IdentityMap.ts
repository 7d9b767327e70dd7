/**
 * Identities by their ids and usernames: looked up many at a time, and remembered for a while.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#identities_resources
 */
import * as Array from "effect/Array"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constant } from "effect/Function"
import * as Option from "effect/Option"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import * as Schema from "effect/Schema"
import { type GlobusError, GlobusUsageError } from "../GlobusError.js"
import { canonicalId } from "../internal/usage.js"
import { AuthClient } from "./AuthClient.js"
import type { Identity } from "./Identity.js"

/**
 * What is remembered, for how long.
 *
 * @since 0.1.0
 * @category options
 */
export interface IdentityMapOptions {
  /** Unknown usernames become identities of status `unused`. Default: false. */
  readonly provision?: boolean | undefined
  /** So many identities are remembered at most. Default: 65,536. */
  readonly capacity?: number | undefined
  /** An identity is looked up again after this time. Default: an hour. */
  readonly timeToLive?: Duration.DurationInput | undefined
}

/**
 * Identities by id or username. What was found is remembered; what is unknown to Globus, and what went wrong, is asked
 * for again.
 *
 * @since 0.1.0
 * @category models
 */
export interface IdentityMap {
  /**
   * The identity with this UUID or this username; none when Globus knows none. `Effect.forEach` and `Effect.all` with
   * `{ batching: true }` ask once for a hundred of them. Fails with `GlobusUsageError` for a key that is blank or has a
   * comma.
   */
  readonly get: (key: string) => Effect.Effect<Option.Option<Identity>, GlobusError>
  /**
   * The identities of all these keys, those that there are, by the key. A request has at most 100 ids or 100 usernames.
   */
  readonly getAll: (keys: Iterable<string>) => Effect.Effect<ReadonlyMap<string, Identity>, GlobusError>
}

class Lookup extends Request.TaggedClass("IdentityLookup")<
  Option.Option<Identity>,
  GlobusError,
  { readonly key: string }
> {}

/** What one request may ask for: the real limit is not documented, and an address of 100 usernames is still short. */
const perRequest = 100

const isId = Schema.is(Schema.UUID)

/** Ids and usernames are hex digits and domains, for which letters have no case. */
const same = (a: string, b: string | null | undefined) => a.toLowerCase() === b?.toLowerCase()

/**
 * A map over the `AuthClient` that is there. Fibers that hold the same map share what it remembers.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  capacity = 65_536,
  provision = false,
  timeToLive = "1 hour"
}: IdentityMapOptions = {}): Effect.Effect<IdentityMap, never, AuthClient> =>
  Effect.gen(function* () {
    const { getIdentities } = yield* AuthClient
    const cache = yield* Request.makeCache({ capacity, timeToLive })

    const resolve = (by: "ids" | "usernames") => (lookups: Array.NonEmptyArray<Lookup>) => {
      const keys = lookups.map(({ key }) => key)
      return getIdentities(by === "ids" ? { ids: keys } : { usernames: keys, provision }).pipe(
        Effect.matchCauseEffect({
          onFailure: (cause) => Effect.forEach(lookups, Request.failCause(cause), { discard: true }),
          onSuccess: ({ identities }) =>
            Effect.forEach(
              lookups,
              (lookup) =>
                Request.succeed(
                  lookup,
                  Array.findFirst(identities, ({ id, username }) => same(lookup.key, by === "ids" ? id : username))
                ),
              { discard: true }
            )
        })
      )
    }

    const resolver = RequestResolver.makeBatched((lookups: Array.NonEmptyArray<Lookup>) => {
      const [usernames, ids] = Array.partition(lookups, ({ key }) => isId(key))
      return Effect.all(
        [
          ...Array.chunksOf(ids, perRequest).map(resolve("ids")),
          ...Array.chunksOf(usernames, perRequest).map(resolve("usernames"))
        ],
        { discard: true }
      )
    })

    const get: IdentityMap["get"] = (key) => {
      if (key.trim() === "" || key.includes(",")) {
        return new GlobusUsageError({ field: "key", message: "key: give the UUID of an identity, or one username" })
      }
      const lookup = new Lookup({ key: canonicalId(key) })
      const forget = cache.invalidate(lookup)
      return Effect.request(lookup, resolver).pipe(
        Effect.withRequestCaching(true),
        Effect.withRequestCache(cache),
        Effect.tap(Option.match({ onNone: constant(forget), onSome: () => Effect.void })),
        Effect.tapErrorCause(constant(forget))
      )
    }

    return {
      get,
      getAll: (keys) =>
        Effect.map(
          Effect.forEach(
            new Set(keys),
            (key) =>
              Effect.map(
                get(key),
                Option.map((identity) => [key, identity] as const)
              ),
            { batching: true, concurrency: "unbounded" }
          ),
          (found) => new Map(Array.getSomes(found))
        )
    }
  })
