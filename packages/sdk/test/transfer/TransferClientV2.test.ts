import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { Chunk, ConfigProvider, Effect, Layer, Schedule, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import type { ClientOptions } from "../../src/ClientOptions.js"
import type { GlobusError } from "../../src/GlobusError.js"
import type { NextPage } from "../../src/Paging.js"
import * as BookmarkV2 from "../../src/transfer/BookmarkV2.js"
import type { StreamAccessPoint } from "../../src/transfer/StreamAccessPoint.js"
import { resourceServer } from "../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../src/transfer/TransferApiV2.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import * as TransferClientV2 from "../../src/transfer/TransferClientV2.js"
import * as Tunnel from "../../src/transfer/Tunnel.js"
import { answersOf } from "../internal/wire/answers.js"
import { server } from "../internal/wire/server.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import { failure, json, script, settle, tokens, type Script } from "../script.js"

const authorizer = () => tokens("Bearer token-of-transfer")

const client = (service: Script, options: ClientOptions = {}, { service: authorization } = authorizer()) =>
  TransferClientV2.TransferClientV2.pipe(
    Effect.provide(
      TransferClientV2.layer(options).pipe(
        Layer.provide(Layer.succeed(Authorization, authorization)),
        Layer.provide(service.layer)
      )
    )
  )

const id = (end: string) => `6f1c2a7e-0000-4000-8000-0000000000${end}`
const tunnel_id = id("11")
const stream_ap_id = id("21")
const bookmark_id = id("31")
const collection = id("41")
const submission_id = id("51")

const meta = { request_id: "r" }
const tunnel = {
  type: "Tunnel",
  id: tunnel_id,
  attributes: { state: "AWAITING_LISTENER", label: null, listener_port: 9000, later: [1] },
  relationships: { listener: { data: { type: "StreamAccessPoint", id: stream_ap_id } }, owner: { data: null } }
}
const point = { type: "StreamAccessPoint", id: stream_ap_id, attributes: { display_name: "detector", keywords: null } }
const bookmark = {
  type: "Bookmark",
  id: bookmark_id,
  attributes: { name: "raw", path: "/raw/" },
  relationships: { collection: { data: { type: "Collection", id: collection } } }
}
const event = { type: "TunnelEvent", id: 7, attributes: { code: "STARTED", is_error: false } }
const made = Tunnel.createDocument({ initiator: id("22"), listener: stream_ap_id, label: "beam", submission_id })
const list = (...data: ReadonlyArray<unknown>) => ({ data, links: null, meta })

type Client = Omit<TransferClientV2.TransferClientV2.Service, "withResponse" | "request">
type Operations = Exclude<keyof Client, `${string}Stream` | `${string}Pages`>

const rows: Readonly<Record<Operations, Row<Client>>> = {
  createTunnel: {
    call: ({ createTunnel }) => createTunnel(made),
    request: "POST /v2/tunnels",
    body: {
      data: {
        type: "Tunnel",
        attributes: { label: "beam", submission_id },
        relationships: {
          listener: { data: { type: "StreamAccessPoint", id: stream_ap_id } },
          initiator: { data: { type: "StreamAccessPoint", id: id("22") } }
        }
      }
    },
    answer: { data: tunnel, meta }
  },
  listTunnels: {
    call: ({ listTunnels }) => listTunnels(),
    request: "GET /v2/tunnels",
    answer: list(tunnel, tunnel)
  },
  getTunnel: {
    call: ({ getTunnel }) => getTunnel({ tunnel_id }),
    request: `GET /v2/tunnels/${tunnel_id}`,
    answer: { data: tunnel, meta }
  },
  updateTunnel: {
    call: ({ updateTunnel }) => updateTunnel({ tunnel_id, ...Tunnel.updateDocument({ state: "STOPPING" }) }),
    request: `PATCH /v2/tunnels/${tunnel_id}`,
    body: { data: { type: "Tunnel", attributes: { state: "STOPPING" } } },
    answer: { data: tunnel, meta }
  },
  deleteTunnel: {
    call: ({ deleteTunnel }) => deleteTunnel({ tunnel_id }),
    request: `DELETE /v2/tunnels/${tunnel_id}`,
    answer: { data: null, meta }
  },
  getTunnelEvents: {
    call: ({ getTunnelEvents }) => getTunnelEvents({ tunnel_id, is_error: true, "page[limit]": 5 }),
    request: `GET /v2/tunnels/${tunnel_id}/events?is_error=true&page%5Blimit%5D=5`,
    answer: list(event, { id: 8, attributes: null })
  },
  getStreamAccessPoint: {
    call: ({ getStreamAccessPoint }) => getStreamAccessPoint({ stream_ap_id }),
    request: `GET /v2/stream_access_points/${stream_ap_id}`,
    answer: { data: point, meta }
  },
  listStreamAccessPoints: {
    call: ({ listStreamAccessPoints }) =>
      listStreamAccessPoints({ "filter[endpoint_admin]": true, "filter[fulltext]": "x ray", "page[marker]": "m" }),
    request:
      "GET /v2/stream_access_points?filter%5Bendpoint_admin%5D=true&filter%5Bfulltext%5D=x%20ray&page%5Bmarker%5D=m",
    answer: list(point)
  },
  createBookmark: {
    call: ({ createBookmark }) => createBookmark(BookmarkV2.createDocument({ collection, name: "raw", path: "/raw/" })),
    request: "POST /v2/bookmarks",
    body: {
      data: {
        type: "Bookmark",
        attributes: { name: "raw", path: "/raw/" },
        relationships: { collection: { data: { type: "Collection", id: collection } } }
      }
    },
    answer: { data: bookmark, meta }
  },
  listBookmarks: {
    call: ({ listBookmarks }) => listBookmarks({ include: "collection" }),
    request: "GET /v2/bookmarks?include=collection",
    answer: {
      ...list(bookmark, { ...bookmark, attributes: { name: "secret", path: null } }),
      included: [{ type: "Collection", id: collection, attributes: { display_name: "c", high_assurance: true } }]
    }
  },
  getBookmark: {
    call: ({ getBookmark }) => getBookmark({ bookmark_id, include: "collection" }),
    request: `GET /v2/bookmarks/${bookmark_id}?include=collection`,
    answer: { data: bookmark, meta, included: [] }
  },
  updateBookmark: {
    call: ({ updateBookmark }) =>
      updateBookmark({ bookmark_id, ...BookmarkV2.updateDocument({ name: "old", path: "/old/" }) }),
    request: `PATCH /v2/bookmarks/${bookmark_id}`,
    body: { data: { type: "Bookmark", attributes: { name: "old", path: "/old/" } } },
    answer: { data: bookmark, meta }
  },
  deleteBookmark: {
    call: ({ deleteBookmark }) => deleteBookmark({ bookmark_id }),
    request: `DELETE /v2/bookmarks/${bookmark_id}`,
    answer: { meta }
  }
}

describe("each operation", () => {
  eachOnTheWire(rows, (baseUrl) => TransferClientV2.make({ baseUrl }))

  it.effect("is here, in each form", () =>
    Effect.gen(function* () {
      const { request, withResponse, ...operations } = yield* client(script(json({})))
      const names = answersOf(TransferApiV2).map(([name]) => name)
      const lists = ["listTunnels", "getTunnelEvents", "listStreamAccessPoints", "listBookmarks"]
      expect(new Set(Object.keys(rows))).toEqual(new Set(names))
      expect(new Set(Object.keys(operations))).toEqual(
        new Set([...names, ...lists.flatMap((name) => [`${name}Stream`, `${name}Pages`])])
      )
      expect(new Set(Object.keys(withResponse))).toEqual(new Set(names))
      expect(request).toBeTypeOf("function")
    })
  )

  it.effect("of tunnels is also in the client of the first version", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json({ data: tunnel }), json({ data: tunnel }), json(list(event)), json({ data: point }))
      const transfer = yield* TransferClient.make().pipe(
        Effect.provideService(Authorization, own.service),
        Effect.provide(service.layer)
      )
      yield* transfer.createTunnel(made)
      yield* transfer.getTunnel({ tunnel_id })
      yield* Stream.runDrain(transfer.getTunnelEventsStream({ tunnel_id }))
      yield* transfer.getStreamAccessPoint({ stream_ap_id })
      expect(service.requests.map(({ url }) => url.href)).toEqual([
        "https://transfer.api.globus.org/v2/tunnels",
        `https://transfer.api.globus.org/v2/tunnels/${tunnel_id}`,
        `https://transfer.api.globus.org/v2/tunnels/${tunnel_id}/events`,
        `https://transfer.api.globus.org/v2/stream_access_points/${stream_ap_id}`
      ])
      expect(new Set(own.asked)).toEqual(new Set([resourceServer]))
    })
  )

  it.effect("is also in withResponse", () =>
    Effect.gen(function* () {
      const { withResponse } = yield* client(script(json({ data: tunnel }, 201)))
      expect(yield* withResponse.createTunnel(made)).toMatchObject({ status: 201, value: { data: { id: tunnel_id } } })
    })
  )
})

