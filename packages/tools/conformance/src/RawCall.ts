/** The verbs of Python's `BaseClient` (`get`, `put`, `request`, …). Here they are `request`, which every client has. */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as UrlParams from "@effect/platform/UrlParams"
import * as Predicate from "effect/Predicate"
import { present, withoutNull } from "./Argument.js"
import type { Head, Vector } from "./Corpus.js"

const verbs: ReadonlySet<string> = new Set(["get", "put", "post", "patch", "delete", "head", "request"])

export const isRawCall = ({ operation }: Head): boolean => verbs.has(operation)

/** The method of the call, in capitals. */
export const methodOf = ({ operation, params }: Vector): string =>
  String(operation === "request" ? params["method"] : operation).toUpperCase()

/** The pairs of a form. A list repeats its name. */
const pairs = (form: unknown): UrlParams.UrlParams =>
  Predicate.isRecord(form)
    ? Object.entries(form).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((item): [string, string] => [name, String(item)])
      )
    : []

/** The content type, which belongs to the body here. Python takes it from the headers. */
const contentTypeOf = (headers: unknown): string | undefined => {
  const found = Predicate.isRecord(headers)
    ? Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")
    : undefined
  return found === undefined ? undefined : String(found[1])
}

/**
 * The body of the call. A document is JSON, or a form if `encoding` says so. Text and bytes have no content type in Python, so
 * text goes as bytes here: HTTP clients give text the type text/plain.
 */
const body = ({ params, pyTypes }: Vector): HttpBody.HttpBody => {
  const data = present(params["data"])
  const contentType = contentTypeOf(params["headers"])
  if (data === null || data === undefined || data === "") return HttpBody.empty
  if (params["encoding"] === "form") {
    const form = withoutNull(data)
    return Predicate.isRecord(form) && Object.keys(form).length > 0
      ? HttpBody.urlParams(pairs(form), contentType)
      : HttpBody.empty
  }
  if (Predicate.isString(data) && params["encoding"] !== "json") {
    return HttpBody.raw(Buffer.from(data, pyTypes?.["data"] === "bytes:base64" ? "base64" : "utf8"), { contentType })
  }
  return HttpBody.text(JSON.stringify(data), contentType ?? "application/json")
}

/** The argument of our `request`. */
export const make = (vector: Vector, local: (url: string) => string) => {
  const headers = withoutNull(present(vector.params["headers"] ?? {}))
  const payload = body(vector)
  return {
    method: methodOf(vector),
    path: local(String(vector.params["path"])),
    query: withoutNull(present(vector.params["query_params"] ?? {})),
    headers:
      payload._tag === "Empty" || !Predicate.isRecord(headers)
        ? headers
        : Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-type")),
    body: payload
  }
}
