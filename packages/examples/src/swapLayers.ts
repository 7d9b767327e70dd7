// A program, and layers that replace Globus in its tests.
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { AccessTokenAuthorizer, TransferClient } from "@effect-globus/sdk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

export const names = (endpoint_id: string) =>
  Effect.gen(function* () {
    const transfer = yield* TransferClient.TransferClient
    const page = yield* transfer.operationLs({ endpoint_id, path: "/", orderby: "name" })
    return page.DATA.map((file) => file.name)
  })

// Your own handlers. An operation without a handler dies when it is called.
export const Handlers = TransferClient.layerNoop({
  operationLs: () => Effect.succeed({ DATA: [{ name: "a.txt" }, { name: "b.txt" }] })
})

// The whole sandbox in the same process: without sockets, with real directories, driven by a TestClock.
export const LocalGlobus = (options: Sandbox.Options) =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const token = yield* sandbox.issueTokens({ scopes: "urn:globus:auth:scope:transfer.api.globus.org:all" })
      return TransferClient.layer({ baseUrl: sandbox.baseUrl }).pipe(
        Layer.provide(AccessTokenAuthorizer.layer({ accessToken: Redacted.make(token.access_token) }))
      )
    })
  ).pipe(Layer.provideMerge(Sandbox.layerInProcess(options)))
