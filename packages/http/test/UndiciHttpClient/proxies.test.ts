/** Requests through a proxy. It sees the host and port of a tunnel, and only it gets the credentials. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { inspect } from "node:util"
import * as Undici from "undici"
import { authority } from "../certificates.js"
import { collecting } from "../clients.js"
import { proxy, tunnel, wants } from "../proxies.js"
import { open, serve, until } from "../servers.js"

const ours = authority("Ours")
const host = ours.issue("files.example")
const local = ours.issue("localhost")
const certificates = { ca: ours.ca }

const text = (url: string) => Effect.flatMap(HttpClient.get(url), ({ text }) => text)

const plain = serve((_request, response) => response.end("plain"))
const secure = serve((_request, response) => response.end("secure"), undefined, host)

/** The same URL under another name, which only the proxies of these tests can resolve. */
const named = (url: string, name: string) => url.replace("127.0.0.1", name)
const portOf = (url: string) => url.slice(url.lastIndexOf(":") + 1)

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`

/** Everything that a log could show of a failure. */
const shown = (error: unknown) =>
  [
    inspect(error, { depth: 12, showHidden: true }),
    JSON.stringify(error),
    String(error),
    Cause.pretty(Cause.fail(error))
  ].join()

describe("a request through a proxy", () => {
  it.scopedLive("goes through a tunnel, to http: and to https:", () =>
    Effect.gen(function* () {
      const { asked, url: uri } = yield* proxy()
      const [one, two] = [yield* plain, yield* secure]
      yield* Effect.gen(function* () {
        expect(yield* text(`${named(one.url, "one.example")}/path?a=b`)).toBe("plain")
        expect(yield* text(`${named(two.url, "files.example")}/path?a=b`)).toBe("secure")
      }).pipe(Effect.provide(UndiciHttpClient.layerProxy({ uri, certificates })))
      expect(asked.map(({ method, url }) => [method, url])).toEqual([
        ["CONNECT", `one.example:${portOf(one.url)}`],
        ["CONNECT", `files.example:${portOf(two.url)}`]
      ])
      expect([...one.seen, ...two.seen].map(({ headers, url }) => [url, headers.host])).toEqual([
        ["/path?a=b", `one.example:${portOf(one.url)}`],
        ["/path?a=b", `files.example:${portOf(two.url)}`]
      ])
    })
  )

  it.scopedLive("uses a tunnel again, and many at once have as many tunnels as the agent's options say", () =>
    Effect.gen(function* () {
      const { asked, url: uri } = yield* proxy()
      const { url } = yield* secure
      const all = Effect.forEach(Array.from({ length: 20 }), () => text(url), { concurrency: "unbounded" })
      yield* Effect.zipRight(all, all).pipe(
        Effect.provide(UndiciHttpClient.layerProxy({ uri, certificates, agent: { connections: 3 } }))
      )
      expect(asked.length).toBe(3)
    })
  )

  it.scopedLive("collects within a deadline, and streams", () =>
    Effect.gen(function* () {
      const { url: uri } = yield* proxy()
      const { url } = yield* secure
      yield* Effect.gen(function* () {
        const client = yield* collecting
        const answer = yield* client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(url), 10_000)
        expect(yield* answer.text).toBe("secure")
        const { stream } = yield* HttpClient.get(url)
        expect(yield* Stream.mkString(Stream.decodeText(stream))).toBe("secure")
      }).pipe(Effect.provide(UndiciHttpClient.layerProxy({ uri, certificates })))
    })
  )

  it.scopedLive(
    "may go to a proxy over TLS, which the same authority vouches for, and which gets no client certificate",
    () =>
      Effect.gen(function* () {
        const { asked, url: address } = yield* proxy(tunnel, {
          ...local,
          requestCert: true,
          rejectUnauthorized: false,
          ca: ours.ca
        })
        const { seen, url } = yield* serve((_request, response) => response.end("mutual"), undefined, {
          ...host,
          requestCert: true,
          ca: ours.ca
        })
        // An address is no name for TLS (RFC 6066, section 3).
        const uri = named(address, "localhost")
        const { cert, key } = ours.issue("client.example")
        const layer = UndiciHttpClient.layerProxy({
          uri,
          certificates: { ca: ours.ca, cert, key: Redacted.make(key) }
        })
        expect(yield* Effect.provide(text(url), layer)).toBe("mutual")
        const authorized = [...asked, ...seen].map(({ socket }): unknown => Reflect.get(socket, "authorized"))
        expect(authorized).toEqual([false, true])
        const stranger = UndiciHttpClient.layerProxy({ uri })
        expect(yield* Effect.flip(Effect.provide(text(url), stranger))).toMatchObject({ _tag: "RequestError" })
      })
  )

  it.scopedLive("ends with the layer, and so do its tunnels", () =>
    Effect.gen(function* () {
      const through = yield* proxy()
      const service = yield* secure
      const layer = UndiciHttpClient.layerProxy({ uri: through.url, certificates })
      yield* Effect.provide(
        Effect.gen(function* () {
          yield* text(service.url)
          expect([open(through), open(service)]).toEqual([1, 1])
        }),
        layer
      )
      yield* until(() => open(through) + open(service) === 0)
    })
  )

  it.scopedLive("does not go there for hosts that are told", () =>
    Effect.gen(function* () {
      const { asked, url: uri } = yield* proxy()
      const { url } = yield* secure
      const through = (noProxy: string | ReadonlyArray<string>) =>
        Effect.provide(text(url), UndiciHttpClient.layerProxy({ uri, certificates, noProxy }))
      for (const noProxy of ["*", "127.0.0.1", ["one.example", "127.0.0.1"], `127.0.0.1:${portOf(url)}`]) {
        expect(yield* through(noProxy)).toBe("secure")
      }
      expect(asked).toEqual([])
      for (const noProxy of ["", "one.example", "127.0.0.1:1"]) yield* through(noProxy)
      expect(asked.length).toBe(3)
    })
  )

  for (const [whose, layer] of [
    ["this package's", (uri: string) => UndiciHttpClient.layerProxy({ uri })],
    ["the program's", (uri: string) => UndiciHttpClient.layerWithDispatcher(new Undici.ProxyAgent(uri))]
  ] as const) {
    it.scopedLive(`stays as it is, by an agent of ${whose}: undici writes the host to the headers that it gets`, () =>
      Effect.gen(function* () {
        const { url: uri } = yield* proxy()
        const { url } = yield* plain
        const request = HttpClientRequest.get(url, { headers: { "x-a": "b" } })
        yield* Effect.provide(HttpClient.execute(request), layer(uri))
        expect({ ...request.headers }).toEqual({ "x-a": "b" })
      })
    )
  }
})

describe("a proxy that wants credentials", () => {
  const token = Redacted.make("a-token")
  const password = Redacted.make("p:ss wörd")
  for (const [how, wanted, options] of [
    ["a token", "Bearer a-token", () => ({ credentials: { token } })],
    ["a password", basic("user:p:ss wörd"), () => ({ credentials: { username: "user", password } })],
    ["its URL", basic("user:p@ss"), (uri: string) => ({ uri: uri.replace("//", "//user:p%40ss@") })],
    [
      "its redacted URL",
      basic("user:p@ss"),
      (uri: string) => ({ uri: Redacted.make(uri.replace("//", "//user:p%40ss@")) })
    ],
    [
      "its URL, as an object",
      basic("user:p@ss"),
      (uri: string) => ({ uri: new URL(uri.replace("//", "//user:p%40ss@")) })
    ],
    [
      "a token instead of those in its URL",
      "Bearer a-token",
      (uri: string) => ({ uri: uri.replace("//", "//user:pass@"), credentials: { token } })
    ]
  ] as const) {
    it.scopedLive(`gets them by ${how}, and the server does not`, () =>
      Effect.gen(function* () {
        const { asked, url: uri } = yield* proxy(wants(wanted))
        const service = yield* secure
        const layer = UndiciHttpClient.layerProxy({ uri, certificates, ...options(uri) })
        expect(yield* Effect.provide(text(service.url), layer)).toBe("secure")
        expect(asked.length).toBe(1)
        expect(JSON.stringify(service.seen[0]?.rawHeaders)).not.toMatch(/proxy|Basic|Bearer/i)
      })
    )

    it.scopedLive(`and gets other ones by ${how} is a RequestError that does not show them`, () =>
      Effect.gen(function* () {
        const { url: uri } = yield* proxy(wants("Bearer other"))
        const { url } = yield* secure
        const layer = UndiciHttpClient.layerProxy({ uri, certificates, ...options(uri) })
        const error = yield* Effect.flip(Effect.provide(text(url), layer))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport" })
        expect(shown(error)).toContain("407")
        expect(shown(error)).not.toMatch(/a-token|p@ss|p%40ss|p:ss|wörd|user:|Basic|Bearer/)
        expect(shown(error)).not.toContain(wanted.split(" ")[1])
      })
    )
  }
})

describe("a proxy that does not do its work", () => {
  const through = (uri: string, connectTimeout?: number) =>
    UndiciHttpClient.layerProxy({ uri, ...(connectTimeout !== undefined && { agent: { connectTimeout } }) })

  it.scopedLive("is a RequestError if nobody listens there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.provide(text("https://one.example/"), through("http://127.0.0.1:1")))
      expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport", cause: { code: "ECONNREFUSED" } })
    })
  )

  for (const [what, answer] of [
    ["says nothing", () => {}],
    [
      "opens a tunnel that says nothing",
      (_request: unknown, socket: NodeJS.WritableStream) => void socket.write("HTTP/1.1 200 OK\r\n\r\n")
    ]
  ] as const) {
    it.scopedLive(`is a RequestError after the time for a connection, if it ${what}`, () =>
      Effect.gen(function* () {
        const { asked, url } = yield* proxy(answer)
        const error = yield* Effect.flip(Effect.provide(text("https://one.example/"), through(url, 50)))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "Transport" })
        expect(asked.length).toBe(1)
      })
    )

    it.scopedLive(`does not hold up a deadline or an interruption, if it ${what}`, () =>
      Effect.gen(function* () {
        const { asked, url } = yield* proxy(answer)
        yield* Effect.gen(function* () {
          const request = HttpClientRequest.get("https://one.example/")
          const late = (yield* collecting)[DeadlineHttpClient.collectWithin](request, 40)
          expect(DeadlineHttpClient.isDeadlineExceeded((yield* Effect.flip(late)).cause)).toBe(true)
          const fiber = yield* Effect.fork(HttpClient.execute(request))
          yield* until(() => asked.length > 0)
          yield* Fiber.interrupt(fiber)
        }).pipe(Effect.provide(through(url)))
      })
    )
  }
})

describe("a URL that is no proxy's", () => {
  for (const uri of [
    "user:secret@proxy.example:3128",
    "//user:secret@proxy.example:3128",
    "socks5://user:secret@proxy.example:1080",
    "http://user:secret@proxy.example:port",
    "http://user:secret%@proxy.example",
    "http://:secret@proxy.example",
    "http://secret@proxy.example",
    ""
  ]) {
    it.scopedLive(`is a ConfigError when the layer is built, which does not show it: ${uri}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Layer.build(UndiciHttpClient.layerProxy({ uri: Redacted.make(uri) })))
        expect(error).toMatchObject({ _op: "InvalidData", path: ["uri"] })
        expect(shown(error)).not.toContain("secret")
      })
    )
  }
})

