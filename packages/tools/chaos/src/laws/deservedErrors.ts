/**
 * No error says what is not so. In a run all grants live, all permissions are given and the program asks for what there
 * is: nobody may be sent to log in, and nothing be refused for what it is.
 */
import type { Law } from "./Law.js"

const undeserved: ReadonlySet<string> = new Set([
  "GlobusLoginRequired",
  "GlobusClientRejected",
  "GlobusConsentRequired",
  "GlobusAuthorizationRequired",
  "GlobusPermissionDenied",
  "GlobusNotFound",
  "GlobusConflict",
  "GlobusInvalidRequest",
  "GlobusWrongResourceServer",
  "GlobusUsageError",
  "GlobusApiError"
])

export const deservedErrors: Law = {
  name: "no error says what is not so",
  violations: ({ calls }) =>
    calls.flatMap(({ id, operation, outcome }) =>
      outcome._tag === "Failed" && undeserved.has(outcome.error) ? [`call ${id}, ${operation}: ${outcome.error}`] : []
    )
}
