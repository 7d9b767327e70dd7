/** The target of a request is what a URL parser says, whether its origin is known or not. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { reader } from "../../../src/internal/undici/target.js"
import { overAll, overUndici } from "../../clients.js"
import { serve } from "../../servers.js"

const get = (url: string) => HttpClientRequest.get("/").pipe(HttpClientRequest.setUrl(url))

const read = (url: string) => Either.getOrThrow(reader()(get(url)))

/** A reader that has seen these before. */
const experienced = (...urls: ReadonlyArray<string>) => {
  const read = reader()
  for (const url of urls) read(get(url))
  return read
}

describe("the target of a URL", () => {
  const origin = "https://data.example.org:8443"

  it("is its origin and path, whether the origin is known or not", () => {
    for (const [url, path] of [
      ["", "/"],
      ["/", "/"],
      ["/a/b%20c?d=e&f=g%2Fh", "/a/b%20c?d=e&f=g%2Fh"],
      ["/a b", "/a%20b"],
      ["/Grüße", "/Gr%C3%BC%C3%9Fe"],
      ["/a?b=c d'e", "/a?b=c%20d%27e"],
      ["/a?", "/a"],
      ["/a#b", "/a"],
      ["?a=b", "/?a=b"],
      ["/a/../b/./c", "/b/c"],
      ["/a/%2e%2E/b", "/b"],
      ["/a\\b", "/a/b"],
      ["/a//b", "/a//b"],
      ["/a\tb\n", "/ab"],
      ["/a/@b:c", "/a/@b:c"]
    ] as const) {
      expect([url, read(origin + url)]).toEqual([url, { origin, path }])
      expect([url, Either.getOrThrow(experienced(origin)(get(origin + url)))]).toEqual([url, { origin, path }])
    }
  })

  it("is as the URL parser writes it", () => {
    expect(read("HTTPS://Example.ORG:443/A")).toEqual({ origin: "https://example.org", path: "/A" })
    expect(read("http://[0:0::1]:80/")).toEqual({ origin: "http://[::1]", path: "/" })
    expect(read("http://bücher.example/")).toEqual({ origin: "http://xn--bcher-kva.example", path: "/" })
    expect(read("http://127.1/")).toEqual({ origin: "http://127.0.0.1", path: "/" })
  })

  it("has the parameters of the request after those of its URL", () => {
    const request = HttpClientRequest.appendUrlParams(get(`${origin}/a?b=1`), { c: "d e", f: ["1", "2"] })
    for (const read of [reader(), experienced(origin)]) {
      expect(Either.getOrThrow(read(request))).toEqual({ origin, path: "/a?b=1&c=d+e&f=1&f=2" })
    }
  })

  it("is refused if it is not of HTTP, has credentials, or is no URL", () => {
    for (const url of [
      "ftp://example.org/",
      "file:///etc/passwd",
      "data:text/plain,x",
      "https://user@example.org/",
      "https://:password@example.org/",
      "https://user:password@data.example.org:8443/",
      "/relative",
      "https://",
      "https://exa mple.org/",
      ""
    ]) {
      for (const read of [reader(), experienced(origin, "https://example.org")]) {
        expect(Either.getOrThrow(Either.flip(read(get(url))))).toMatchObject({
          _tag: "RequestError",
          reason: "InvalidUrl"
        })
      }
    }
  })

  it("is never taken for another origin that begins alike", () => {
    const read = experienced("https://a.example", "https://a.example:84", "http:////a.example//b")
    for (const [url, wanted] of [
      ["https://a.example.evil.org/x", "https://a.example.evil.org"],
      ["https://a.example:8443/x", "https://a.example:8443"],
      ["https://a.example\\.evil.org/x", "https://a.example"],
      ["http:////b.example/x", "http://b.example"],
      ["http:b.example/x", "http://b.example"]
    ] as const) {
      expect([url, Either.getOrThrow(read(get(url))).origin]).toEqual([url, wanted])
    }
    expect(Either.isLeft(read(get("https://a.example@evil.org/x")))).toBe(true)
  })

  it("is the same for any path, whether the origin is known or not", () => {
    const text = FastCheck.oneof(
      FastCheck.webPath(),
      FastCheck.string(),
      FastCheck.string({ unit: "binary" }),
      FastCheck.stringMatching(/^[./?%2e@:#\\ a]*$/)
    )
    const known = experienced(origin)
    FastCheck.assert(
      FastCheck.property(text, FastCheck.constantFrom("", "/", "?", "/.", "//"), (path, before) => {
        const url = `${origin}${before}${path}`
        expect(Either.getOrElse(known(get(url)), String)).toEqual(Either.getOrElse(reader()(get(url)), String))
      }),
      { numRuns: 3000 }
    )
  })

  it("may have more origins than are remembered", () => {
    const read = reader()
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 250; i++) {
        const target = Either.getOrThrow(read(get(`http://h${i}.example/p`)))
        expect(target).toEqual({ origin: `http://h${i}.example`, path: "/p" })
      }
    }
  })
})

describe("a request", () => {
  overAll(
    "asks for its path and parameters, and not for its fragment",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      const request = HttpClientRequest.get(`${service.url}/a b/ü?x=1#top`).pipe(
        HttpClientRequest.appendUrlParam("y", "2 &"),
        HttpClientRequest.setHash("end")
      )
      for (let i = 0; i < 2; i++) yield* HttpClient.execute(request)
      expect(service.seen.map(({ url }) => url)).toEqual(Array(2).fill("/a%20b/%C3%BC?x=1&y=2+%26"))
    })
  )

  overAll(
    "may go to an IPv6 address",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end("six"), "::1")
      for (let i = 0; i < 2; i++) expect(yield* (yield* HttpClient.get(`${service.url}/`)).text).toBe("six")
      expect(service.seen[0]?.headers.host).toBe(service.url.slice("http://".length))
    })
  )

  overUndici(
    "to a URL that is not of HTTP fails before anything is sent",
    Effect.gen(function* () {
      for (const url of ["ftp://127.0.0.1/", "http://user:password@127.0.0.1/", "nonsense"]) {
        const error = yield* Effect.flip(HttpClient.get(url))
        expect(error).toMatchObject({ _tag: "RequestError", reason: "InvalidUrl" })
      }
    })
  )
})
