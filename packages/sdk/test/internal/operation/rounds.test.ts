import { describe, expect, it } from "@effect/vitest"
import { Effect, FastCheck, Layer, Stream } from "effect"
import { Authorization } from "../../../src/Authorization.js"
import * as FlowsClient from "../../../src/flows/FlowsClient.js"
import * as TransferClient from "../../../src/transfer/TransferClient.js"
import * as TransferClientV2 from "../../../src/transfer/TransferClientV2.js"
import { script, type Script, tokens } from "../../script.js"
import * as Retry from "../../../src/Retry.js"

const over = (service: Script) => Layer.merge(Layer.succeed(Authorization, tokens("Bearer t").service), service.layer)

const options = { retry: Retry.never }

/** A list of a client, by pages and by items, and what its pages look like. */
interface List {
  readonly parameter: string
  readonly page: (n: number, next: string | undefined) => object
  readonly pages: (service: Script) => Effect.Effect<Stream.Stream<unknown, unknown>, unknown>
  readonly items: (service: Script) => Effect.Effect<Stream.Stream<unknown, unknown>, unknown>
}

const transfer = (service: Script) => Effect.provide(TransferClient.make(options), over(service))
const flows = (service: Script) => Effect.provide(FlowsClient.make(options), over(service))
const second = (service: Script) => Effect.provide(TransferClientV2.make(options), over(service))

const lists: Readonly<Record<string, List>> = {
  "by markers": {
    parameter: "marker",
    page: (n, next) => ({ DATA: [{ source_path: String(n) }], next_marker: next ?? null }),
    pages: (service) =>
      Effect.map(transfer(service), (client) => client.taskSuccessfulTransfersPages({ task_id: "t" })),
    items: (service) =>
      Effect.map(transfer(service), (client) => client.taskSuccessfulTransfersStream({ task_id: "t" }))
  },
  "by markers that say that there is more": {
    parameter: "marker",
    page: (n, next) => ({ flows: [{ id: String(n) }], marker: next ?? "end", has_next_page: next !== undefined }),
    pages: (service) => Effect.map(flows(service), (client) => client.listFlowsPages()),
    items: (service) => Effect.map(flows(service), (client) => client.listFlowsStream())
  },
  "by links": {
    parameter: "page[marker]",
    page: (n, next) => ({
      data: [{ type: "Tunnel", id: String(n), attributes: { state: "X" } }],
      links: { next: next === undefined ? null : `https://x.example.org/v2/tunnels?page[marker]=${next}` }
    }),
    pages: (service) => Effect.map(second(service), (client) => client.listTunnelsPages()),
    items: (service) => Effect.map(second(service), (client) => client.listTunnelsStream())
  }
}

/** How many came of a stream, and what it failed with. */
const drained = <E>(stream: Stream.Stream<unknown, E>) =>
  Effect.suspend(() => {
    let count = 0
    return Stream.runForEach(stream, () => Effect.sync(() => count++)).pipe(
      Effect.match({ onFailure: (error) => ({ count, error }), onSuccess: () => ({ count, error: undefined }) })
    )
  })

for (const [name, { items, page, pages, parameter }] of Object.entries(lists)) {
  /** Pages in this order, by their markers; `after`: the one that comes after the last. */
  const service = (length: number, after: number | undefined) =>
    script((request) => {
      const n = Number((new URL(request.url).searchParams.get(parameter) ?? "m0").slice(1))
      const next = n + 1 < length ? n + 1 : after
      return Response.json(page(n, next === undefined ? undefined : `m${next}`))
    })

  describe(`a list ${name}`, () => {
    it.effect.prop(
      "that goes round gives each of its pages once, and fails",
      { length: FastCheck.integer({ min: 2, max: 6 }), back: FastCheck.nat() },
      ({ back, length }) =>
        Effect.gen(function* () {
          // The first page is asked for without a marker.
          const after = 1 + (back % (length - 1))
          if (name !== "by markers that say that there is more" && after === length - 1) return
          for (const list of [pages, items]) {
            const round = service(length, after)
            const { count, error } = yield* drained(yield* list(round))
            expect(error).toMatchObject({
              _tag: "GlobusDecodeError",
              message: expect.stringContaining("go round"),
              status: 200
            })
            expect([count, round.requests.length]).toEqual([length, length])
          }
        }),
      { fastCheck: { numRuns: 10 } }
    )

    it.effect("that ends gives all of its pages", () =>
      Effect.gen(function* () {
        for (const list of [pages, items]) {
          const { count, error } = yield* drained(yield* list(service(5, undefined)))
          expect([count, error]).toEqual([5, undefined])
        }
      })
    )

    it.effect("may be read again: what one reading saw is not the other's", () =>
      Effect.gen(function* () {
        for (const list of [pages, items]) {
          const stream = yield* list(service(3, undefined))
          expect([yield* drained(stream), yield* drained(stream)]).toEqual([
            { count: 3, error: undefined },
            { count: 3, error: undefined }
          ])
        }
      })
    )
  })
}
