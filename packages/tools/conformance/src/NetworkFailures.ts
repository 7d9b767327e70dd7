/**
 * `network` of `errors.json`: a connection fails as Python's transport names it, and our error must be the one for Python's.
 * The failures are real: sockets that close, that wait, or that speak something else.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as ConfigProvider from "effect/ConfigProvider"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { RequestListener } from "node:http"
import * as Judge from "./Judge.js"
import * as LoopbackServer from "./LoopbackServer.js"
import { compare } from "./Mismatch.js"
import { rows } from "./RecordedFile.js"
import { failed } from "./Verdict.js"

const RecordedFailure = Schema.Struct({
  /** The class of the `requests` library. */
  transportError: Schema.String,
  /** The SDK's class and those that it inherits from. */
  classChain: Schema.Array(Schema.String)
})
type RecordedFailure = typeof RecordedFailure.Type

export interface HeldFailure {
  readonly row: RecordedFailure
  /** The tag of our error. */
  readonly ours: string | undefined
}

/** How a failure comes about. */
interface Failure {
  readonly server: RequestListener
  readonly address?: (baseUrl: string) => string
  readonly http?: Layer.Layer<HttpClient.HttpClient>
  readonly timeout?: Duration.DurationInput
}

const silent: Failure = { server: () => {}, timeout: "50 millis" }

/** Port 1 of this machine, where nobody listens. */
const nobody = "http://127.0.0.1:1"

const document = JSON.stringify({ DATA: [] })

const failures: Readonly<Record<string, Failure>> = {
  RequestException: { server: (request) => request.socket.destroy() },
  ConnectionError: { server: () => {}, address: () => nobody },
  Timeout: silent,
  ReadTimeout: silent,
  // A connection to loopback cannot be made to hang. One deadline holds for the whole attempt.
  ConnectTimeout: silent,
  SSLError: { server: () => {}, address: (baseUrl) => baseUrl.replace("http:", "https:") },
  ProxyError: {
    server: () => {},
    http: NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
      Layer.provide(
        Layer.scoped(
          NodeHttpClient.Dispatcher,
          Effect.acquireRelease(
            Effect.sync(() => new Undici.ProxyAgent(nobody)),
            (agent) => Effect.promise(() => agent.close())
          )
        )
      )
    )
  },
  ChunkedEncodingError: {
    server: (request, response) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write(document.slice(0, 5), () => request.socket.destroy())
    }
  },
  ContentDecodingError: {
    server: (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(document)
    }
  },
  TooManyRedirects: {
    server: (request, response) => {
      response.writeHead(302, { location: request.url ?? "/" }).end()
    }
  },
  InvalidURL: { server: () => {}, address: () => "https://exa mple.org:port" }
}

/** The tag of our error for the recorded one. */
const tagOf = ({ classChain }: RecordedFailure): GlobusError["_tag"] | undefined =>
  classChain.includes("GlobusTimeoutError")
    ? "GlobusTimeout"
    : classChain.includes("NetworkError")
      ? "GlobusNetworkError"
      : undefined

/** The tag of the error of an operation. */
const fail = ({ address, http, server, timeout }: Failure) =>
  Effect.gen(function* () {
    const baseUrl = yield* LoopbackServer.make(server)
    return yield* Effect.flatMap(
      TransferClient.make({
        baseUrl: address?.(baseUrl) ?? baseUrl,
        retry: Schedule.stop,
        timeout: timeout ?? "30 seconds"
      }),
      (transfer) => transfer.taskList()
    ).pipe(
      Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => undefined }),
      Effect.provide([NullAuthorizer.layer(), http ?? FetchHttpClient.layer])
    )
  }).pipe(Effect.scoped, Effect.withConfigProvider(ConfigProvider.fromMap(new Map())))

/** Its rows. */
export const part = rows({
  schema: RecordedFailure,
  hold: (row) =>
    Effect.gen(function* () {
      const failure = failures[row.transportError]
      const tag = tagOf(row)
      if (failure === undefined) return failed(`The harness cannot make ${row.transportError} happen`)
      if (tag === undefined) return failed(`It is no failure of the network: ${row.classChain.join(", ")}`)
      const ours: string | undefined = yield* fail(failure)
      return Judge.judge(compare({ outcome: [tag, ours] }), { kind: "network failure", facts: { row, ours } })
    })
})
