/** What both clients do with the body of a request. */

/** Why a body is not sent: it gives its bytes once, and has done so. */
export const usedBody =
  "The body cannot be sent again: it is a stream that was read or is locked. Give bytes, a Blob, or HttpBody.stream of an Effect stream that opens it anew"
