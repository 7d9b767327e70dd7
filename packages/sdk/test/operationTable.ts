/** Operations over a real socket, row by row: what each asks for, and what it makes of the answer. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import { Authorization } from "../src/Authorization.js"
import type { GlobusError } from "../src/GlobusError.js"
import { server } from "./internal/wire/server.js"
import { tokens } from "./script.js"

/** An operation, what must arrive of it, and what is answered. */
export interface Row<Client> {
  readonly call: (client: Client) => Effect.Effect<unknown, GlobusError>
  /** Method, path and query. */
  readonly request: string
  readonly body?: unknown
  /** It comes back as it is, with what the declaration does not know. */
  readonly answer: unknown
  /** No token goes along. */
  readonly anonymous?: true
}

/** A test of each row, whose client is made for the address of a service. */
export const eachOnTheWire = <Client, E>(
  rows: Readonly<Record<string, Row<Client>>>,
  make: (baseUrl: string) => Effect.Effect<Client, E, Authorization | HttpClient.HttpClient>
) => {
  for (const [name, { anonymous, answer, body, call, request }] of Object.entries(rows)) {
    it.scopedLive(`${name} is ${request.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}`, () =>
      Effect.gen(function* () {
        const bodies: Array<Promise<string>> = []
        const service = yield* server((request, response) => {
          bodies.push(text(request))
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
        })
        const client = yield* Effect.provideService(make(service.url), Authorization, tokens("Bearer token").service)
        expect(yield* call(client)).toEqual(answer)
        expect(service.seen).toEqual([`${request} ${anonymous === true ? "anonymous" : "Bearer token"}`])
        const sent = yield* Effect.promise(() => Promise.all(bodies))
        expect(sent.map((text): unknown => (text === "" ? undefined : JSON.parse(text)))).toEqual([body])
      }).pipe(Effect.provide(FetchHttpClient.layer))
    )
  }
}
