/** Our login clients as applications of the foreign server, and a user's login through them. */
import type { AuthorizationFlow, StartFlowOptions } from "@effect-globus/sdk/auth/AuthorizationFlow"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import * as Effect from "effect/Effect"
import * as Browser from "./Browser.js"
import * as ForeignServer from "./ForeignServer.js"

export const confidential = Effect.flatMap(ForeignServer.ForeignServer, ({ baseUrl }) =>
  ConfidentialAppAuthClient.make({
    baseUrl,
    clientId: ForeignServer.confidential.id,
    clientSecret: ForeignServer.confidential.secret
  })
)

export const native = Effect.flatMap(ForeignServer.ForeignServer, ({ baseUrl }) =>
  NativeAppAuthClient.make({ baseUrl, clientId: ForeignServer.native.id })
)

/** Sends the user to log in, and returns the URL of the redirect. */
export const visit = (flow: AuthorizationFlow) =>
  // Refresh tokens need `offline_access`, which requires consent each time (OpenID Connect Core, section 11).
  Browser.visit(flow.authorizeUrl({ prompt: "consent" }), flow.redirect_uri)

export const wanted = {
  requested_scopes: "openid profile email offline_access",
  refresh_tokens: true
} satisfies Partial<StartFlowOptions>

/** A started login, by either kind of application. */
export const start = {
  native: Effect.flatMap(native, (client) =>
    Effect.map(client.oauth2StartFlow({ ...wanted, redirect_uri: ForeignServer.loopback }), (flow) => ({
      client,
      flow
    }))
  ),
  confidential: Effect.flatMap(confidential, (client) =>
    Effect.map(client.oauth2StartFlow({ ...wanted, redirect_uri: ForeignServer.portal }), (flow) => ({ client, flow }))
  )
}
