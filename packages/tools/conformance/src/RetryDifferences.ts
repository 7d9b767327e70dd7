/**
 * Where our client deliberately does something else than the Python SDK of retry.json: which recordings, what we do,
 * and why. A row checks what the client did instead, so that it excuses that and nothing more.
 */
import type { Difference } from "./Judgement.js"
import type { Played, RecordedRetry } from "./RetryScript.js"
import { retryAfterOf } from "./RetryScript.js"

interface HeldRetry {
  readonly row: RecordedRetry
  readonly ours: Played
}

/** The answer, or the failure, that an attempt met. */
const met = ({ script }: RecordedRetry, attempt: number) => script[attempt - 1]

const statusMet = (row: RecordedRetry, attempt: number): number | undefined => {
  const item = met(row, attempt)
  return item !== undefined && "status" in item ? item.status : undefined
}

/** What came of the call is what its last attempt met. */
const endsWithLast = ({ ours, row }: HeldRetry): boolean => ours.status === statusMet(row, ours.attempts)

const isUnsafe = ({ method }: RecordedRetry): boolean => method === "POST" || method === "PATCH"

/** Of retries. */
export const retryDifferences: ReadonlyArray<Difference<HeldRetry>> = [
  {
    fields: ["outcome"],
    recorded: "a redirect, or any other 3xx, which Python hands out as a success",
    ours: "a GlobusApiError",
    why: "redirects are not followed, and a redirect is not what was asked for",
    holds: ({ ours }) => ours.error === "GlobusApiError" && Math.floor((ours.status ?? 0) / 100) === 3
  },
  {
    fields: ["attempts", "outcome", "status", "headerCalls"],
    recorded: "a POST or PATCH after a 5xx or a failed connection, which Python sends again",
    ours: "it is not sent again, unless its operation says that it may be",
    why: "nobody knows whether it arrived, and twice may be harm; a 429 did not arrive",
    holds: (held) =>
      isUnsafe(held.row) &&
      endsWithLast(held) &&
      held.ours.attempts < held.row.expect.attempts &&
      held.row.script.findIndex((item) => !("status" in item) || item.status >= 500) === held.ours.attempts - 1
  },
  {
    fields: ["attempts", "outcome", "status", "headerCalls", "rejectCalls"],
    recorded: "a 401 that is not the first answer, which Python's one check has missed",
    ours: "the token is renewed once, whenever the 401 comes",
    why: "a token expires between two attempts as well",
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
  },
  {
    fields: ["attempts", "outcome", "status"],
    recorded: "a body that breaks the Python SDK itself, with a status that is tried again",
    ours: "it is tried again",
    why: "the status says that it may help, whatever the body is",
    holds: (held) => {
      const { attempts, outcome } = held.row.expect
      return (
        outcome.error === "TypeError" &&
        [500, 502, 504].includes(statusMet(held.row, attempts) ?? 0) &&
        held.ours.attempts === attempts + 1 &&
        endsWithLast(held)
      )
    }
  },
  {
    fields: ["attempts", "outcome", "status"],
    recorded: "fewer retries than none, with which Python sends nothing and breaks",
    ours: "it is sent once",
    why: "there is no fewer than none",
    holds: (held) =>
      Number(held.row.config["maxRetries"]) < 0 &&
      held.row.expect.attempts === 0 &&
      held.ours.attempts === 1 &&
      endsWithLast(held)
  },
  {
    fields: ["attempts", "outcome", "status", "headerCalls", "rejectCalls"],
    recorded: "expired_authorization_status_codes other than 401",
    ours: "the token is renewed after a 401 alone",
    why: "it is the status of a token that is not taken (RFC 6750, section 3.1), and no option",
    holds: (held) => {
      const { ours, row } = held
      const renewed = row.script.slice(0, ours.attempts).some((item) => "status" in item && item.status === 401)
      return (
        "expiredAuthorizationStatusCodes" in row.config && ours.rejectCalls === Number(renewed) && endsWithLast(held)
      )
    }
  },
  {
    fields: ["heeded"],
    recorded: "Retry-After as an HTTP date, or with another status than 429 and 503, which Python does not look at",
    ours: "it is obeyed, up to the cap",
    why: "RFC 9110, section 10.2.3, has dates, and does not say with which status the field comes",
    holds: ({ ours, row }) =>
      ours.pauses.every(
        (_, index) =>
          row.expect.sleeps[index]?.exact !== undefined ||
          ![429, 503].includes(statusMet(row, index + 1) ?? 0) ||
          !/^\d+$/.test(retryAfterOf(met(row, index + 1)))
      )
  },
  {
    fields: ["attempts", "outcome", "status"],
    recorded: "a code that has ExternalError or EndpointError in it, from the client of Transfer's JSON:API",
    ours: "it is the collection's failure, as a longer code of the older API is, and is not tried again",
    why: "Python compares whole codes for the one API and parts of them for the other",
    holds: (held) =>
      held.row.client === "TransferClientV2" &&
      held.ours.error === "GlobusCollectionFailure" &&
      [500, 502, 504].includes(held.ours.status ?? 0) &&
      held.ours.attempts < held.row.expect.attempts &&
      endsWithLast(held)
  }
]
