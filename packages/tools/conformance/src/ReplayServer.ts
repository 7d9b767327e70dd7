/**
 * Plays recorded answers over real HTTP, and remembers the requests. Each place of the server is a part of its address space,
 * `/<place>/<host>/…`, so that many recordings are played at once and a request to another host is seen.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as http from "node:http"
import type { Exchange } from "./Corpus.js"
import { httpHeaders, isFinalStatus } from "./HttpAnswer.js"
import * as LoopbackServer from "./LoopbackServer.js"

/** A request that arrived. */
export interface Heard {
  /** The index of the exchange whose answer it got. Undefined: no exchange was left. */
  readonly exchange: number | undefined
  readonly method: string
  readonly host: string
  /** As it was sent: percent-encoded. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A recording that is being played. */
export interface Replay {
  /** The address on this server for a recorded URL. Other text stays as it is. */
  readonly local: (url: string) => string
  /** The requests so far, in order. */
  readonly heard: ReadonlyArray<Heard>
}

export interface ReplayServer {
  /** A place where nothing is played yet. */
  readonly place: () => string
  /**
   * Plays a recording at a place, by default a new one, and ends what was played there. A request gets the answer of the next
   * exchange for its method and address, or of the very next exchange if there is none. `background` answers requests that
   * no exchange is left for.
   */
  readonly play: (
    exchanges: ReadonlyArray<Exchange>,
    options?: { readonly background?: ReadonlyArray<Exchange> | undefined; readonly place?: string | undefined }
  ) => Replay
}

interface Playing {
  readonly exchanges: ReadonlyArray<Exchange>
  readonly background: ReadonlyArray<Exchange>
  readonly heard: Array<Heard>
  /** The first exchange that may still be played. */
  next: number
}

/** Headers of the connection, and of a body that is recorded in decoded form. */
const ownHeaders = new Set(["connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"])

const decoded = (path: string): string => {
  try {
    return path.split("/").map(decodeURIComponent).join("\0")
  } catch {
    return path
  }
}

const isFor = ({ request }: Exchange, heard: Omit<Heard, "exchange">): boolean => {
  if (request.method !== heard.method || !URL.canParse(request.url)) return false
  const { host, pathname } = new URL(request.url)
  return host === heard.host && decoded(pathname) === decoded(heard.path)
}

const answer = ({ response: recorded }: Exchange, response: http.ServerResponse): void => {
  if ("exception" in recorded) {
    // A timeout is silence: the client gives up by itself.
    if (!/timeout/i.test(recorded.exception)) response.socket?.destroy()
    return
  }
  if (!isFinalStatus(recorded.status)) return void response.socket?.destroy()
  const headers = Object.entries(httpHeaders(recorded.headers ?? {})).filter(
    ([name]) => !ownHeaders.has(name.toLowerCase())
  )
  response.writeHead(recorded.status, Object.fromEntries(headers))
  const { body } = recorded
  switch (recorded.bodyKind) {
    case "json":
      response.end(JSON.stringify(body))
      break
    case "base64":
      response.end(Buffer.from(String(body), "base64"))
      break
    default:
      response.end(typeof body === "string" ? body : undefined)
  }
}

const perform = (playing: Playing, request: Omit<Heard, "exchange">, response: http.ServerResponse): void => {
  const left = playing.exchanges.slice(playing.next)
  const found = left.findIndex((exchange) => isFor(exchange, request))
  const exchange = left[Math.max(found, 0)]
  const background = found === -1 ? playing.background.find((exchange) => isFor(exchange, request)) : undefined
  if (background !== undefined) return answer(background, response)
  if (exchange === undefined) {
    playing.heard.push({ ...request, exchange: undefined })
    const last = playing.exchanges.at(-1)
    // Where the connection broke because HTTP cannot carry the answer, it breaks again.
    if (last !== undefined && "status" in last.response && !isFinalStatus(last.response.status)) {
      return answer(last, response)
    }
    response.writeHead(501, { "content-type": "text/plain" }).end("Nothing more was recorded")
    return
  }
  const place = playing.next + Math.max(found, 0)
  playing.heard.push({ ...request, exchange: place })
  playing.next = place + 1
  answer(exchange, response)
}

/** Starts the server. */
export const make: Effect.Effect<ReplayServer, never, Scope.Scope> = Effect.gen(function* () {
  const playings = new Map<string, Playing>()
  let places = 0
  const newPlace = () => String(places++)
  const baseUrl = yield* LoopbackServer.make((incoming, response) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on(
      "end",
      LoopbackServer.guarded(response, () => {
        const [, id = "", host = "", path = "", query = ""] =
          /^\/([^/?]*)\/([^/?]*)([^?]*)\??(.*)$/s.exec(incoming.url ?? "") ?? []
        const playing = playings.get(id)
        if (playing === undefined) {
          response.writeHead(404).end()
          return
        }
        const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
        perform(
          playing,
          {
            method: incoming.method ?? "",
            host: decodeURIComponent(host),
            path: path === "" ? "/" : path,
            query: [...new URLSearchParams(query)],
            headers: Object.fromEntries(headers),
            body: Buffer.concat(chunks)
          },
          response
        )
      })
    )
  })
  return {
    place: newPlace,
    play: (exchanges, { background = [], place: id = newPlace() } = {}) => {
      const playing: Playing = { exchanges, background, heard: [], next: 0 }
      playings.set(id, playing)
      return {
        local: (url) => url.replace(/^https?:\/\/([^/]+)/, (_, host: string) => `${baseUrl}/${id}/${host}`),
        heard: playing.heard
      }
    }
  }
})
