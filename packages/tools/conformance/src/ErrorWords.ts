/**
 * The words for a person in the body of an error, and the places where our client looks for them. They are written here a
 * second time, so that the harness does not judge the client by its own code.
 */
/** The member at a path of names, of any value. */
export const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    value
  )

export const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

export const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

/** The errors in the lists that a body can have, or the one in `detail`. Each is an object or a text. */
export const entries = (document: unknown): ReadonlyArray<unknown> =>
  [at(document, "errors"), at(document, "error", "errors"), at(document, "detail"), at(document, "error", "detail")]
    .flatMap((of) => (isObject(of) && !Array.isArray(of) && isText(sentence(of)) ? [of] : list(of)))
    .filter((entry) => isText(entry) || (isObject(entry) && !Array.isArray(entry)))

/** What one of the errors says, and where in the request a validator found it. */
export const sentence = (entry: unknown): string | undefined => {
  const place = list(at(entry, "loc")).join(".")
  const found = at(entry, "msg")
  const located = isText(found) && place !== "" ? `${found}: ${place}` : found
  return [entry, at(entry, "message"), at(entry, "detail"), at(entry, "reason"), at(entry, "title"), located].find(
    isText
  )
}

export const sentences = (document: unknown): string => entries(document).map(sentence).filter(isText).join("; ")

/** What a document says. The most specific words come first. */
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

/** What a text that is no document says. For a page: that it is one, and its title. */
export const firstWords = (text: string): string => {
  if (!/<(!doctype html|html|head|title|body)[\s>]/i.test(text)) return /^\s*</.test(text) ? "" : oneLine(text)
  const title = oneLine(/<title>([^<]*)<\/title>/i.exec(text)?.[1] ?? "")
  return `an HTML page, not an answer of Globus${title === "" ? "" : `: ${title}`}; look at the proxy`
}
