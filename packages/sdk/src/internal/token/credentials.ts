/** What a client calls itself and proves itself with, checked before anything is built on it. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { GlobusUsageError } from "../../GlobusError.js"
import { advise, canonicalId } from "../usage.js"

/** RFC 5234, appendix B.1: CTL. */
const hasControl = (text: string): boolean => [...text].some((character) => character < " " || character === "\x7F")

/** The id is the part of Basic credentials before the first colon (RFC 7617, section 2): it cannot hold one. */
export const checkClientId = (clientId: string): Either.Either<string, GlobusUsageError> => {
  // The type says so already; a JavaScript caller or an unset variable is told here.
  if (typeof clientId !== "string" || clientId.trim() === "") {
    return advise("clientId", "give the id that Globus gave the application, a UUID")
  }
  if (clientId.includes(":")) return advise("clientId", "an id holds no colon: give id and secret apart")
  return hasControl(clientId)
    ? advise("clientId", "take the line ends and other control characters out")
    : Either.right(canonicalId(clientId))
}

/**
 * In characters. Errors have secrets struck out, and a short one could be a word of any text. Real ones are longer: 64 bits
 * take 11 characters of Base64, a client's secret of Globus has 44, and its tokens have more than 80.
 */
const shortest = 11

/** A secret that is long enough to be one. The error does not tell how long it is. */
export const checkLength = (
  field: string,
  secret: Redacted.Redacted
): Either.Either<Redacted.Redacted, GlobusUsageError> =>
  Redacted.value(secret).length < shortest
    ? advise(field, `it has fewer than ${shortest} characters: give the whole of what Globus gave`)
    : Either.right(secret)

/** A secret without control characters (RFC 7617, section 2). */
export const checkClientSecret = (
  clientSecret: Redacted.Redacted
): Either.Either<Redacted.Redacted, GlobusUsageError> => {
  if (!Redacted.isRedacted(clientSecret)) {
    return advise("clientSecret", "wrap it, so that nothing can print it: Redacted.make(secret)")
  }
  const secret = Redacted.value(clientSecret)
  if (typeof secret !== "string") return advise("clientSecret", "give the secret as a Redacted string")
  return hasControl(secret)
    ? advise("clientSecret", "take the line ends and other control characters out (was it read from a file?)")
    : checkLength("clientSecret", clientSecret)
}
