/** What a client calls itself and proves itself with, checked before anything is built on it. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { GlobusUsageError } from "../GlobusError.js"
import { advise, canonicalId } from "./usage.js"

/** RFC 5234, appendix B.1: CTL. */
const hasControl = (text: string): boolean => [...text].some((character) => character < " " || character === "\x7F")

/** The id is the part of Basic credentials before the first colon (RFC 7617, section 2): it can not hold one. */
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
    : Either.right(clientSecret)
}
