import { expect, layer } from "@effect/vitest"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Exchange, RecordedAnswer } from "../src/Corpus.js"
import * as ReplayServer from "../src/ReplayServer.js"
import { live, platform } from "./corpora.js"

const exchange = (method: string, url: string, answer: RecordedAnswer | { readonly exception: string }): Exchange => ({
  request: { method, url, query: [], headers: {}, bodyKind: "none" },
  response: answer
})

const text = (body: string, status = 200): RecordedAnswer => ({ status, bodyKind: "text", body })

const get = (url: string) =>
  Effect.flatMap(HttpClient.get(url), (response) =>
    Effect.map(response.text, (text) => [response.status, text] as const)
  )

layer(platform, live)("a replay", (it) => {
  it.scoped("gives the recorded answers in their order, and remembers the requests", () =>
    Effect.gen(function* () {
      const server = yield* ReplayServer.make
      const replay = server.play([
        exchange("GET", "https://a.example.org/x", text("one")),
        exchange("POST", "https://b.example.org/y", {
          status: 201,
          headers: { "x-own": "1" },
          bodyKind: "json",
          body: { a: 1 }
        })
      ])
      expect(yield* get(replay.local("https://a.example.org/x?q=1%202"))).toStrictEqual([200, "one"])
      const second = yield* HttpClient.execute(
        HttpClientRequest.post(replay.local("https://b.example.org/y")).pipe(HttpClientRequest.bodyText("hello"))
      )
      expect([second.status, second.headers["x-own"], yield* second.json]).toStrictEqual([201, "1", { a: 1 }])
      expect(replay.heard).toMatchObject([
        { exchange: 0, method: "GET", host: "a.example.org", path: "/x", query: [["q", "1 2"]] },
        { exchange: 1, method: "POST", host: "b.example.org", path: "/y" }
      ])
      expect(replay.heard[1]?.body.toString()).toBe("hello")
    })
  )

  it.scoped("skips to the exchange that a request is for, and never goes back", () =>
    Effect.gen(function* () {
      const server = yield* ReplayServer.make
      const replay = server.play([
        exchange("GET", "https://a.example.org/first", text("first")),
        exchange("GET", "https://a.example.org/a%20b", text("second")),
        exchange("GET", "https://a.example.org/third", text("third"))
      ])
      expect(yield* get(replay.local("https://a.example.org/a%20%62"))).toStrictEqual([200, "second"])
      expect(yield* get(replay.local("https://a.example.org/first"))).toStrictEqual([200, "third"])
      expect(yield* get(replay.local("https://a.example.org/first"))).toStrictEqual([501, "Nothing more was recorded"])
      expect(replay.heard.map(({ exchange }) => exchange)).toStrictEqual([1, 2, undefined])
    })
  )

  it.scoped("breaks the connection, or is silent, as was recorded", () =>
    Effect.gen(function* () {
      const server = yield* ReplayServer.make
      const replay = server.play([
        exchange("GET", "https://a.example.org/", { exception: "ConnectionError" }),
        exchange("GET", "https://a.example.org/", { exception: "ReadTimeout" }),
        exchange("GET", "https://a.example.org/", text("at last"))
      ])
      const url = replay.local("https://a.example.org/")
      expect(Either.isLeft(yield* Effect.either(get(url)))).toBe(true)
      expect(yield* Effect.either(Effect.timeout(get(url), "100 millis"))).toMatchObject({
        left: { _tag: "TimeoutException" }
      })
      expect(yield* get(url)).toStrictEqual([200, "at last"])
    })
  )

  it.scoped("plays many recordings at once, each with answers for further requests", () =>
    Effect.gen(function* () {
      const server = yield* ReplayServer.make
      const background = [exchange("GET", "https://a.example.org/behind", text("behind"))]
      const replays = ["one", "two"].map((body) =>
        server.play([exchange("GET", "https://a.example.org/", text(body))], { background })
      )
      const answers = yield* Effect.forEach(
        replays,
        (replay) =>
          Effect.all([get(replay.local("https://a.example.org/behind")), get(replay.local("https://a.example.org/"))]),
        { concurrency: "unbounded" }
      )
      expect(answers).toStrictEqual([
        [
          [200, "behind"],
          [200, "one"]
        ],
        [
          [200, "behind"],
          [200, "two"]
        ]
      ])
      expect(replays.map(({ heard }) => heard.length)).toStrictEqual([1, 1])
    })
  )

  it.scoped("sends no body with a 204 or if none was recorded, and sends bytes as bytes", () =>
    Effect.gen(function* () {
      const server = yield* ReplayServer.make
      const url = "https://a.example.org/"
      const replay = server.play([
        exchange("GET", url, { status: 204, bodyKind: "json", body: {} }),
        exchange("GET", url, { status: 200, bodyKind: "none", headers: { "content-length": "7" } }),
        exchange("GET", url, { status: 200, bodyKind: "base64", body: "/wE=" })
      ])
      expect(yield* get(replay.local(url))).toStrictEqual([204, ""])
      expect(yield* get(replay.local(url))).toStrictEqual([200, ""])
      const bytes = yield* Effect.flatMap(HttpClient.get(replay.local(url)), (response) => response.arrayBuffer)
      expect([...new Uint8Array(bytes)]).toStrictEqual([255, 1])
    })
  )
})
