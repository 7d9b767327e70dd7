/**
 * Compares the requests with the recorded ones, as a server sees them: percent-encoding, the order of different parameters,
 * and the layout of JSON do not matter.
 */
import * as Option from "effect/Option"
import type { Exchange, RecordedRequest } from "./Corpus.js"
import type { Mismatch, Order } from "./Mismatch.js"
import * as Mismatches from "./Mismatch.js"
import type { Heard } from "./ReplayServer.js"

type Pairs = ReadonlyArray<readonly [string, string]>

/** The values of each name, in order. */
const grouped = (pairs: Pairs): ReadonlyMap<string, ReadonlyArray<string>> => {
  const groups = new Map<string, ReadonlyArray<string>>()
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value])
  return groups
}

const pairs = (place: "query" | "form", recorded: Pairs, ours: Pairs, order: Order): ReadonlyArray<Mismatch> => {
  const [left, right] = [grouped(recorded), grouped(ours)]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    Mismatches.same(left.get(name), right.get(name), order)
      ? []
      : [{ place, name, recorded: left.get(name), ours: right.get(name) }]
  )
}

/** The decoded segments of a path. A slash inside of a segment is not one between two segments. */
const segments = (path: string): ReadonlyArray<string> =>
  path.split("/").map((segment) => Option.getOrElse(Option.liftThrowable(decodeURIComponent)(segment), () => segment))

/** The first part of a content type, as of `application/json; charset=utf-8`. */
const mediaType = (contentType: string): string | undefined => contentType.split(";")[0]?.trim().toLowerCase()

/** The scheme of credentials, or `<opaque>` for a value without one, as the recordings have it. */
const scheme = (authorization: string): string => /^(\S+) /.exec(authorization)?.[1] ?? "<opaque>"

/** Headers that connections and HTTP clients add. */
const ofTheConnection = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "sec-fetch-mode",
  "transfer-encoding",
  "user-agent"
])

/** The part of a header's value that is compared. The first product of the client info names the SDK itself. */
const read = (name: string, value: string | null | undefined): string | undefined => {
  if (value === null || value === undefined) return undefined
  switch (name) {
    case "content-type":
      return mediaType(value)
    case "x-globus-client-info":
      return value.split(";").slice(1).join(";")
    default:
      return value
  }
}

const headers = (recorded: RecordedRequest["headers"], ours: Heard["headers"]): ReadonlyArray<Mismatch> => {
  const names = new Set([...Object.keys(recorded), ...Object.keys(ours).filter((name) => !ofTheConnection.has(name))])
  const sent: Heard["headers"] = {
    ...ours,
    ...(ours["authorization"] === undefined ? {} : { authorization: scheme(ours["authorization"]) })
  }
  return [...names].flatMap((name): ReadonlyArray<Mismatch> => {
    const [left, right] = [read(name, recorded[name]), read(name, sent[name])]
    return left === right ? [] : [{ place: "header", name, recorded: left, ours: right }]
  })
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const isPairs = (body: unknown): body is Pairs =>
  Array.isArray(body) && body.every((pair) => Array.isArray(pair) && pair.length === 2)

const body = (recorded: RecordedRequest, ours: Buffer, order: Order): ReadonlyArray<Mismatch> => {
  const text = ours.toString("utf8")
  const wrong = (recorded: unknown): ReadonlyArray<Mismatch> => [
    { place: "body", recorded, ours: text === "" ? undefined : text }
  ]
  switch (recorded.bodyKind) {
    case "none":
      return text === "" ? [] : wrong(undefined)
    case "form":
      if (!isPairs(recorded.body)) return wrong(recorded.body)
      return pairs("form", recorded.body, [...new URLSearchParams(text)], order)
    case "json":
      return Option.match(parse(text), {
        onNone: () => wrong(recorded.body),
        onSome: (document) =>
          Mismatches.documents(recorded.body, document, order).map((mismatch) => ({ place: "json", ...mismatch }))
      })
    case "text": {
      if (text === recorded.body) return []
      const [left, right] = [
        Option.flatMap(Option.fromNullable(recorded.body), (body) => parse(String(body))),
        parse(text)
      ]
      return Option.isSome(left) && Option.isSome(right) && Mismatches.same(left.value, right.value, order)
        ? []
        : wrong(recorded.body)
    }
    case "base64":
      return ours.toString("base64") === recorded.body ? [] : wrong(recorded.body)
    default:
      return wrong(`a body of a kind that the harness does not know: ${recorded.bodyKind}`)
  }
}

const request = (recorded: RecordedRequest, ours: Heard, order: Order): ReadonlyArray<Mismatch> => {
  if (!URL.canParse(recorded.url)) return [{ place: "path", recorded: recorded.url, ours: ours.path }]
  const { host, pathname } = new URL(recorded.url)
  const one = (place: Mismatch["place"], recorded: unknown, ours: unknown): ReadonlyArray<Mismatch> =>
    recorded === ours ? [] : [{ place, recorded, ours }]
  return [
    ...one("method", recorded.method, ours.method),
    ...one("host", host, ours.host),
    ...(Mismatches.same(segments(pathname), segments(ours.path), { unordered: false })
      ? []
      : one("path", pathname, ours.path)),
    ...pairs("query", recorded.query, ours.query, order),
    ...headers(recorded.headers, ours.headers),
    ...body(recorded, ours.body, order)
  ]
}

/** All requests of a recording, in order. */
export const requests = (
  recorded: ReadonlyArray<Exchange>,
  heard: ReadonlyArray<Heard>,
  order: Order
): ReadonlyArray<Mismatch> => [
  ...recorded.flatMap((exchange, place): ReadonlyArray<Mismatch> => {
    const ours = heard.find((heard) => heard.exchange === place)
    if (ours === undefined) {
      const { method, url } = exchange.request
      return [{ place: "request missing", exchange: place, recorded: `${method} ${url}`, ours: undefined }]
    }
    return request(exchange.request, ours, order).map((mismatch) => ({ ...mismatch, exchange: place }))
  }),
  ...heard
    .filter((heard) => heard.exchange === undefined)
    .map(({ host, method, path }): Mismatch => ({
      place: "request beyond",
      recorded: undefined,
      ours: `${method} ${host}${path}`
    }))
]
