/** A request's body, as undici takes it. */
import { usedBody } from "../requestBody.js"
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

const isAsyncIterable = (body: object): body is AsyncIterable<unknown> =>
  Predicate.hasProperty(body, Symbol.asyncIterator) && Predicate.isFunction(body[Symbol.asyncIterator])

const noBody = "The body cannot be sent: use bytes, text, a form, a Blob or a stream"

/** Streams, and iterators of iterables, that were sent. */
const sent = new WeakSet<object>()

/** Whether it was read before. Node takes streams of the web, too, though its types do not say so. */
const isDisturbed = (body: ReadableStream): boolean => Reflect.apply(Readable.isDisturbed, Readable, [body]) === true

/** A body that gives its bytes once. Sent again, it would be empty, and a success. */
const once = (source: object, isUsed: boolean, open: () => Readable): RequestBody | string => {
  if (isUsed || sent.has(source)) return usedBody
  sent.add(source)
  return { body: open() }
}

/** What `fetch` takes, streams of Node and async iterables. */
const raw = (body: unknown): RequestBody | string => {
  if (body == null) return nothing
  if (body instanceof Uint8Array) return { body }
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
  if (body instanceof Readable) return once(body, body.destroyed || body.readableEnded, () => body)
  if (body instanceof ReadableStream) {
    return once(body, body.locked || isDisturbed(body), () => Readable.fromWeb(body))
  }
  if (!Predicate.isObject(body) || !isAsyncIterable(body)) return noBody
  // A generator is its own iterator, each time.
  const iterator = body[Symbol.asyncIterator]()
  return once(iterator, false, () => Readable.from({ [Symbol.asyncIterator]: () => iterator }, { objectMode: false }))
}

/** What goes out for a body, or why nothing can. */
export const requestBody = (body: Exclude<HttpBody.HttpBody, HttpBody.Stream>): RequestBody | string => {
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
