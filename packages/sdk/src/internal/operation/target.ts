/**
 * Path and query of a request: percent-encoded text. A parameter is one segment and stays one: what would change the
 * route is refused or encoded.
 */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Predicate from "effect/Predicate"
import type { GlobusUsageError } from "../../GlobusError.js"
import { advise, canonicalId, usage } from "../usage.js"

type Fields = Readonly<Record<string, unknown>>

/** Most names and ids hold nothing that must be encoded. */
const isUnreserved = (text: string): boolean => /^[\w.~-]*$/.test(text)

const encode = (field: string, text: string): Either.Either<string, GlobusUsageError> =>
  isUnreserved(text)
    ? Either.right(text)
    : Either.orElse(Encoding.encodeUriComponent(text), () =>
        advise(field, `the text has half a character in it (a lone surrogate), which UTF-8 cannot say`)
      )

/** One segment. `.` and `..` are refused, as URL parsers fold even their encoded forms. */
const segment = (operation: string, field: string, text: string): Either.Either<string, GlobusUsageError> =>
  text === "" || text === "." || text === ".."
    ? usage(field, `${operation}: ${field}: "${text}" cannot be a segment of a path; give the thing's id or name`)
    : encode(field, text)

/** Fills a path template. The parameters in `segmented` are paths of their own: their slashes stay. */
export const pathBuilder = (operation: string, template: string, segmented: ReadonlySet<string>) => {
  const parts = template
    .split("/")
    .filter((part) => part !== "")
    .map((part) => ({ literal: `/${part}`, field: part.startsWith(":") ? part.slice(1) : undefined }))
  /** Services tell `/jobs/` from `/jobs`, and answer the other one with a redirect, which nobody follows. */
  const end = /[^/]\/$/.test(template) ? "/" : ""
  return (fields: Fields): Either.Either<string, GlobusUsageError> => {
    let path = ""
    for (const { literal, field } of parts) {
      if (field === undefined) {
        path += literal
        continue
      }
      const value = String(fields[field])
      const isPath = segmented.has(field)
      for (const text of isPath ? value.replace(/^\/|\/$/g, "").split("/") : [value]) {
        const encoded = segment(operation, field, isPath ? text : canonicalId(text))
        if (Either.isLeft(encoded)) return encoded
        path += `/${encoded.right}`
      }
      // A path's slash at its end says that it is a directory.
      if (isPath && value.endsWith("/")) path += "/"
    }
    return Either.right(path + end)
  }
}

/** A path that a caller wrote, each segment encoded. `.` and `..` would climb. */
export const encodePath = (field: string, path: string): Either.Either<string, GlobusUsageError> => {
  const texts = path.replace(/^\//, "").split("/")
  return texts.some((text) => text === "." || text === "..")
    ? advise(field, 'leave out the segments "." and ".."')
    : Either.map(encode(field, texts.join("/")), (encoded) => `/${encoded.replaceAll("%2F", "/")}`)
}

const isQueryValue = (value: unknown): value is string | number | boolean =>
  Predicate.isString(value) || Number.isFinite(value) || Predicate.isBoolean(value)

/** `?a=1&b=2`, or nothing. A list repeats its key. What is undefined is as good as absent. */
export const queryString = (query: Fields): Either.Either<string, GlobusUsageError> => {
  let text = ""
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (value === undefined) continue
      if (!isQueryValue(item)) return advise(key, "give text, a finite number, true or false, or a list of them")
      const name = encode(key, key)
      if (Either.isLeft(name)) return name
      const encoded = encode(key, String(item))
      if (Either.isLeft(encoded)) return encoded
      text += `${text === "" ? "?" : "&"}${name.right}=${encoded.right}`
    }
  }
  return Either.right(text)
}
