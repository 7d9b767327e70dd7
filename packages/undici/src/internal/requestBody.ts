/** A request's body, as undici takes it. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import { Blob } from "node:buffer"
import { Readable } from "node:stream"
import { ReadableStream } from "node:stream/web"
import * as Undici from "undici"
import { StreamBody } from "./StreamBody.js"

/** A body, and the headers that it brings along where the request has none. */
export interface RequestBody {
  readonly body: Exclude<Undici.Dispatcher.DispatchOptions["body"], undefined>
  readonly headers?: Readonly<Record<string, string>>
}

const nothing: RequestBody = { body: null }

/** Undici knows its own FormData by its length, and writes its content type; Node's differs in nothing but the class. */
const formData = (form: FormData): RequestBody => {
  const body = new Undici.FormData()
  for (const [name, value] of form) body.append(name, value)
  return { body }
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<unknown> =>
  Predicate.hasProperty(body, Symbol.asyncIterator)

/** What `fetch` takes, and streams of Node; undefined: it can not be sent. */
const raw = (body: unknown): RequestBody | undefined => {
  if (body == null) return nothing
  if (body instanceof Uint8Array || body instanceof Readable) return { body }
  if (typeof body === "string") return { body, headers: { "content-type": "text/plain;charset=UTF-8" } }
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body) }
  if (ArrayBuffer.isView(body)) return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) }
  if (body instanceof URLSearchParams) {
    return {
      body: body.toString(),
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" }
    }
  }
  if (body instanceof FormData) return formData(body)
  if (body instanceof Blob) {
    return {
      body: Readable.from(body.stream()),
      headers: { "content-length": String(body.size), ...(body.type === "" ? {} : { "content-type": body.type }) }
    }
  }
  if (body instanceof ReadableStream) return { body: Readable.fromWeb(body) }
  return isAsyncIterable(body) ? { body: Readable.from(body, { objectMode: false }) } : undefined
}

/** What goes out for a body; undefined: it can not be sent. */
export const requestBody = (body: Exclude<HttpBody.HttpBody, HttpBody.Stream>): RequestBody | undefined => {
  switch (body._tag) {
    case "Empty":
      return nothing
    case "Uint8Array":
      return body
    case "FormData":
      return formData(body.formData)
    case "Raw":
      return raw(body.body)
  }
}

/**
 * A stream runs in a fiber of its own: destroying its readable, as happens when the request ends early, interrupts it, also
 * where the program can not be interrupted.
 */
export const streamBody = ({ stream }: HttpBody.Stream): Effect.Effect<RequestBody> =>
  Effect.map(Effect.runtime(), (runtime) => ({
    body: new StreamBody(stream, Runtime.enableRuntimeFlag(runtime, RuntimeFlags.Interruption))
  }))
