/** The SDK's own clients before a sandbox: each for one identity, with a token for the service. */
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as Authorization from "@effect-globus/sdk/Authorization"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Sandbox } from "../src/Sandbox.js"

/** What makes a client. */
type Make<A, E, R> = (options: { readonly baseUrl: string }) => Effect.Effect<A, E, R>

/** A client for a user, whose token is the sandbox's for these scopes. */
export const as = <A, E, R>(make: Make<A, E, R>, scopes: string, user?: string) =>
  Effect.gen(function* () {
    const { baseUrl, issueTokens } = yield* Sandbox
    const { access_token } = yield* issueTokens({ scopes, ...(user === undefined ? {} : { user }) })
    const authorization = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make(access_token) })
    return yield* Effect.provideService(make({ baseUrl }), Authorization.Authorization, authorization)
  })
