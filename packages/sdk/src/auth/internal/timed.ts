/** The age of a token begins with its request: an answer that was slow makes the token no younger. */
import * as Effect from "effect/Effect"
import { hands } from "../../internal/hands.js"
import type { DependentTokens, TokenDocument } from "../AuthApi.js"
import type { DependentTokenResponse, TokenResponse } from "../TokenResponse.js"
import { fromDependentTokens, fromDocument } from "../TokenResponse.js"

/**
 * Measures by the monotonic clock, so that setting the wall clock during the request does not change the token's age.
 */
const since =
  <Document, Response>(toResponse: (document: Document, requestedAt: number) => Response) =>
  <E, R>(request: Effect.Effect<Document, E, R>): Effect.Effect<Response, E, R> =>
    Effect.flatMap(hands, (asked) =>
      Effect.flatMap(request, (document) =>
        Effect.map(hands, (now) => toResponse(document, Math.floor((now.wall - (now.steady - asked.steady)) / 1000)))
      )
    )

/**
 * Runs a request for tokens. The expiry counts from the start of the request, so that a slow answer does not prolong
 * it.
 */
export const timed: <E, R>(request: Effect.Effect<TokenDocument, E, R>) => Effect.Effect<TokenResponse, E, R> =
  since(fromDocument)

/**
 * `timed` for a request for dependent tokens.
 */
export const timedDependentTokens: <E, R>(
  request: Effect.Effect<DependentTokens, E, R>
) => Effect.Effect<DependentTokenResponse, E, R> = since(fromDependentTokens)
