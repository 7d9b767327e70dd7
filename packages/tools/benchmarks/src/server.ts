/**
 * The server of all contenders: `node:http` with prepared answers, so that it needs as little time as possible. It
 * accepts every token except the expired one.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { createServer } from "node:http"
import { collectionId, listing, resourceServer, taskId } from "./documents.js"

/** The documents that it serves. */
export interface Documents {
  readonly task: object
  readonly rows: number
  /** Extra bytes of a file beyond the size in its name. */
  readonly surplus?: number
}

export const paths = {
  task: `/v0.10/task/${taskId}`,
  listing: `/v0.10/operation/endpoint/${collectionId}/ls`,
  token: "/v2/oauth2/token",
  /** Followed by the size of the file in bytes. */
  file: "/files/"
} as const

/** The access token that is answered with 401. */
export const expiredToken = "an-expired-token"

const bytes = (document: object): Buffer => Buffer.from(JSON.stringify(document))

// Without a new refresh token, so that the old one stays valid (RFC 6749, section 6).
const tokens = bytes({
  access_token: "renewed",
  expires_in: 172_800,
  resource_server: resourceServer,
  scope: `urn:globus:auth:scope:${resourceServer}:all`,
  token_type: "Bearer",
  other_tokens: []
})

const refusal = bytes({ code: "AuthenticationFailed", message: "Token is not active", request_id: "aaaaaaaaa" })

const piece = Buffer.alloc(1024 * 1024)

const sendFile = (response: ServerResponse, bytes: number) => {
  let left = bytes
  response.writeHead(200, { "content-length": bytes, etag: '"one"', "accept-ranges": "bytes" })
  const more = () => {
    while (left > 0 && !response.destroyed) {
      const part = left < piece.length ? piece.subarray(0, left) : piece
      left -= part.length
      if (!response.write(part)) return void response.once("drain", more)
    }
    response.end()
  }
  more()
}

/** The counts since the last question. */
export interface Counts {
  readonly tokenRequests: number
  /** Calls that were answered with 401. */
  readonly refused: number
}

/** Makes the server, which does not listen yet, and its counts. */
export const make = (documents: Documents): { readonly server: Server; readonly takeCounts: () => Counts } => {
  const small = bytes(documents.task)
  const big = bytes(listing(documents.rows))
  let counts = { tokenRequests: 0, refused: 0 }

  const answer = (response: ServerResponse, status: number, body: Buffer) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length })
    response.end(body)
  }

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split("?")[0]
    if (path === paths.token) {
      counts.tokenRequests++
      request.resume()
      // About as long as a real one takes, so that a storm can build up.
      setTimeout(() => answer(response, 200, tokens), 20)
    } else if (request.headers.authorization === `Bearer ${expiredToken}`) {
      counts.refused++
      answer(response, 401, refusal)
    } else if (path === paths.task) answer(response, 200, small)
    else if (path === paths.listing) answer(response, 200, big)
    else if (path?.startsWith(paths.file) === true) {
      const bytes = Number(path.slice(paths.file.length)) + (documents.surplus ?? 0)
      if (request.method === "GET") return sendFile(response, bytes)
      let taken = 0
      request.on("data", (part: Buffer) => {
        taken += part.length
      })
      request.on("end", () => response.writeHead(taken === bytes ? 201 : 400, { "content-length": 0 }).end())
    } else answer(response, 404, bytes({ code: "NotFound", message: "There is no such document" }))
  }

  const server = createServer(handle)
  // Otherwise a client would lose its connections between its turns.
  server.keepAliveTimeout = 600_000
  const takeCounts = () => {
    const taken = counts
    counts = { tokenRequests: 0, refused: 0 }
    return taken
  }
  return { server, takeCounts }
}
