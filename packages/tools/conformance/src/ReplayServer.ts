/**
 * Plays recorded answers over real HTTP, and remembers what it was sent. Every recording has a part of the address space
 * of its own, `/<recording>/<host>/…`, so that many are played at once, and what goes to another host is seen.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as http from "node:http"
import type { Exchange } from "./Corpus.js"
import * as LoopbackServer from "./LoopbackServer.js"

/** A request that arrived. */
export interface Heard {
  /** The place of the exchange whose answer it got. None: there was none left. */
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
  /** Where a recorded URL is on this server. Other text stays. */
  readonly local: (url: string) => string
  /** What has arrived so far, in order. */
  readonly heard: ReadonlyArray<Heard>
}

export interface ReplayServer {
  /**
   * Begins to play. A request gets the answer of the next exchange that is for its method and address; of the very next,
   * if none is. `background` answers what no exchange is left for.
   */
  readonly play: (exchanges: ReadonlyArray<Exchange>, background?: ReadonlyArray<Exchange>) => Replay
}

interface Playing {
  readonly exchanges: ReadonlyArray<Exchange>
  readonly background: ReadonlyArray<Exchange>
  readonly heard: Array<Heard>
  /** The first exchange that may still be played. */
  next: number
}

/** They belong to the connection, or to a body that is stored decoded. */
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
  const headers = Object.entries(recorded.headers ?? {}).filter(([name]) => !ownHeaders.has(name.toLowerCase()))
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
    response.writeHead(501, { "content-type": "text/plain" }).end("Nothing more was recorded")
    return
  }
  const place = playing.next + Math.max(found, 0)
  playing.heard.push({ ...request, exchange: place })
  playing.next = place + 1
  answer(exchange, response)
}

/** A server of which each recording has a part. */
export const make: Effect.Effect<ReplayServer, never, Scope.Scope> = Effect.gen(function* () {
  const playings = new Map<string, Playing>()
  const baseUrl = yield* LoopbackServer.make((incoming, response) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
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
  })
  return {
    play: (exchanges, background = []) => {
      const id = String(playings.size)
      const playing: Playing = { exchanges, background, heard: [], next: 0 }
      playings.set(id, playing)
      return {
        local: (url) => url.replace(/^https?:\/\/([^/]+)/, (_, host: string) => `${baseUrl}/${id}/${host}`),
        heard: playing.heard
      }
    }
  }
})
