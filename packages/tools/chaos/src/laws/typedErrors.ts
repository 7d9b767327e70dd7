/** Every failure of a call is one of the errors in the README, and never a defect. */
import type { Law } from "./Law.js"

/** The tags in the README's table that a call can fail with. The errors of logins are not among them. */
export const callErrors: ReadonlySet<string> = new Set([
  "GlobusLoginRequired",
  "GlobusClientRejected",
  "GlobusConsentRequired",
  "GlobusAuthorizationRequired",
  "GlobusUnauthenticated",
  "GlobusPermissionDenied",
  "GlobusNotFound",
  "GlobusConflict",
  "GlobusInvalidRequest",
  "GlobusCollectionFailure",
  "GlobusRateLimited",
  "GlobusServiceUnavailable",
  "GlobusNetworkError",
  "GlobusTimeout",
  "GlobusRefreshFailed",
  "GlobusWrongResourceServer",
  "GlobusUsageError",
  "GlobusDecodeError",
  "GlobusAnswerTooLarge",
  "GlobusTaskWaitTimeout",
  "GlobusWaitTimeout",
  "GlobusTaskBlocked",
  "GlobusRunBlocked",
  "GlobusApiError"
])

export const typedErrors: Law = {
  name: "every failure is a typed error",
  violations: ({ calls }) =>
    calls.flatMap(({ id, operation, outcome }) => {
      if (outcome._tag === "Died") return [`call ${id}, ${operation}: a defect: ${outcome.cause}`]
      return outcome._tag === "Failed" && !callErrors.has(outcome.error)
        ? [`call ${id}, ${operation}: ${outcome.error} is not an error of the README`]
        : []
    })
}
