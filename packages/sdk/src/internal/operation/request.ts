/** The call of what is not declared: authorized, retried, unparsed, and only below the client's base URL. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { GlobusUsageError } from "../../GlobusError.js"
import { GlobusDecodeError } from "../../GlobusError.js"
import type * as Operation from "../../Operation.js"
import { checkContentType, checkHeaders, checkTimeout } from "../wire/callOptions.js"
import { strikeMaybe } from "../wire/strike.js"
import { encodePath, queryString } from "./target.js"
import { pieces, text as readText } from "../wire/read.js"
import type { Transport } from "../wire/types.js"
import { advise } from "../usage.js"

/** Where a call goes below the base URL, both encoded; the query with its `?`. */
interface Target {
  readonly path: string
  readonly query: string
}

const elsewhere = (baseUrl: string) => advise("path", `it is not below ${baseUrl}: a client's token goes nowhere else`)

const isDots = (segment: string): boolean => /^(\.|%2e){1,2}$/i.test(segment)

/** A whole URL, such as a link of an answer's: it is encoded already, and may have a query. */
const toLink = (baseUrl: string, text: string): Either.Either<Target, GlobusUsageError> => {
  const [path = ""] = text.split(/[?#]/, 1)
  if (path.split("/").some(isDots)) return advise("path", 'leave out the segments "." and ".."')
  if (/\p{Surrogate}/u.test(text)) return advise("path", "it has half a character in it (a lone surrogate)")
  const url = new URL(text)
  // Parsers drop line ends, and take a backslash for a slash: what is left must still be below.
  if (!url.href.startsWith(`${baseUrl}/`)) return elsewhere(baseUrl)
  return Either.right({ path: (url.origin + url.pathname).slice(baseUrl.length), query: url.search })
}

/** Where a path or a whole URL that a caller wrote goes. */
export const toTarget = (baseUrl: string, path: string): Either.Either<Target, GlobusUsageError> => {
  if (path.startsWith(`${baseUrl}/`)) return toLink(baseUrl, path)
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || /^[/\\]{2}/.test(path)) return elsewhere(baseUrl)
  return Either.map(encodePath("path", path), (path) => ({ path, query: "" }))
}

/** The query of a URL, and what the call adds to it. */
export const joined = (own: string, added: string): string => (own === "" ? added : own + added.replace("?", "&"))

/** `request` of a client. */
export const make =
  (transport: Transport, resourceServer: string): Operation.SendRaw =>
  (options) =>
    Effect.gen(function* () {
      const { path, query } = yield* toTarget(transport.baseUrl, options.path)
      const call = {
        operation: "request",
        method: options.method,
        origin: transport.origin,
        path
      }
      const body = options.body ?? HttpBody.empty
      if (body._tag !== "Empty" && (options.method === "GET" || options.method === "HEAD")) {
        return yield* advise("body", `${options.method} has none: leave it out, or take another method`)
      }
      yield* checkContentType("body", body.contentType)
      const timeout = options.timeout === undefined ? undefined : yield* checkTimeout(options.timeout)
      const { answer: response, strike } = yield* transport.open({
        endpoint: {
          call,
          method: options.method,
          resourceServer,
          repeat: options.repeatable === true ? "safe" : "method",
          sensitive: false
        },
        target: path + joined(query, yield* queryString(options.query ?? {})),
        headers: yield* checkHeaders(options.headers),
        body,
        secrets: [],
        timeout
      })
      const reading = { call, deadline: timeout ?? transport.deadline, maxHeldBytes: transport.maxHeldBytes, strike }
      let kept: string | undefined
      const text = Effect.suspend(() =>
        kept !== undefined
          ? Effect.succeed(kept)
          : Effect.map(readText(response, reading), (text) => {
              kept = text
              return text
            })
      )
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
                description: "The answer is no JSON"
              })
          })
        ),
        stream: Stream.unwrapScoped(Effect.map(pieces(response, reading), Stream.repeatEffectChunkOption))
      }
    })
