/** A request's body, as undici takes it. */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { Blob } from "node:buffer"
import { Readable } from "node:stream"
import { ReadableStream } from "node:stream/web"
import * as Undici from "undici"
import { usedBody } from "../errors.js"
import { bytesOf, streamRuntime } from "../requestBody.js"
import { StreamBody } from "./StreamBody.js"

/** A body, and headers of its own, which those of the request override. */
export interface RequestBody {
  readonly body: Exclude<Undici.Dispatcher.DispatchOptions["body"], undefined>
  readonly headers?: Readonly<Record<string, string>>
}

const nothing: RequestBody = { body: null }

/** Undici writes length and content type of its own `FormData` only. Node's is the same but for the class. */
const formData = (form: FormData): RequestBody => {
  const body = new Undici.FormData()
  for (const [name, value] of form) body.append(name, value)
  return { body }
}

const isAsyncIterable = (body: object): body is AsyncIterable<unknown> =>
  Predicate.hasProperty(body, Symbol.asyncIterator) && Predicate.isFunction(body[Symbol.asyncIterator])

const noBody = "The body cannot be sent: use bytes, text, a form, a Blob or a stream"

/** Streams, and iterators of async iterables, that were sent. */
const sent = new WeakSet<object>()

/** Whether it was read before. Node takes a web stream here, though its types do not say so. */
const isDisturbed = (body: ReadableStream): boolean => Reflect.apply(Readable.isDisturbed, Readable, [body]) === true

/** A body that gives its bytes once. To send it again would succeed, with an empty body. */
const once = (source: object, isUsed: boolean, open: () => Readable): RequestBody | string => {
  if (isUsed || sent.has(source)) return usedBody
  sent.add(source)
  return { body: open() }
}

/** The bodies that `fetch` takes, streams of Node, and async iterables. */
const raw = (body: unknown): RequestBody | string => {
  if (body == null) return nothing
  const bytes = bytesOf(body)
  if (bytes !== undefined) return { body: bytes }
  if (typeof body === "string") return { body, headers: { "content-type": "text/plain;charset=UTF-8" } }
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
  // A generator gives the same iterator each time.
  const iterator = body[Symbol.asyncIterator]()
  return once(iterator, false, () => Readable.from({ [Symbol.asyncIterator]: () => iterator }, { objectMode: false }))
}

/** The body to send, or why it cannot be sent. */
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

/** A stream runs in a fiber of its own. When the request ends early, its readable is destroyed, which interrupts the fiber. */
export const streamBody = ({ stream }: HttpBody.Stream): Effect.Effect<RequestBody> =>
  Effect.map(streamRuntime, (runtime) => ({ body: new StreamBody(stream, runtime) }))
