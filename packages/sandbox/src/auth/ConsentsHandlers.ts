/**
 * The consents of Globus Auth, for those who gave them to read.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import * as Consents from "./Consents.js"

/** Who has one of them may see what was given to other clients. */
const readers = ["view_consents", "manage_consents"].map((name) => `urn:globus:auth:scope:auth.globus.org:${name}`)

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.consents", (handlers) =>
    Effect.map(Consents.Consents, (consents) =>
      handlers.handle("getConsents", ({ path: { identity_id }, urlParams: { all = false } }) =>
        answered(
          Effect.gen(function* () {
            const { clientId, scopes, sub } = yield* Caller
            const resource = `/v2/api/identities/${identity_id}/consents`
            if (identity_id.toLowerCase() !== sub) {
              // A guess: an identity that does not exist is refused in the same way.
              return yield* Envelope.refuse(resourceServer, {
                status: 403,
                detail: "These are another identity's consents"
              })
            }
            // A guess: a client sees what was given to itself by any token.
            if (all && !readers.some((scope) => scopes.includes(scope))) {
              return yield* Effect.flatMap(Envelope.insufficientScope(resourceServer, resource, readers), Effect.fail)
            }
            const given = yield* consents.list(sub)
            return {
              consents: given.filter((consent) => all || consent.clientId === clientId).map(Consents.document)
            }
          })
        )
      )
    )
  )
