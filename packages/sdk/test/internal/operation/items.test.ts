import type * as Http from "node:http"
import { UndiciHttpClient } from "@effect-globus/http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import type { Scope } from "effect"
import { Chunk, Effect, Fiber, Option, Schedule, Stream, TestClock, TestServices } from "effect"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { server } from "../wire/server.js"
import { tokens } from "../../script.js"
import { things } from "./ThingsApi.js"
import * as Retry from "../../../src/Retry.js"

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: `t${from + index}` }))

interface Page {
  readonly offset: number
  readonly limit: number
  /** The requests before this one. */
  readonly turn: number
}

/** A list of `total` things; `write` may do something else with a page's text. */
const list = (
  total: number,
  write: (response: Http.ServerResponse, text: string, page: Page) => void = (response, text) => response.end(text)
) => {
  let turn = 0
  return server((request, response) => {
    const query = new URL(request.url ?? "", "http://localhost").searchParams
    const page = { offset: Number(query.get("offset") ?? 0), limit: Number(query.get("limit") ?? total), turn: turn++ }
    const DATA = range(page.offset, Math.min(total, page.offset + page.limit))
    response.writeHead(200, { "content-type": "application/json" })
    write(response, JSON.stringify({ DATA, total }), page)
  })
}

const asked = (seen: ReadonlyArray<string>) => seen.map((line) => line.split(" ")[1])

