/** Requests that no client would make, to every route there is, over a socket: the sandbox refuses, and never breaks. */
import { describe, expect, it } from "@effect/vitest"
import { gcsCollectionScopes } from "@effect-globus/sdk/Scopes"
import * as Operation from "@effect-globus/sdk/Operation"
import * as HttpApi from "@effect/platform/HttpApi"
import * as Arbitrary from "effect/Arbitrary"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { connect } from "node:net"
import { join } from "node:path"
import { GlobusApi } from "../src/GlobusApi.js"
import { endpointId } from "../src/gcs/SandboxEndpoint.js"
import { layer, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"
import { plant, temporaryDirectory } from "./transfer/TransferFixture.js"

const collection = "6f1c2a7e-0000-4000-8000-0000000000c1"

interface Route {
  readonly method: string
  readonly path: string
  readonly service: string
  /** Documents as declared, with odd values in them. */
  readonly documents: FastCheck.Arbitrary<unknown>
}

const documentsOf = (payload: Option.Option<Schema.Schema.All>): FastCheck.Arbitrary<unknown> => {
  if (Option.isNone(payload)) return FastCheck.constant({})
  try {
    return Arbitrary.make(Schema.encodedSchema(Schema.make<unknown>(payload.value.ast)))
  } catch {
    return FastCheck.constant({})
  }
}

const routes: ReadonlyArray<Route> = (() => {
  const found: Array<Route> = []
  HttpApi.reflect(GlobusApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, mergedAnnotations }) => {
      const service = Option.getOrElse(Context.getOption(mergedAnnotations, Operation.ResourceServer), () => collection)
      found.push({
        method: endpoint.method,
        path: endpoint.path,
        service,
        documents: documentsOf(endpoint.payloadSchema)
      })
    }
  })
  return found
})()

/** One request, byte by byte, and the first line of what comes back. */
const exchange = (port: number, head: string, body: Uint8Array, goesAway: boolean) =>
  Effect.async<string>((resume) => {
    let text = ""
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(Buffer.from(head, "latin1"))
      if (goesAway) socket.end(body)
      else socket.write(body)
    })
    // A server that refuses early may close while the request is still being written.
    socket.on("error", () => {})
    socket.on("data", (piece) => {
      text += piece.toString("latin1")
    })
    socket.on("close", () => resume(Effect.succeed(text)))
    return Effect.sync(() => socket.destroy())
  }).pipe(Effect.timeoutOption("10 seconds"), Effect.map(Option.getOrElse(() => "no answer")))

const nested = (open: string, close: string) => (depth: number) => open.repeat(depth) + close.repeat(depth)

/** Stands for the ids of what there is when the requests are sent. */
const known = "KNOWN"

const piece = FastCheck.oneof(
  { arbitrary: FastCheck.constant(known), weight: 6 },
  FastCheck.constantFrom(
    collection,
    endpointId,
    "",
    "%",
    "%zz",
    "%00",
    "%ff%fe",
    "%2e%2e",
    "..",
    "%0d%0a",
    "~",
    "*",
    "__proto__",
    "x".repeat(300)
  ),
  FastCheck.string().map(encodeURIComponent),
  FastCheck.string({ unit: FastCheck.integer({ min: 33, max: 255 }).map((code) => String.fromCharCode(code)) })
)

