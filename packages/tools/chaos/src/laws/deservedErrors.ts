/**
 * No error is false. In a run all grants are valid, all permissions are given, and the program asks only for things
 * that exist. So no error may ask for a login, and no request may be refused for its content.
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
  name: "no error is false",
  violations: ({ calls }) =>
    calls.flatMap(({ id, operation, outcome }) =>
      outcome._tag === "Failed" && undeserved.has(outcome.error) ? [`call ${id}, ${operation}: ${outcome.error}`] : []
    )
}
