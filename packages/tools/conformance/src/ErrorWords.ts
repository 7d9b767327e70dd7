/**
 * The words that a body which is an error has for a person, wherever they are: the places that our client looks at,
 * said once more for the harness.
 */
import { at, list } from "./ErrorReading.js"

export const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

/** The errors in the lists that a body can have, or the one in `detail`; each is an object or a text. */
export const entries = (document: unknown): ReadonlyArray<unknown> =>
  [at(document, "errors"), at(document, "error", "errors"), at(document, "detail"), at(document, "error", "detail")]
    .flatMap((of) => (isObject(of) && !Array.isArray(of) && isText(sentence(of)) ? [of] : list(of)))
    .filter((entry) => isText(entry) || (isObject(entry) && !Array.isArray(entry)))

/** What one of them says, and where in the request a validator found it. */
export const sentence = (entry: unknown): string | undefined => {
  const place = list(at(entry, "loc")).join(".")
  const found = at(entry, "msg")
  const located = isText(found) && place !== "" ? `${found}: ${place}` : found
  return [entry, at(entry, "message"), at(entry, "detail"), at(entry, "reason"), at(entry, "title"), located].find(
    isText
  )
}

export const sentences = (document: unknown): string => entries(document).map(sentence).filter(isText).join("; ")

/** What a document says, the most particular first. */
export const words = (document: unknown): string | undefined =>
  [
    at(document, "message"),
    at(document, "error", "message"),
    at(document, "error", "detail"),
    sentences(document),
    at(document, "detail"),
    at(document, "reason"),
    at(document, "error", "reason"),
    at(document, "error_description"),
    at(document, "description"),
    at(document, "title"),
    at(document, "error", "title"),
    at(document, "authorization_parameters", "session_message"),
    document
  ].find(isText)

const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ").slice(0, 200)

/** What a text says that is no document; a page says that it is one, and its title. */
export const firstWords = (text: string): string => {
  if (!/<(!doctype html|html|head|title|body)[\s>]/i.test(text)) return /^\s*</.test(text) ? "" : oneLine(text)
  const title = oneLine(/<title>([^<]*)<\/title>/i.exec(text)?.[1] ?? "")
  return `an HTML page, not an answer of Globus${title === "" ? "" : `: ${title}`}; look at the proxy`
}
