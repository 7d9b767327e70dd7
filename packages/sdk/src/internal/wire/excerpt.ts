/** How much of an answer an error keeps, and how much of it is read: a service, or a proxy, may send any length. */
import type { ApiError } from "../../GlobusError.js"
import { apiError } from "./apiError.js"

/** Bytes that an error keeps of a body, and of a message. */
const kept = 64 * 1024

/** Bytes of a body that are read for what went wrong. A document that is longer is taken for text. */
const read = 2 ** 20

/** The beginning of a text: at most so many bytes of UTF-8, and no half of a character. A copy, so that the rest can go. */
const beginning = (text: string, bytes: number): string => {
  if (text.length * 3 <= bytes) return text
  const room = new Uint8Array(bytes)
  const encoded = new TextEncoder().encodeInto(text, room)
  return encoded.read === text.length ? text : new TextDecoder().decode(room.subarray(0, encoded.written))
}

/**
 * What is read of an answer that is an error. Its secrets are struck before it is cut, so that no part of one is left: one
 * that stands at the cut has its end among the further characters that are looked at.
 */
export const readable = (text: string, strike: (text: string) => string): string =>
  text.length <= read ? text : beginning(strike(text.slice(0, read + kept)), read)

/** The error without what no person would read. */
export const excerpt = (error: ApiError): ApiError => {
  const { body, description } = error
  return (body.length + description.length) * 3 <= kept
    ? error
    : apiError(error._tag, { ...error, body: beginning(body, kept), description: beginning(description, kept) })
}
