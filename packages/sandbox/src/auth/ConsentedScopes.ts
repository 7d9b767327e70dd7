/**
 * `include_consented_scopes=true` in the query of the token endpoint: tokens also for what the user has consented to
 * before, for the same client. Globus's JavaScript SDK sends it, and its comment is all that is known of it: that other
 * grants refuse it, and which values it takes, are guesses.
 *
 * @since 0.1.0
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { oauthRefusal } from "../Envelope.js"
import type { Failure } from "../Failure.js"
import { Consents } from "./Consents.js"
import type { Approval } from "./Grants.js"
import type { Granted } from "./ScopeTable.js"
import { ScopeTable } from "./ScopeTable.js"

const parameter = "include_consented_scopes"

/**
 * Whether a request of this grant asks for them.
 *
 * @since 0.1.0
 * @category parsing
 */
export const areAskedFor = (
  request: HttpServerRequest.HttpServerRequest,
  grantType: string
): Effect.Effect<boolean, Failure> => {
  const [value = "false", ...others] = new URL(request.url, "http://localhost").searchParams.getAll(parameter)
  if (others.length > 0 || (value !== "true" && value !== "false")) {
    return Effect.fail(oauthRefusal("invalid_request", `${parameter} must be true or false`))
  }
  return value === "true" && grantType !== "authorization_code"
    ? Effect.fail(oauthRefusal("invalid_request", `${parameter} is for the grant authorization_code alone`))
    : Effect.succeed(value === "true")
}

type AllGranted = Approval["granted"]

/** One entry for each resource server, those of the first list first. */
const join = ([first, ...others]: AllGranted, more: ReadonlyArray<Granted>): AllGranted => {
  const add = (granted: Granted): Granted => {
    const further = more.find(({ resourceServer }) => resourceServer === granted.resourceServer)
    return further === undefined
      ? granted
      : {
          resourceServer: granted.resourceServer,
          scopes: [...granted.scopes, ...further.scopes],
          requested: [...granted.requested, ...further.requested]
        }
  }
  const servers = new Set([first, ...others].map(({ resourceServer }) => resourceServer))
  return [add(first), ...others.map(add), ...more.filter(({ resourceServer }) => !servers.has(resourceServer))]
}

/**
 * What was approved, and what the same user has consented to before.
 *
 * @since 0.1.0
 * @category getters
 */
export const withApproved = ({
  clientId,
  granted,
  sub
}: Approval): Effect.Effect<AllGranted, never, Consents | ScopeTable> =>
  Effect.gen(function* () {
    const consents = yield* Consents
    const table = yield* ScopeTable
    const existing = yield* table.scopes
    const approved = new Set(granted.flatMap(({ scopes }) => scopes))
    const before = (yield* consents.list(sub)).flatMap((consent) =>
      consent.clientId === clientId && consent.way.length === 1
        ? consent.way.filter((scope) => existing.has(scope) && !approved.has(scope))
        : []
    )
    if (before.length === 0) return granted
    // A guess: what is too much to be asked for at once is not added.
    return yield* Effect.match(table.read(before.join(" ")), {
      onFailure: () => granted,
      onSuccess: (more) => join(granted, more)
    })
  })
