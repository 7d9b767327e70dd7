/**
 * Whether Transfer may look at a collection's files for somebody. Some collections want a consent of their own for it,
 * below the one to Transfer.
 *
 * @since 0.1.0
 */
import { gcsCollectionScopes, TransferScopes } from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import type { Basis, Consents } from "../auth/Consents.js"
import type { Failure } from "../Failure.js"
import type { Collection } from "./Collections.js"
import { refuse } from "./Refusal.js"

/**
 * Who wants Transfer to look.
 *
 * @since 0.1.0
 * @category models
 */
export interface Agent {
  /** Identity UUID. */
  readonly sub: string
  /** The client that acts for it. */
  readonly clientId: string
  /** When it does so for another client, which has the user's consent. */
  readonly basis?: Basis | undefined
}

/**
 * Refuses as Transfer does when consents are missing, and names them all. A guess: what counts is what the user has consented
 * to by now, for this client: a token from before the consent is good as well.
 *
 * @since 0.1.0
 * @category operations
 */
export const check = (
  consents: Consents.Service,
  collections: ReadonlyArray<Collection>,
  { clientId, sub, basis = { clientId, ways: [[]] } }: Agent,
  resource: string
): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const missing = yield* Effect.filter(
      collections.filter(({ dataAccess }) => dataAccess),
      ({ id }) =>
        Effect.exists(basis.ways, (way) =>
          consents.has({
            sub,
            clientId: basis.clientId,
            way: [...way, TransferScopes.all, gcsCollectionScopes(id).data_access]
          })
        ),
      { negate: true }
    )
    if (missing.length === 0) return
    const required_scopes = [
      ...new Set(missing.map(({ id }) => `${TransferScopes.all}[*${gcsCollectionScopes(id).data_access}]`))
    ]
    return yield* refuse({
      status: 403,
      code: "ConsentRequired",
      message: "Missing required data_access consent",
      resource,
      more: {
        required_scopes,
        authorization_parameters: {
          required_scopes,
          session_message: "Missing required data_access consent"
        }
      }
    })
  })
