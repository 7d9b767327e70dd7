import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { request } from "node:http"
import * as Hosts from "../src/Hosts.js"
import { layer, Sandbox } from "../src/Sandbox.js"

/** The status of discovery, asked for under a name. */
const statusFor = (host: (port: number) => string) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* Sandbox
    const port = Number(new URL(baseUrl).port)
    const options = { port, host: "127.0.0.1", path: "/v2/web/auth-code", headers: { host: host(port) } }
    return yield* Effect.async<readonly [number | undefined, string]>((resume) => {
      const sent = request(options, (response) => {
        let text = ""
        response.on("data", (piece) => (text += String(piece)))
        response.on("end", () => resume(Effect.succeed([response.statusCode, text])))
      })
      sent.end()
    })
  })

describe("a host", () => {
  it.each([
    ["127.0.0.1:8080", true],
    ["localhost:8080", true],
    ["LOCALHOST:8080", true],
    ["[::1]:8080", true],
    [undefined, true],
    ["localhost", false],
    ["localhost:8081", false],
    ["rebound.example.org:8080", false],
    ["127.0.0.1.example.org:8080", false],
    ["localhost:8080@example.org", false],
    ["", false],
    ["sandbox", true],
    ["sandbox:9000", true],
    ["proxy.example.org:443", true],
    ["proxy.example.org", false]
  ])("%j is the server's own: %j", (header, own) => {
    const allowed = ["Sandbox", "proxy.example.org:443"]
    expect(Hosts.isOwn(header, { port: 8080, allowed })).toBe(own)
  })

  it.live("that is another's is not answered, so that no rebound name reaches the sandbox", () =>
    Effect.gen(function* () {
      expect(yield* statusFor((port) => `rebound.example.org:${port}`)).toStrictEqual([
        421,
        expect.stringContaining("--allowed-host")
      ])
      for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
        expect((yield* statusFor((port) => `${host}:${port}`))[0]).not.toBe(421)
      }
      expect((yield* statusFor(() => "sandbox:80"))[0]).not.toBe(421)
    }).pipe(Effect.provide(layer({ allowedHosts: ["sandbox"] })))
  )
})
