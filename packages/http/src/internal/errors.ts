/** Errors that both clients have as the cause of a `RequestError` or `ResponseError`, beside those of the contract. */

/** The request was ended from this side. */
export class Aborted extends Error {
  override readonly name = "AbortError"
}

/** A body was read as a stream, so it is not here any more. */
export const alreadyRead = (): Error => new Error("The body was read as a stream already")

/** The description of a body that is not sent: it gives its bytes once, and has done so. */
export const usedBody =
  "The body cannot be sent again: it is a stream that was read or is locked. Give bytes, a Blob, or HttpBody.stream of an Effect stream that opens it anew"
