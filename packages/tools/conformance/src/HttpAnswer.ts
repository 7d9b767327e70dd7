/**
 * Recorded answers as HTTP can carry them. The recorder replaced Python's transport, so a recording may have a status or a
 * header that no server can send.
 */

/** Whether HTTP can carry a header of this name and value (RFC 9110, section 5). */
export const isHttpHeader = (name: string, value: unknown): boolean =>
  /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && typeof value === "string" && /^[\t -~\x80-\xff]*$/.test(value)

/** Whether an answer of this status can be the last one to a request: a 1xx is followed by another answer. */
export const isFinalStatus = (status: number): boolean => Number.isInteger(status) && status >= 200 && status <= 999

/**
 * The headers that HTTP can carry. A value beyond ASCII is the bytes of its UTF-8, as servers send it; control characters
 * are taken out, and a header without a valid name is left out.
 */
export const httpHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [
        name,
        Buffer.from(value, "utf8")
          .toString("latin1")
          .replace(/[^\t -~\x80-\xff]/g, "")
      ])
      .filter(([name = "", value]) => isHttpHeader(name, value))
  )

/** The statuses whose answers have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** The answer without a network, so that it may have any status, also one that `Response` itself refuses. */
export const toResponse = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: BodyInit | null
): Response => {
  const response = new Response(bodiless.has(status) ? null : body, { headers: httpHeaders(headers) })
  return Object.defineProperty(response, "status", { value: status })
}
