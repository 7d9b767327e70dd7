/** A collection on loopback with one file, and with the faults that a test gives it. */
import { createHash } from "node:crypto"
import * as Http from "node:http"
import * as Effect from "effect/Effect"

/** The file and the faults that a request gets. */
export interface Found {
  readonly content: Uint8Array
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  /** Answers each GET with the whole file. */
  readonly noRanges?: boolean
  /** Sends neither the length of an answer nor that ranges are supported. */
  readonly isChunked?: boolean
  /** The connection ends after this many bytes of the body. */
  readonly cut?: number | undefined
  /** The most bytes in one answer to a range. */
  readonly atMost?: number | undefined
  /** Does not send the length of the file with a part. */
  readonly isStarred?: boolean
  /** Replaces the answer. */
  readonly answer?: Http.RequestListener
}

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Http.IncomingHttpHeaders
}

const satisfies = (found: Found, condition: string | undefined) =>
  condition === undefined || condition === found.etag || condition === found.lastModified

const give = (found: Found, request: Http.IncomingMessage, response: Http.ServerResponse) => {
  const { atMost, content, cut, etag, isChunked, isStarred, lastModified, noRanges } = found
  if (etag !== undefined) response.setHeader("etag", etag)
  if (lastModified !== undefined) response.setHeader("last-modified", lastModified)
  const condition = request.headers["if-range"]
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? []
  let body = content
  if (
    from !== undefined &&
    noRanges !== true &&
    satisfies(found, condition === undefined ? undefined : String(condition))
  ) {
    const first = Number(from)
    const asked = to === undefined || to === "" ? content.length : Number(to) + 1
    const behind = Math.min(asked, content.length, first + (atMost ?? Infinity))
    if (first >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` })
      return void response.end()
    }
    body = content.subarray(first, behind)
    response.statusCode = 206
    response.setHeader("content-range", `bytes ${first}-${behind - 1}/${isStarred === true ? "*" : content.length}`)
  }
  if (isChunked !== true || request.method === "HEAD") response.setHeader("content-length", body.length)
  if (request.method === "HEAD") return void response.end()
  if (cut === undefined || cut >= body.length) return void response.end(body)
  response.flushHeaders()
  // The written bytes must be sent before the connection ends.
  response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 5))
}

/** `found` gives the file and the faults for request number `turn`, from 0. HEAD does not count. */
export const fileServer = (found: (turn: number) => Found) =>
  Effect.gen(function* () {
    const seen: Array<Seen> = []
    let turn = 0
    const http = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Http.createServer((request, response) => {
          seen.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers })
          const file = found(request.method === "HEAD" ? Math.max(turn - 1, 0) : turn++)
          if (file.answer === undefined) give(file, request, response)
          else file.answer(request, response)
        })
      ),
      (http) =>
        Effect.sync(() => {
          http.closeAllConnections()
          http.close()
        })
    )
    yield* Effect.async<void>((resume) => void http.listen(0, "127.0.0.1", () => resume(Effect.void)))
    const address = http.address()
    return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, seen }
  })

/** Bytes without repetitions. */
export const bytes = (length: number): Uint8Array => {
  const all = Buffer.alloc(length)
  for (let at = 0; at < length; at += 32) createHash("sha256").update(String(at)).digest().copy(all, at)
  return all
}
