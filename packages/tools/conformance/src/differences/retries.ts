/** What our client sends again, and after which pause. */
import type { Place } from "../Mismatch.js"
import type { HeldRetry } from "../Retries.js"
import type { RecordedRetry } from "../RetryScript.js"
import { retryAfterOf } from "../RetryScript.js"
import { rule } from "./Difference.js"

/** The answer or the failure that an attempt met. */
const met = ({ script }: RecordedRetry, attempt: number) => script[attempt - 1]

const statusMet = (row: RecordedRetry, attempt: number): number | undefined => {
  const item = met(row, attempt)
  return item !== undefined && "status" in item ? item.status : undefined
}

/** Whether the outcome of the call is what its last attempt met. */
const endsWithLast = ({ ours, row }: HeldRetry): boolean => ours.status === statusMet(row, ours.attempts)

/** Whether it is an error of Python's runtime, not of its Globus SDK. */
const isOfPython = (error: string | undefined): boolean =>
  error !== undefined && /^[A-Z]\w*Error$/.test(error) && !/^(Globus|Network)|APIError$/.test(error)

const isUnsafe = ({ method }: RecordedRetry): boolean => method === "POST" || method === "PATCH"

/** A rule that excuses these places. */
const retryRule = (
  places: ReadonlyArray<Place>,
  {
    holds,
    ...words
  }: {
    readonly name: string
    readonly ours: string
    readonly why: string
    readonly holds: (held: HeldRetry) => boolean
  }
) => rule("retry", { ...words, excuses: ({ place }, held) => places.includes(place) && holds(held) })

export const retries = [
  retryRule(["outcome"], {
    name: "redirects",
    ours: "A redirect is a GlobusApiError, and so is any other 3xx.",
    why: "Redirects are not followed, and a redirect is not what was asked for. Python returns it as a success.",
    holds: ({ ours }) => ours.error === "GlobusApiError" && Math.floor((ours.status ?? 0) / 100) === 3
  }),
  retryRule(["attempts", "outcome", "status", "header calls"], {
    name: "unsafe repetition",
    ours: "A POST or PATCH is not sent again after a 5xx or a failed connection, unless its operation allows it.",
    why: "Nobody knows whether it arrived, and a second time may do harm. A call with a 429 was not done.",
    holds: (held) =>
      isUnsafe(held.row) &&
      endsWithLast(held) &&
      held.ours.attempts < held.row.expect.attempts &&
      held.row.script.findIndex((item) => !("status" in item) || item.status >= 500) === held.ours.attempts - 1
  }),
  retryRule(["attempts", "outcome", "status", "header calls", "reject calls"], {
    name: "401 after another answer",
    ours: "The token is renewed once, whenever the 401 comes.",
    why: "A token can expire between two attempts. Python looks at the first answer only.",
    holds: (held) => {
      const { ours, row } = held
      const { attempts } = row.expect
      const renews = row.authorizer === "handles401"
      return (
        attempts > 1 &&
        statusMet(row, attempts) === 401 &&
        ours.rejectCalls === 1 &&
        ours.headerCalls === ours.attempts &&
        (renews ? ours.attempts > attempts : ours.attempts === attempts) &&
        endsWithLast(held)
      )
    }
  }),
  retryRule(["attempts", "outcome", "status"], {
    name: "bodies that break Python",
    ours: "An answer with a status that is tried again is tried again, whatever its body is.",
    why: "The status says that another try may help. The body breaks the Python SDK.",
    holds: (held) => {
      const { attempts, outcome } = held.row.expect
      return (
        isOfPython(outcome.error) &&
        [500, 502, 504].includes(statusMet(held.row, attempts) ?? 0) &&
        held.ours.attempts > attempts &&
        endsWithLast(held)
      )
    }
  }),
  retryRule(["attempts", "outcome", "status"], {
    name: "fewer retries than none",
    ours: "A call with fewer retries than none is sent once.",
    why: "There is no fewer than none. Python sends nothing and breaks.",
    holds: (held) =>
      Number(held.row.config["maxRetries"]) < 0 &&
      held.row.expect.attempts === 0 &&
      held.ours.attempts === 1 &&
      endsWithLast(held)
  }),
  retryRule(["attempts", "outcome", "status", "header calls", "reject calls"], {
    name: "expired_authorization_status_codes",
    ours: "The token is renewed after a 401 alone.",
    why: "It is the status of a token that is not accepted (RFC 6750, section 3.1), and no option.",
    holds: (held) => {
      const { ours, row } = held
      const renewed = row.script.slice(0, ours.attempts).some((item) => "status" in item && item.status === 401)
      return (
        "expiredAuthorizationStatusCodes" in row.config && ours.rejectCalls === Number(renewed) && endsWithLast(held)
      )
    }
  }),
  retryRule(["heeded"], {
    name: "Retry-After",
    ours: "Retry-After is obeyed as a date and with every status, up to the cap.",
    why: "RFC 9110, section 10.2.3, allows dates and every status. Python reads seconds with 429 and 503.",
    holds: ({ ours, row }) =>
      ours.pauses.every(
        (_, index) =>
          row.expect.sleeps[index]?.exact !== undefined ||
          ![429, 503].includes(statusMet(row, index + 1) ?? 0) ||
          !/^\d+$/.test(retryAfterOf(met(row, index + 1)))
      )
  }),
  retryRule(["attempts", "outcome", "status"], {
    name: "codes of collections",
    ours: "A code that has ExternalError or EndpointError in it is a collection's failure, and is not tried again.",
    why: "Python compares whole codes for Transfer's JSON:API, and parts of codes for the older API.",
    holds: (held) =>
      held.row.client === "TransferClientV2" &&
      held.ours.error === "GlobusCollectionFailure" &&
      [500, 502, 504].includes(held.ours.status ?? 0) &&
      held.ours.attempts < held.row.expect.attempts &&
      endsWithLast(held)
  })
]