const query = FastCheck.array(
  FastCheck.tuple(
    FastCheck.constantFrom(
      "path",
      "limit",
      "offset",
      "filter",
      "orderby",
      "q",
      "ids",
      "usernames",
      "scope",
      "client_id",
      "marker",
      "fields",
      "%zz",
      "include"
    ),
    FastCheck.oneof(piece, FastCheck.constantFrom("-1", "1e9", "name:~" + "*a".repeat(20), "[".repeat(500)))
  ),
  { maxLength: 4 }
).map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`))

const contentType = FastCheck.oneof(
  { arbitrary: FastCheck.constant("application/json"), weight: 6 },
  FastCheck.constantFrom(
    undefined,
    "",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "text/plain",
    "text/plain; charset=utf-16",
    "application/octet-stream",
    "application/json; charset=latin1",
    "APPLICATION/JSON",
    ";",
    "/"
  ),
  FastCheck.string({ unit: FastCheck.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)) })
)

const bodyOf = ({ documents }: Route): FastCheck.Arbitrary<Uint8Array> =>
  FastCheck.oneof(
    FastCheck.oneof(
      { arbitrary: documents.map((document) => JSON.stringify(document) ?? ""), weight: 4 },
      FastCheck.json(),
      FastCheck.integer({ min: 1, max: 20_000 }).map(nested("[", "]")),
      FastCheck.integer({ min: 1, max: 20_000 }).map(nested('{"filters":[{"type":"and","filters":[', "]}]}")),
      FastCheck.string(),
      FastCheck.constantFrom("", "null", "--x\r\n\r\n--x--", "a=1&a=2&b", "grant_type=refresh_token&refresh_token=x")
    ).map((text) => new TextEncoder().encode(text)),
    FastCheck.uint8Array({ maxLength: 300 })
  )

const framing = FastCheck.oneof(
  { arbitrary: FastCheck.constant("length" as const), weight: 9 },
  FastCheck.constantFrom("chunked" as const, "none" as const, "cut" as const, "odd" as const)
)
const more = FastCheck.oneof(
  { arbitrary: FastCheck.constant(""), weight: 5 },
  FastCheck.constantFrom(
    `X-Long: ${"x".repeat(14_000)}\r\n`,
    `X-Longer: ${"x".repeat(40_000)}\r\n`,
    "Upgrade: websocket\r\nConnection: Upgrade\r\n",
    "Accept: text/html\r\n",
    "Expect: 100-continue\r\n",
    "Range: bytes=5-1\r\nIf-Range: x\r\n",
    "Cookie: =;=;\r\n",
    "Content-Range: bytes */\r\n"
  )
)

const oddRequest = FastCheck.constantFrom(...routes).chain((route) =>
  FastCheck.record({
    path: FastCheck.constant(route.path),
    service: FastCheck.constant(route.service),
    method: FastCheck.oneof(
      { arbitrary: FastCheck.constant(route.method), weight: 8 },
      FastCheck.constantFrom("GET", "HEAD", "OPTIONS", "PATCH", "DELETE", "PROPFIND", "TRACE", "BREW")
    ),
    pieces: FastCheck.array(piece, { minLength: 4, maxLength: 4 }),
    query,
    contentType,
    body: bodyOf(route),
    framing,
    more,
    admitted: FastCheck.integer({ min: 0, max: 9 }).map((one) => one > 0)
  })
)

type OddRequest = typeof oddRequest extends FastCheck.Arbitrary<infer A> ? A : never

/** What goes over the wire. One whose framing is `cut` announces more than it sends. */
const headAndBody = (
  { admitted, body, contentType, framing, method, more, path, pieces, query }: OddRequest,
  token: string,
  port: number,
  ids: ReadonlyArray<string>
): readonly [head: string, body: Uint8Array] => {
  let next = 0
  const filled = path.replaceAll(/:(\w+)|\*/g, (_, name: string | undefined) => {
    const piece = pieces[next++ % pieces.length] ?? ""
    return piece === known
      ? ((ids.find((id) => id.startsWith(`${name} `)) ?? ` ${collection}`).split(" ")[1] ?? "")
      : piece
  })
  const lines = [`${method} ${filled}${query} HTTP/1.1`, `Host: localhost:${port}`, "Connection: close"]
  if (admitted) lines.push(`Authorization: Bearer ${token}`)
  if (contentType !== undefined) lines.push(`Content-Type: ${contentType}`)
  const chunk = body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]
  const chunked = Buffer.concat([...chunk, Buffer.from("0\r\n\r\n")])
  const length = { length: body.length, cut: body.length + 100, odd: -1 }
  if (framing === "chunked") lines.push("Transfer-Encoding: chunked")
  else if (framing !== "none") lines.push(`Content-Length: ${length[framing]}`)
  return [
    `${lines.join("\r\n")}\r\n${more}\r\n`,
    framing === "chunked" ? chunked : framing === "none" ? new Uint8Array() : body
  ]
}

describe("odd requests", () => {
  it.live(
    "get no 500, whatever they are, and nothing breaks inside",
    () =>
      Effect.gen(function* () {
        const home = yield* temporaryDirectory
        plant(home, { "root/hello.txt": "Hello, world" })
        const broken: Array<unknown> = []
        const watch = Logger.replace(
          Logger.defaultLogger,
          Logger.make(({ cause, logLevel, message }) => {
            if (LogLevel.greaterThanEqual(logLevel, LogLevel.Warning)) broken.push([message, cause])
          })
        )
        const collections = [{ id: collection, displayName: "Here", root: join(home, "root") }]
        yield* Effect.gen(function* () {
          const { baseUrl, issueTokens } = yield* Sandbox
          const port = Number(new URL(baseUrl).port)
          const tokens = yield* issueTokens({
            scopes: [
              ...["view_identities", "manage_consents"].map((name) => `urn:globus:auth:scope:auth.globus.org:${name}`),
              Ask.transferAll,
              Ask.groupsAll,
              "urn:globus:auth:scope:search.api.globus.org:all",
              "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer",
              "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all",
              "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/manage_flows",
              "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all",
              `urn:globus:auth:scope:${endpointId}:manage_collections`,
              gcsCollectionScopes(collection).https
            ]
          })
          const all = new Map(
            [tokens, ...tokens.other_tokens].map(({ access_token, resource_server }) => [resource_server, access_token])
          )
          const made = (service: string, parameter: string, path: string, document: unknown) =>
            Effect.promise(async () => {
              const response = await fetch(new URL(path, baseUrl), {
                method: "POST",
                headers: { authorization: `Bearer ${all.get(service)}`, "content-type": "application/json" },
                body: JSON.stringify(document)
              })
              const answer = Ask.parse(await response.text())
              expect([path, response.status]).toStrictEqual([path, expect.toSatisfy((status: number) => status < 300)])
              return `${parameter} ${String(answer["id"] ?? answer["task_id"])}`
            })
          const definition = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } }
          const ids = [
            `endpoint_id ${collection}`,
            `collection_id ${collection}`,
            yield* made("groups.api.globus.org", "group_id", "/v2/groups", { name: "g" }),
            yield* made("search.api.globus.org", "index_id", "/v1/index", { display_name: "i", description: "d" }),
            yield* made("flows.globus.org", "flow_id", "/flows", { title: "f", definition, input_schema: {} }),
            yield* made("transfer.api.globus.org", "bookmark_id", "/v0.10/bookmark", {
              name: "b",
              endpoint_id: collection,
              path: "/"
            }),
            yield* made("transfer.api.globus.org", "task_id", "/v0.10/delete", {
              DATA_TYPE: "delete",
              submission_id: collection,
              endpoint: collection,
              DATA: [{ DATA_TYPE: "delete_item", path: "/nothing" }]
            })
          ]
          yield* Effect.promise(() =>
            FastCheck.assert(
              FastCheck.asyncProperty(oddRequest, async (odd) => {
                const [head, body] = headAndBody(odd, all.get(odd.service) ?? "", port, ids)
                const answer = await Effect.runPromise(exchange(port, head, body, odd.framing === "cut"))
                const status = /^HTTP\/1\.1 (?:100 Continue\r\n\r\nHTTP\/1\.1 )?(\d{3})/.exec(answer)?.[1] ?? answer
                // Who breaks off is no longer there to be answered.
                const fine = odd.framing === "cut" ? /^((?!500)[2-5]\d\d|)$/ : /^(?!500)[2-5]\d\d$/
                expect([status, broken]).toStrictEqual([expect.stringMatching(fine), []])
                // Where the files really lie is nobody's business.
                expect(answer).not.toContain(home)
              }),
              { numRuns: 400 }
            )
          )
        }).pipe(Effect.provide(layer({ collections }).pipe(Layer.provideMerge(watch))))
      }).pipe(Effect.scoped),
    120_000
  )
})
