/** Servers with certificates of a private authority, and servers that ask for a client certificate. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Tls from "node:tls"
import { inspect } from "node:util"
import { authority } from "../certificates.js"
import { serve } from "../servers.js"

const ours = authority("Ours")
const other = authority("Another")
const host = ours.issue("files.example")
const client = ours.issue("client.example")
const encrypted = ours.issue("client.example", "hunter2")

const text = (url: string) => Effect.flatMap(HttpClient.get(url), ({ text }) => text)

const over = (options: Parameters<typeof UndiciHttpClient.layerCertificates>[0]) =>
  UndiciHttpClient.layerCertificates(options)

/** A server that says which client certificate and which servername it got. */
const secure = (options?: Tls.TlsOptions) =>
  serve(
    (request, response) => {
      const { socket } = request
      const peer: unknown = Reflect.apply(Reflect.get(socket, "getPeerCertificate"), socket, [])
      const servername: unknown = Reflect.get(socket, "servername")
      response.end(`${inspect(peer).match(/CN: '(.*?)'/)?.[1]} ${String(servername)}`)
    },
    undefined,
    { ...host, ...options }
  )

const mutual = secure({ requestCert: true, rejectUnauthorized: true, ca: ours.ca })

describe("a server whose certificate a private authority signed", () => {
  it.scopedLive("is trusted with the certificate of the authority: alone, in a list, or in a bundle", () =>
    Effect.gen(function* () {
      const { url } = yield* secure()
      for (const ca of [ours.ca, [other.ca, ours.ca], `# Two of them\n${other.ca}\n${ours.ca}`]) {
        expect(yield* Effect.provide(text(url), over({ ca }))).toBe("undefined false")
      }
    })
  )

  it.scopedLive("is a RequestError without it, or with another one", () =>
    Effect.gen(function* () {
      const { url } = yield* secure()
      for (const options of [{}, { ca: other.ca }]) {
        expect(yield* Effect.flip(Effect.provide(text(url), over(options)))).toMatchObject({
          _tag: "RequestError",
          reason: "Transport",
          cause: { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }
        })
      }
    })
  )

  it.scopedLive("may be reached by its address, under the name of its certificate", () =>
    Effect.gen(function* () {
      const { url } = yield* secure(ours.issue("elsewhere.example"))
      const named = (servername: string) => Effect.provide(text(url), over({ ca: ours.ca, servername }))
      expect(yield* named("elsewhere.example")).toBe("undefined elsewhere.example")
      expect(yield* Effect.flip(named("files.example"))).toMatchObject({
        _tag: "RequestError",
        cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" }
      })
    })
  )
})

describe("a server that asks for a client certificate", () => {
  it.scopedLive("gets it, with an encrypted key or a plain one", () =>
    Effect.gen(function* () {
      const { url } = yield* mutual
      for (const { cert, key, passphrase } of [
        { ...client, passphrase: undefined },
        { ...encrypted, passphrase: Redacted.make("hunter2") }
      ]) {
        const layer = over({ ca: ours.ca, cert, key: Redacted.make(key), passphrase, agent: { connections: 1 } })
        expect(yield* Effect.provide(text(url), layer)).toBe("client.example false")
      }
    })
  )

  it.scopedLive("that gets none is a RequestError", () =>
    Effect.gen(function* () {
      const { url } = yield* mutual
      expect(yield* Effect.flip(Effect.provide(text(url), over({ ca: ours.ca })))).toMatchObject({
        _tag: "RequestError",
        reason: "Transport"
      })
    })
  )
})

describe("what cannot be read", () => {
  const key = Redacted.make(client.key)
  for (const [what, options, error] of [
    ["a text without a certificate", { ca: "none" }, { _op: "InvalidData", path: ["ca"] }],
    ["one of two texts without a certificate", { ca: [ours.ca, ""] }, { _op: "InvalidData", path: ["ca"] }],
    [
      "a broken certificate",
      { ca: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
      { _op: "InvalidData", path: ["ca"] }
    ],
    ["a certificate without its key", { cert: client.cert }, { _op: "MissingData", path: ["key"] }],
    ["a key without its certificate", { key }, { _op: "MissingData", path: ["cert"] }],
    ["another certificate's key", { cert: host.cert, key }, { _op: "InvalidData", path: ["cert"] }],
    ["a broken key", { cert: host.cert, key: Redacted.make("a secret") }, { _op: "InvalidData", path: ["cert"] }],
    [
      "a wrong passphrase",
      { cert: encrypted.cert, key: Redacted.make(encrypted.key), passphrase: Redacted.make("a secret") },
      { _op: "InvalidData", path: ["cert"] }
    ]
  ] as const) {
    it.scopedLive(`is a ConfigError when the layer is built, without the secret: ${what}`, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(Layer.build(over(options)))
        expect(failure).toMatchObject(error)
        expect(inspect(failure, { depth: 10, showHidden: true }) + String(failure)).not.toMatch(/secret|PRIVATE|hunter/)
      })
    )
  }
})
