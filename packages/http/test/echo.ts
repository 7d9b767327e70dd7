/** A server that says what it was sent. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { serve } from "./servers.js"

export const Echo = Schema.Struct({
  method: Schema.String,
  headers: Schema.Record({ key: Schema.String, value: Schema.String }),
  body: Schema.StringFromBase64
})

export const echo = serve((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const { headers, method } = request
    response.end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString("base64") }))
  })
})

export const send = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.flatMap(echo, ({ url }) =>
    HttpClient.execute(HttpClientRequest.setUrl(request, url)).pipe(
      Effect.flatMap(({ json }) => json),
      Effect.flatMap(Schema.decodeUnknown(Echo))
    )
  )

export const post = (body: HttpBody.HttpBody) => send(HttpClientRequest.setBody(HttpClientRequest.post("/"), body))
