/** Where tokens may be sent to. */
import * as Either from "effect/Either"
import type { GlobusUsageError } from "../../GlobusError.js"
import { advise } from "../usage.js"

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)

/**
 * Checks a base URL and removes trailing slashes. Tokens are sent to it, so it must be https, or http to a loopback
 * host.
 */
export const checkBaseUrl = (field: string, text: string): Either.Either<string, GlobusUsageError> => {
  const usage = (advice: string) => advise(field, advice)
  if (!URL.canParse(text)) return usage("give an absolute URL, such as https://transfer.api.globus.org/")
  const url = new URL(text)
  if (url.username !== "" || url.password !== "") return usage("leave user and password out of the URL")
  // For `URL`, an empty query or fragment is absent. But its mark stays in `href`, and the path would follow it.
  if (/[?#]/.test(url.href)) return usage("leave query and fragment out of the URL")
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return usage("use https (http is for a loopback host only): tokens are sent to it")
  }
  // Not a regular expression: it would take quadratic time on a long run of slashes.
  let end = url.href.length
  while (url.href[end - 1] === "/") end--
  return Either.right(url.href.slice(0, end))
}
