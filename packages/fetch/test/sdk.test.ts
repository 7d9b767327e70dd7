/** A library that looks for the keys finds them: the Globus SDK keeps its deadlines by this client. */
import * as WebHttpClient from "@effect-globus/fetch/WebHttpClient"
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { half, serve, silence } from "../../undici/test/servers.js"

const task_id = "5a3cbb4e-0000-4000-8000-000000000000"

const program = (baseUrl: string, timeout: Duration.DurationInput = "10 seconds") =>
  TransferClient.make({ baseUrl, timeout, retry: Schedule.stop }).pipe(
    Effect.flatMap((transfer) => transfer.taskPauseInfo({ task_id })),
    Effect.provide(AccessTokenAuthorizer.layer({ accessToken: Redacted.make("secret") }))
  )

describe("the SDK over WebHttpClient", () => {
  const layer = WebHttpClient.layer()

  it.scopedLive("gets a value, by its token", () =>
    Effect.gen(function* () {
      const answer = { DATA_TYPE: "pause_info_limited", pause_rules: [], source_pause_message: null }
      const service = yield* serve((_request, response) =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
      )
      expect(yield* program(service.url)).toMatchObject(answer)
      expect(service.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer secret"])
    }).pipe(Effect.provide(layer))
  )

  for (const [what, answer] of [
    ["says nothing", silence],
    ["ends no body", half]
  ] as const) {
    it.scopedLive(`gets a GlobusTimeout from a service that ${what}, where the request is aborted`, () =>
      Effect.gen(function* () {
        const service = yield* serve(answer)
        expect(yield* Effect.flip(program(service.url, "60 millis"))).toMatchObject({
          _tag: "GlobusTimeout",
          message: "No answer within 60ms"
        })
        yield* service.gone
      }).pipe(Effect.provide(layer))
    )
  }

  it.scopedLive("is not redirected, whatever RequestInit says", () =>
    Effect.gen(function* () {
      const target = yield* serve((_request, response) => response.end("{}"))
      const service = yield* serve((_request, response) =>
        response.writeHead(307, { location: `${target.url}/stolen` }).end()
      )
      expect(yield* Effect.flip(program(service.url))).toMatchObject({ _tag: "GlobusApiError", status: 307 })
      expect(target.seen).toEqual([])
    }).pipe(Effect.provide(Layer.provide(layer, Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow" }))))
  )
})
