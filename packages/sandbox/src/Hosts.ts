/**
 * For whom the server answers. A page of a stranger can have its own name lead to 127.0.0.1 (DNS rebinding), and its
 * browser then takes the sandbox for a part of that page; the `Host` header still has the stranger's name.
 *
 * @since 0.1.0
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Envelope from "./Envelope.js"
import { toResponse } from "./Failure.js"

/** A name or an address, an IPv6 one in brackets, and perhaps a port (RFC 9110, section 7.2). */
const written = /^(\[[0-9a-f:.]+\]|[^\s/@:[\]?#]+)(?::(\d{1,5}))?$/i

/**
 * Whether a text is `name` or `name:port`.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isHost = (text: string): boolean => written.test(text)

/**
 * Whether a `Host` header is one of the server's: a name of loopback with its port, or one of `allowed`, which is for
 * every port where it names none. A request without the header is of no browser.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isOwn = (
  header: string | undefined,
  server: { readonly port: number; readonly allowed: ReadonlyArray<string> }
): boolean => {
  if (header === undefined) return true
  const [, name = "", port = "80"] = written.exec(header.toLowerCase()) ?? []
  if (["127.0.0.1", "localhost", "[::1]"].includes(name) && Number(port) === server.port) return true
  return server.allowed.some((host) => [name, `${name}:${port}`].includes(host.toLowerCase()))
}

/**
 * The app for its own hosts. For any other the answer is 421, in the words of no service: which one is meant is not
 * looked at.
 *
 * @since 0.1.0
 * @category combinators
 */
export const guard =
  (server: { readonly port: number; readonly allowed: ReadonlyArray<string> }) =>
  (app: HttpApp.Default): HttpApp.Default =>
    Effect.gen(function* () {
      const { headers, url } = yield* HttpServerRequest.HttpServerRequest
      if (isOwn(headers["host"], server)) return yield* app
      const refusal = yield* Envelope.refusal(undefined, {
        status: 421,
        detail: "The sandbox does not answer for this host: name it in allowedHosts (--allowed-host)",
        path: url.split("?")[0] ?? ""
      })
      return toResponse(refusal)
    })