const sent = ({ requests }: Script, place = 0): unknown => JSON.parse(requests[place]?.text ?? "")

const uuid: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

describe("createTunnel", () => {
  const bare = Tunnel.createDocument({ initiator: id("22"), listener: stream_ap_id })

  for (const [name, over] of [
    [
      "TransferClient",
      (service: Script) =>
        TransferClient.make().pipe(
          Effect.provideService(Authorization, authorizer().service),
          Effect.provide(service.layer)
        )
    ],
    ["TransferClientV2", (service: Script) => client(service)]
  ] as const) {
    it.effect(`of ${name} is repeated with the same submission id`, () =>
      Effect.gen(function* () {
        const service = script(json({}, 503), json({}, 502), json({ data: tunnel }, 201))
        const { createTunnel } = yield* over(service)
        expect(yield* settle(createTunnel(bare))).toMatchObject({ _tag: "Success" })
        expect(sent(service)).toMatchObject({ data: { attributes: { submission_id: uuid } } })
        expect([sent(service, 1), sent(service, 2)]).toEqual([sent(service), sent(service)])
      })
    )

    it.effect(`of ${name} gets a new submission id for each call`, () =>
      Effect.gen(function* () {
        const service = script(json({ data: tunnel }), json({ data: tunnel }))
        const { withResponse } = yield* over(service)
        const call = withResponse.createTunnel({ data: { type: "Tunnel", relationships: bare.data.relationships } })
        yield* call
        yield* call
        expect(sent(service)).toMatchObject({ data: { attributes: { submission_id: uuid } } })
        expect(sent(service)).not.toEqual(sent(service, 1))
      })
    )
  }

  it.effect("is the only repeated one: other calls that create or change something are not", () =>
    Effect.gen(function* () {
      const service = script(json({}, 503))
      const { createBookmark, updateTunnel } = yield* client(service)
      const document = BookmarkV2.createDocument({ collection, name: "raw", path: "/raw/" })
      expect(yield* failure(createBookmark(document))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
      const update = { tunnel_id, ...Tunnel.updateDocument({ label: null }) }
      expect(yield* failure(updateTunnel(update))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
      expect(service.requests).toHaveLength(2)
    })
  )

  it.effect("is refused without its access points, and without a document", () =>
    Effect.gen(function* () {
      const service = script(json({ data: tunnel }))
      const { createTunnel } = yield* client(service)
      // @ts-expect-error: it has no relationships
      expect(yield* Effect.flip(createTunnel({ data: { type: "Tunnel" } }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "data.relationships"
      })
      // @ts-expect-error: it is no document
      expect(yield* Effect.flip(createTunnel({}))).toMatchObject({ _tag: "GlobusUsageError", field: "data" })
      // @ts-expect-error: nothing is given
      expect(yield* Effect.flip(createTunnel())).toMatchObject({ _tag: "GlobusUsageError", field: "data" })
      expect(service.requests).toEqual([])
    })
  )
})

describe("a document", () => {
  it("of a tunnel may have undeclared attributes", () => {
    const attributes = { listener_port: 9000, listener_ip_address: "10.0.0.7", x_rate: "fast" }
    expect(Tunnel.updateDocument(attributes)).toEqual({ data: { type: "Tunnel", attributes } })
    expect(Tunnel.createDocument({ initiator: "i", listener: "l", ...attributes }).data.attributes).toEqual(attributes)
    expect(Tunnel.createDocument({ initiator: "i", listener: "l" }).data.attributes).toEqual({})
  })
})

describe("a list", () => {
  const next = "https://elsewhere.example.org/steal?page%5Bmarker%5D=two&page%5Blimit%5D=3&x=1"
  const page = (link: string | null, ...ids: ReadonlyArray<string>) =>
    json({ data: ids.map((id) => ({ ...point, id })), links: link === null ? null : { next: link } })
  const pages = () => script(page(next, "a", "b"), page("?page[marker]=three"), page(null, "c"))
  const asked = ({ requests }: Script) => requests.map(({ url }) => decodeURIComponent(url.href))
  const argument = { "filter[fulltext]": "beam" }
  const at = "https://transfer.api.globus.org/v2/stream_access_points?filter[fulltext]=beam"

  it.effect("is read to its end, only at its own address", () =>
    Effect.gen(function* () {
      const [service, again] = [pages(), pages()]
      const { listStreamAccessPointsStream } = yield* client(service)
      const points = yield* Stream.runCollect(listStreamAccessPointsStream(argument, { query: { "page[limit]": 2 } }))
      expect(Chunk.toArray(points).map(({ id }) => id)).toEqual(["a", "b", "c"])
      expect(asked(service)).toEqual([
        `${at}&page[limit]=2`,
        `${at}&page[marker]=two&page[limit]=3`,
        `${at}&page[marker]=three`
      ])
      const { listStreamAccessPointsPages } = yield* client(again)
      yield* Stream.runDrain(listStreamAccessPointsPages(argument, { query: { "page[limit]": 2 } }))
      expect(asked(again)).toEqual(asked(service))
      expect(service.requests.map(({ headers }) => headers["authorization"])).toEqual(
        Array(3).fill("Bearer token-of-transfer")
      )
    })
  )

  it.effect("can be resumed after any page", () =>
    Effect.gen(function* () {
      const service = pages()
      const { listStreamAccessPointsPages, listStreamAccessPointsStream } = yield* client(service)
      const [first] = yield* Stream.runCollect(
        Stream.take(listStreamAccessPointsPages(argument, { query: { "page[limit]": 2 } }), 1)
      )
      expect(first?.next).toEqual({ "page[marker]": "two", "page[limit]": 3 })
      const rest = yield* Stream.runCollect(listStreamAccessPointsStream({ ...argument, ...first?.next }))
      expect(Chunk.toArray(rest).map(({ id }) => id)).toEqual(["c"])
      expect(asked(service)[1]).toBe(`${at}&page[marker]=two&page[limit]=3`)
      expectTypeOf(first?.next).toEqualTypeOf<NextPage<"page[marker]"> | undefined>()
      expectTypeOf(listStreamAccessPointsStream()).toEqualTypeOf<Stream.Stream<StreamAccessPoint, GlobusError>>()
    })
  )

  it.scopedLive("asks again for a broken page, and emits its items only once", () =>
    Effect.gen(function* () {
      let turn = 0
      const text = JSON.stringify({ data: ["a", "b", "c"].map((id) => ({ ...point, id })), links: { next } })
      const service = yield* server((request, response) => {
        response.setHeader("content-type", "application/json")
        if (request.url?.includes("marker") === true)
          return void response.end(JSON.stringify(list({ ...point, id: "d" })))
        if (turn++ > 0) return void response.end(text)
        response.write(text.slice(0, Math.floor(text.length * 0.7)))
        setTimeout(() => response.destroy(), 20)
      })
      const { listStreamAccessPointsStream } = yield* TransferClientV2.make({
        baseUrl: service.url,
        retry: Schedule.recurs(2)
      }).pipe(Effect.provideService(Authorization, authorizer().service), Effect.provide(FetchHttpClient.layer))
      const points = yield* Stream.runCollect(listStreamAccessPointsStream({}, { query: { "page[limit]": 3 } }))
      expect(Chunk.toArray(points).map(({ id }) => id)).toEqual(["a", "b", "c", "d"])
      expect(service.seen.map((line) => decodeURIComponent(line.split(" ")[1] ?? ""))).toEqual([
        "/v2/stream_access_points?page[limit]=3",
        "/v2/stream_access_points?page[limit]=3",
        "/v2/stream_access_points?page[marker]=two&page[limit]=3"
      ])
    })
  )

  it.effect("is paged by links in every list of this version", () =>
    Effect.gen(function* () {
      const second = { links: { next: "?page[marker]=2" } }
      const service = script(
        json({ data: [tunnel], ...second }),
        json({ data: [tunnel] }),
        json({ data: [event], ...second }),
        json({ data: [event] }),
        json({ data: [bookmark], ...second }),
        json({ data: [bookmark] })
      )
      const transfer = yield* client(service)
      expect(yield* Stream.runCount(transfer.listTunnelsStream())).toBe(2)
      expect(yield* Stream.runCount(transfer.getTunnelEventsStream({ tunnel_id }))).toBe(2)
      expect(yield* Stream.runCount(transfer.listBookmarksStream({ include: "collection" }))).toBe(2)
      expect(asked(service).at(-1)).toBe(
        "https://transfer.api.globus.org/v2/bookmarks?include=collection&page[marker]=2"
      )
    })
  )
})

describe("an error", () => {
  it.effect("of JSON:API has the common code of its errors, and every message", () =>
    Effect.gen(function* () {
      const errors = [
        { status: "409", code: "Taken", title: "Taken", detail: "The name is taken." },
        { status: "409", code: "Taken", title: "So is the path." }
      ]
      const service = script(json({ errors, meta: { request_id: "tv2" } }, 409))
      const { createBookmark } = yield* client(service)
      const document = BookmarkV2.createDocument({ collection, name: "raw", path: "/raw/" })
      expect(yield* Effect.flip(createBookmark(document))).toMatchObject({
        _tag: "GlobusConflict",
        code: "Taken",
        description: "The name is taken.; So is the path.",
        requestId: "tv2",
        errors: [
          { code: "Taken", message: "The name is taken." },
          { code: "Taken", message: "So is the path." }
        ]
      })
    })
  )

  it.effect("of a validator says what is wrong, and where", () =>
    Effect.gen(function* () {
      const detail = [{ loc: ["path", "tunnel_uuid"], msg: "no UUID", type: "uuid_parsing" }]
      const { getTunnel } = yield* client(script(json({ detail }, 422)))
      expect(yield* Effect.flip(getTunnel({ tunnel_id: "x" }))).toMatchObject({
        _tag: "GlobusInvalidRequest",
        description: "no UUID: path.tunnel_uuid"
      })
    })
  )

  it.effect("of a collection among others is not retried, except if the service answers 503", () =>
    Effect.gen(function* () {
      const errors = [{ code: "X" }, { code: "ExternalError" }]
      const once = script(json({ errors }, 502))
      const { getTunnel } = yield* client(once)
      expect(yield* failure(getTunnel({ tunnel_id }))).toMatchObject({ _tag: "GlobusCollectionFailure", status: 502 })
      expect(once.requests).toHaveLength(1)
      const twice = script(json({ errors }, 503), json({ data: tunnel }))
      expect(yield* settle((yield* client(twice)).getTunnel({ tunnel_id }))).toMatchObject({ _tag: "Success" })
      expect(twice.requests).toHaveLength(2)
    })
  )
})

describe("TransferClientV2", () => {
  it.effect("asks Globus Transfer, with its token", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json(list(bookmark)))
      yield* (yield* client(service, {}, own)).listBookmarks()
      expect(service.requests[0]?.url.href).toBe("https://transfer.api.globus.org/v2/bookmarks")
      expect(own.asked).toEqual([resourceServer])
    })
  )

  it.effect("has its address from GLOBUS_SDK_SERVICE_URL_TRANSFER", () =>
    Effect.gen(function* () {
      const service = script(json(list(bookmark)))
      const { listBookmarks } = yield* client(service).pipe(
        Effect.withConfigProvider(
          ConfigProvider.fromMap(new Map([["GLOBUS_SDK_SERVICE_URL_TRANSFER", "http://127.0.0.1:9/"]]))
        )
      )
      yield* listBookmarks()
      expect(service.requests[0]?.url.href).toBe("http://127.0.0.1:9/v2/bookmarks")
    })
  )

  it.effect("has handlers for a test", () =>
    Effect.gen(function* () {
      const { getBookmark } = yield* TransferClientV2.TransferClientV2
      expect(yield* getBookmark({ bookmark_id })).toEqual({ data: bookmark })
    }).pipe(Effect.provide(TransferClientV2.layerNoop({ getBookmark: () => Effect.succeed({ data: bookmark }) })))
  )
})
