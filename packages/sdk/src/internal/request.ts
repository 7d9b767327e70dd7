/** The call of what is not declared: authorized, retried, unparsed, and only below the client's base URL. */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { GlobusUsageError } from "../GlobusError.js"
import { GlobusDecodeError } from "../GlobusError.js"
import type * as Operation from "../Operation.js"
import { checkHeaders, checkTimeout } from "./callOptions.js"
import { strikeMaybe } from "./strike.js"
import { encodePath, queryString } from "./target.js"
import { networkError } from "./attempt.js"
import type { Transport } from "./transport.js"
import { advise } from "./usage.js"

/** A path below the base URL, each segment encoded. */
const toPath = (baseUrl: string, path: string): Either.Either<string, GlobusUsageError> => {
  const below = path.startsWith(`${baseUrl}/`) ? path.slice(baseUrl.length) : path
  if (/^[a-z][a-z0-9+.-]*:/i.test(below) || /^[/\\]{2}/.test(below)) {
    return advise("path", `it is not below ${baseUrl}: a client's token goes nowhere else`)
  }
  return encodePath("path", below)
}

/** `request` of a client. */
export const make =
  (transport: Transport, resourceServer: string): Operation.SendRaw =>
  (options) =>
    Effect.gen(function* () {
      const path = yield* toPath(transport.baseUrl, options.path)
      const call = {
        operation: "request",
        method: options.method,
        origin: transport.origin,
        path
      }
      const { answer: response, strike } = yield* transport.open({
        endpoint: {
          call,
          method: options.method,
          resourceServer,
          repeat: options.repeatable === true ? "safe" : "method",
          sensitive: false
        },
        target: path + (yield* queryString(options.query ?? {})),
        headers: yield* checkHeaders(options.headers),
        body: options.body ?? HttpBody.empty,
        secrets: [],
        timeout: options.timeout === undefined ? undefined : yield* checkTimeout(options.timeout)
      })
      const failed = (error: HttpClientError.HttpClientError) => networkError(call, error, strike)
      const text = Effect.mapError(response.text, failed)
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: Effect.flatMap(text, (text) =>
          Effect.try({
            try: (): unknown => JSON.parse(text),
            catch: () =>
              new GlobusDecodeError({
                ...call,
                status: response.status,
                requestId: strikeMaybe(strike, response.headers["x-request-id"]),
                documentPath: [],
                message: "The answer is no JSON"
              })
          })
        ),
        stream: Stream.mapError(response.stream, failed)
      }
    })
