/** Operations of Transfer over a real socket: what each asks for, and what it makes of the answer. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import { Authorization } from "../../src/Authorization.js"
import type { GlobusError } from "../../src/GlobusError.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { server } from "../internal/server.js"
import { tokens } from "../script.js"

export interface Row {
  readonly call: (client: TransferClient.TransferClient.Service) => Effect.Effect<unknown, GlobusError>
  readonly request: string
  readonly body?: unknown
  /** It comes back as it is, with what the declaration does not know. */
  readonly answer: unknown
}

/** A test of each operation. */
export const onTheWire = (rows: Readonly<Record<string, Row>>) =>
  it.scopedLive.each(Object.entries(rows))("%s", ([, { answer, body, call, request }]) =>
    Effect.gen(function* () {
      const bodies: Array<Promise<string>> = []
      const http = yield* server((request, response) => {
        bodies.push(text(request))
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
      })
      const authorizer = tokens("Bearer t")
      const client = yield* Effect.provideService(
        TransferClient.make({ baseUrl: http.url }),
        Authorization,
        authorizer.service
      )
      expect(yield* call(client)).toEqual(answer)
      expect(authorizer.asked).toEqual(["transfer.api.globus.org"])
      expect(http.seen).toEqual([`${request} Bearer t`])
      const [sent = ""] = yield* Effect.promise(() => Promise.all(bodies))
      expect(sent === "" ? undefined : JSON.parse(sent)).toEqual(body)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

/** The names of the operations that a declaration has. */
export const namesOf = (api: { readonly groups: Readonly<Record<string, { readonly endpoints: object }>> }) =>
  Object.values(api.groups).flatMap(({ endpoints }) => Object.keys(endpoints))