for (const [name, layer] of [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer()]
] as const) {
  describe(`a stream of items over ${name}`, () => {
    const client = (options: ClientOptions) =>
      things({ retry: Schedule.recurs(2), ...options }, tokens("Bearer secret").service)

    const test = (title: string, effect: Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>) =>
      it.scopedLive(title, () => Effect.provide(effect, layer))

    test(
      "has all of them, a page at a time",
      Effect.gen(function* () {
        const service = yield* list(25)
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        expect(Chunk.toArray(yield* Stream.runCollect(listThingsStream({ limit: 10 })))).toEqual(range(0, 25))
        expect(asked(service.seen)).toEqual([
          "/v1/thing?limit=10",
          "/v1/thing?limit=10&offset=10",
          "/v1/thing?limit=10&offset=20"
        ])
      })
    )

    test(
      "gives what came before the page is whole, and asks for no page that nobody wants",
      Effect.gen(function* () {
        const service = yield* list(25, (response, text) => void response.write(text.slice(0, 100)))
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        const first = yield* Stream.runCollect(Stream.take(listThingsStream({ limit: 10 }), 3))
        expect(Chunk.toArray(first)).toEqual(range(0, 3))
        yield* service.gone
        expect(service.seen).toHaveLength(1)
      })
    )

    test(
      "goes on where a page broke off: none is lost, none comes twice",
      Effect.gen(function* () {
        const service = yield* list(30, (response, text, { turn }) => {
          if (turn > 2) return void response.end(text)
          response.write(text.slice(0, Math.floor(text.length / 2)))
          setTimeout(() => response.destroy(), 20)
        })
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        expect(Chunk.toArray(yield* Stream.runCollect(listThingsStream({ limit: 20 })))).toEqual(range(0, 30))
        expect(service.seen).toHaveLength(4)
      })
    )

    test(
      "asks again for a page that has no places, and gives what came of it before only once",
      Effect.gen(function* () {
        const pages = new Map([
          [null, { DATA: range(0, 8), next_marker: "b" }],
          ["b", { DATA: [], next_marker: "c" }],
          ["c", { DATA: range(8, 10), next_marker: null }]
        ])
        // Each answer is longer than the one before it; the third does not come as far as the second did.
        const parts = [0.3, 0.8, 0.5]
        const service = yield* server((request, response) => {
          const marker = new URL(request.url ?? "", "http://localhost").searchParams.get("marker")
          const text = JSON.stringify(pages.get(marker))
          response.writeHead(200, { "content-type": "application/json" })
          const part = parts.shift()
          if (part === undefined) return void response.end(text)
          response.write(text.slice(0, Math.floor(text.length * part)))
          setTimeout(() => response.destroy(), 20)
        })
        const { listMarkedThingsStream } = yield* client({ baseUrl: service.url })
        expect(Chunk.toArray(yield* Stream.runCollect(listMarkedThingsStream()))).toEqual(range(0, 10))
        expect(asked(service.seen)).toEqual([
          "/v1/marked",
          "/v1/marked",
          "/v1/marked",
          "/v1/marked",
          "/v1/marked?marker=b",
          "/v1/marked?marker=c"
        ])
      })
    )

    test(
      "ends with the network error of a page that breaks off again and again without an item",
      Effect.gen(function* () {
        const service = yield* list(30, (response) => {
          response.write('{"DATA":[')
          setTimeout(() => response.destroy(), 5)
        })
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        const error = yield* Effect.flip(Stream.runCollect(listThingsStream()))
        expect(error).toMatchObject({ _tag: "GlobusNetworkError", operation: "listThings" })
        expect(service.seen).toHaveLength(3)
      })
    )

    test(
      "waits for each piece no longer than the deadline, and for a reader as long as it likes",
      Effect.gen(function* () {
        const service = yield* list(4, (response, text, { turn }) => {
          response.write(text.slice(0, 40))
          if (turn === 0) return
          setTimeout(() => response.end(text.slice(40)), 30)
        })
        const { listThingsStream } = yield* client({ baseUrl: service.url, timeout: "1 second" })
        const slowly = Stream.mapEffect(listThingsStream(), (thing) => Effect.delay(Effect.succeed(thing), 400))
        expect(Chunk.toArray(yield* Stream.runCollect(slowly))).toEqual(range(0, 4))
        yield* service.gone
        expect(asked(service.seen)).toEqual(["/v1/thing", "/v1/thing?offset=2"])
        const impatient = yield* client({ baseUrl: service.url, timeout: "10 millis", retry: Retry.never })
        const error = yield* Effect.flip(Stream.runDrain(impatient.listThingsStream()))
        expect(error).toMatchObject({ _tag: "GlobusTimeout", description: "no answer within 10ms" })
      })
    )

    it.scoped("keeps the deadline of each piece on a test's clock", () =>
      Effect.gen(function* () {
        const service = yield* list(4, (response, text) => void response.write(text.slice(0, 40)))
        const options = { baseUrl: service.url, timeout: "10 minutes", retry: Retry.never } as const
        const { listThingsStream } = yield* client(options)
        const failed = yield* Effect.fork(Effect.flip(Stream.runDrain(listThingsStream())))
        const later = TestServices.provideLive(Effect.sleep(20)).pipe(
          Effect.zipRight(TestClock.adjust("11 minutes")),
          Effect.zipRight(Fiber.poll(failed))
        )
        yield* Effect.repeat(later, { until: Option.isSome })
        expect(yield* Fiber.join(failed)).toMatchObject({ _tag: "GlobusTimeout", description: "no answer within 10m" })
        expect(service.seen).toHaveLength(1)
      }).pipe(Effect.provide(layer))
    )

    test(
      "says which item is not as declared, after those before it",
      Effect.gen(function* () {
        const service = yield* list(3, (response) =>
          response.end('{"DATA":[{"id":"t0"},{"id":"t1"},{"id":7}],"total":3,"request_id":"r"}')
        )
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        expect(yield* Effect.flip(Stream.runDrain(listThingsStream()))).toMatchObject({
          _tag: "GlobusDecodeError",
          documentPath: ["DATA", 2, "id"],
          description: "The answer is not as declared: DATA.2.id: expected string, found number",
          status: 200
        })
      })
    )

    for (const [what, text, expected] of [
      ["is none", '{"total":0}', { documentPath: ["DATA"] }],
      ["broke off", '{"DATA":[{"id":"t0"},{"id"', { description: "The answer is no JSON (application/json)" }],
      ["is a web page", "<html></html>", { description: "The answer is no JSON (application/json)" }],
      ["is empty", "", { description: "The answer is no JSON (application/json)" }]
    ] as const) {
      test(
        `fails where the list ${what}`,
        Effect.gen(function* () {
          const service = yield* list(1, (response) => response.end(text))
          const { listThingsStream } = yield* client({ baseUrl: service.url })
          const error = yield* Effect.flip(Stream.runDrain(listThingsStream()))
          expect(error).toMatchObject({ _tag: "GlobusDecodeError", ...expected })
          expect(service.seen).toHaveLength(1)
        })
      )
    }

    for (const [part, what, begin, piece] of [
      ["row", "an item that does not end", '{"DATA":[{"id":"', "x"],
      ["row", "an item in which there is no end of lists", '{"DATA":[{"id":', "["],
      ["envelope", "what stands before the items, without an end", '{"note":"', "x"],
      ["envelope", "another list, without an end", '{"note":[1', ",1"],
      ["envelope", "what stands behind the items, without an end", '{"DATA":[],"note":"', "x"],
      ["envelope", "blanks without an end", "", " "]
    ] as const) {
      test(
        `holds no more than the limit, and asks for it once: ${what}`,
        Effect.gen(function* () {
          const service = yield* list(1, (response) => {
            response.write(begin)
            const more = () => {
              while (response.write(piece.repeat(5000)));
              response.once("drain", more)
            }
            more()
          })
          const { listThingsStream } = yield* client({ baseUrl: service.url, maxHeldBytes: 2 ** 17 })
          expect(yield* Effect.flip(Stream.runDrain(listThingsStream()))).toMatchObject({
            _tag: "GlobusAnswerTooLarge",
            part,
            limit: 2 ** 17,
            operation: "listThings"
          })
          yield* service.gone
          expect(service.seen).toHaveLength(1)
        })
      )
    }

    test(
      "may have items as long as the limit, and any number of them",
      Effect.gen(function* () {
        const item = JSON.stringify({ id: "t", note: "x".repeat(2 ** 16 - 30) })
        const service = yield* list(1, (response) =>
          response.end(`{"DATA":[${Array.from({ length: 50 }, () => item).join(", ")}]}`)
        )
        const { listThingsStream } = yield* client({ baseUrl: service.url, maxHeldBytes: 2 ** 16 })
        expect(yield* Stream.runCount(listThingsStream())).toBe(50)
      })
    )

    test(
      "ends the request when it is interrupted",
      Effect.gen(function* () {
        const service = yield* list(3, (response) => void response.write('{"DATA":['))
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        const fiber = yield* Effect.fork(Stream.runDrain(listThingsStream()))
        yield* Effect.repeat(Effect.sleep(5), { until: () => service.seen.length > 0 })
        yield* Effect.sleep(20)
        yield* Fiber.interrupt(fiber)
        yield* service.gone
      })
    )

    test(
      "takes no more off the service than its reader reads",
      Effect.gen(function* () {
        let written = 0
        const row = JSON.stringify({ id: "t", note: "x".repeat(1000) })
        const service = yield* list(0, (response) => {
          response.write('{"total":1,"DATA":[')
          const more = () => {
            while (written < 64_000_000) {
              written += row.length + 1
              if (!response.write(`${row},`)) return void response.once("drain", more)
            }
            response.end(`${row}]}`)
          }
          more()
        })
        const { listThingsStream } = yield* client({ baseUrl: service.url })
        const stopped = yield* Stream.runHead(
          Stream.mapEffect(listThingsStream(), () =>
            Effect.delay(
              Effect.sync(() => written),
              300
            )
          )
        )
        expect(stopped).toMatchObject({ _tag: "Some" })
        expect(written).toBeLessThan(16_000_000)
      })
    )
  })
}

it.effect("a stream of items takes any number of pieces that come at once", () =>
  Effect.gen(function* () {
    const text = JSON.stringify({ DATA: range(0, 1000) })
    const pieces = Chunk.fromIterable(Array.from({ length: 200_000 }, (_, at) => text.slice(at, at + 1)))
    const body = Stream.fromChunk(Chunk.map(pieces, (letter) => new TextEncoder().encode(letter)))
    const network = HttpClient.make((request) =>
      Effect.succeed(Object.create(HttpClientResponse.fromWeb(request, new Response()), { stream: { value: body } }))
    )
    const { listThingsStream } = yield* Effect.provideService(things(), HttpClient.HttpClient, network)
    expect(yield* Stream.runCount(listThingsStream())).toBe(1000)
  })
)