describe("the proxies of the configuration", () => {
  /** Asks an `http:` and an `https:` service. True: the request went through the proxy. */
  const through = (variables: (uri: string) => Record<string, string>) =>
    Effect.gen(function* () {
      const { asked, url: uri } = yield* proxy()
      const provider = ConfigProvider.fromMap(new Map(Object.entries(variables(uri))))
      const layer = Layer.provide(
        UndiciHttpClient.layerProxyConfig({ certificates }),
        Layer.setConfigProvider(provider)
      )
      const [one, two] = [yield* plain, yield* secure]
      yield* Effect.zip(text(one.url), text(two.url)).pipe(Effect.provide(layer))
      return [one, two].map(({ url }) => asked.some((request) => request.url?.endsWith(portOf(url))))
    })

  for (const [variables, expected] of [
    [() => ({}), [false, false]],
    [(uri: string) => ({ HTTPS_PROXY: uri }), [false, true]],
    [(uri: string) => ({ https_proxy: uri }), [false, true]],
    [(uri: string) => ({ HTTP_PROXY: uri }), [true, true]],
    [(uri: string) => ({ http_proxy: uri, HTTP_PROXY: "http://127.0.0.1:1" }), [true, true]],
    [(uri: string) => ({ HTTP_PROXY: uri, HTTPS_PROXY: uri, NO_PROXY: "one.example,127.0.0.1" }), [false, false]],
    [(uri: string) => ({ HTTP_PROXY: uri, no_proxy: "*" }), [false, false]],
    [(uri: string) => ({ HTTPS_PROXY: uri, HTTP_PROXY: "" }), [false, true]]
  ] as const) {
    const names = Object.keys(variables("")).join(", ") || "none"
    it.scopedLive(`are those of its variables: ${names}`, () =>
      Effect.gen(function* () {
        expect(yield* through(variables)).toEqual(expected)
      })
    )
  }

  it.scopedLive("are not those of the process, if the program has another configuration", () =>
    Effect.gen(function* () {
      const names = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] as const
      const before = names.map((name) => [name, process.env[name]] as const)
      yield* Effect.acquireRelease(
        Effect.sync(() => names.forEach((name) => (process.env[name] = "http://127.0.0.1:1"))),
        () =>
          Effect.sync(() => {
            for (const [name, value] of before) {
              if (value === undefined) delete process.env[name]
              else process.env[name] = value
            }
          })
      )
      expect(yield* through(() => ({}))).toEqual([false, false])
    })
  )

  it.scopedLive("that are no proxies are a ConfigError, which names the variable and not its value", () =>
    Effect.gen(function* () {
      const provider = ConfigProvider.fromMap(new Map([["https_proxy", "user:secret@proxy.example"]]))
      const layer = Layer.provide(UndiciHttpClient.layerProxyConfig(), Layer.setConfigProvider(provider))
      const error = yield* Effect.flip(Layer.build(layer))
      expect(error).toMatchObject({ _op: "InvalidData", path: ["HTTPS_PROXY"] })
      expect(shown(error)).not.toContain("secret")
    })
  )
})
