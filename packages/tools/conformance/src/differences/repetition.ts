/** How often a call is sent, when a token is renewed, and when a wait ends. */
import { isTokenRequest } from "../Authorizers.js"
import * as Held from "../Held.js"
import { isFinalStatus } from "../HttpAnswer.js"
import { rule } from "./Difference.js"

const isRedirect = (status: number): boolean => status >= 300 && status < 400

export const repetition = [
  rule("call", {
    name: "redirects",
    ours: "A redirect is not followed: a 3xx is a GlobusApiError.",
    why: "A token would go where the answer says. Globus's APIs do not redirect.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      const answer = Held.answer(last)
      if (answer === undefined || Held.failure(held, "GlobusApiError")?.["status"] !== answer.status) return false
      return mismatch.place === "request missing"
        ? Held.redirected(last) === Held.missing(mismatch, held)?.request.url
        : isRedirect(answer.status) && Held.isOutcome(mismatch, held)
    }
  }),
  rule("call", {
    name: "answers that HTTP cannot carry",
    ours: "After a status that is no final one, the connection breaks: a GlobusNetworkError.",
    why: "Another answer follows a 1xx (RFC 9110, section 15.2). The recorder took it before it reached a connection.",
    excuses: (mismatch, held) => {
      const last = held.exchanges.at(-1)
      const status = Held.answer(last)?.status
      return (
        status !== undefined &&
        !isFinalStatus(status) &&
        Held.failure(held, "GlobusNetworkError") !== undefined &&
        (Held.isOutcome(mismatch, held) || Held.isAgain(mismatch, last))
      )
    }
  }),
  rule("call", {
    name: "unsafe repetition",
    ours: "A call that must not arrive twice is not sent again after a 5xx or a network error.",
    why: "It may have been done already (RFC 9110, section 9.2.2). Calls that Globus makes safe are repeated.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      if (last === undefined || !Held.isNotAgain(mismatch, held)) return false
      const repeat = Held.repeat(held, last)
      return (
        (repeat === "never" ||
          (repeat === "method" && /^(POST|PATCH)$/.test(last.request.method) && Held.answer(last)?.status !== 429)) &&
        Held.failure(
          held,
          "GlobusServiceUnavailable",
          "GlobusCollectionFailure",
          "GlobusRateLimited",
          "GlobusNetworkError",
          "GlobusTimeout"
        ) !== undefined
      )
    }
  }),
  rule("call", {
    name: "logins of apps",
    ours: "An answer that requires something of the user is a GlobusConsentRequired or a GlobusAuthorizationRequired.",
    why: "Python's app logs the user in and sends the call again. Here the program knows whether there is a user to ask.",
    excuses: (mismatch, held) =>
      held.vector.clientConfig.app === "UserApp" &&
      Held.failure(held, "GlobusConsentRequired", "GlobusAuthorizationRequired") !== undefined &&
      Held.answer(Held.lastMade(held))?.status === 403 &&
      // Python sends it once more.
      held.exchanges.length === held.made.heard.length + 1 &&
      (Held.isOutcome(mismatch, held) || Held.isLeftOut(mismatch, held))
  }),
  rule("call", {
    name: "renewals",
    ours: "A token that cannot be renewed is a GlobusLoginRequired, a GlobusClientRejected or a GlobusRefreshFailed.",
    why: "The failure is the authorizer's, not the call's. The token cache has its own pace of trying again.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      return (
        (Held.isOutcome(mismatch, held) || Held.isNotAgain(mismatch, held)) &&
        !Held.isLoginClient(held) &&
        last !== undefined &&
        isTokenRequest(last) &&
        Held.answer(last)?.status !== 200 &&
        Held.failure(held, "GlobusLoginRequired", "GlobusClientRejected", "GlobusRefreshFailed") !== undefined
      )
    }
  }),
  rule("call", {
    name: "401 after a 5xx",
    ours: "A 401 that comes after a retried 5xx renews the token like any other.",
    why: "Python looks at the first attempt only.",
    excuses: (mismatch, held) => {
      const [last, ...others] = [...held.exchanges].reverse()
      return (
        (mismatch.place === "request beyond" || Held.isOutcome(mismatch, held)) &&
        Held.answer(last)?.status === 401 &&
        others.some(Held.isTransient) &&
        held.made.heard.at(-1)?.exchange === undefined &&
        held.made.heard.at(-1)?.path.endsWith("/v2/oauth2/token") === true
      )
    }
  }),
  rule("call", {
    name: "waiting for a task",
    ours: "`taskWait` waits without a limit by default, and takes any timeout above zero.",
    why: "Python's default of 10 seconds ends the wait for nearly every task.",
    excuses: (mismatch, held) => {
      const timeout = Held.number(held, "timeout")
      return (
        held.vector.operation === "task_wait" &&
        (mismatch.place === "request beyond" || mismatch.place === "outcome" || mismatch.place === "sleeps") &&
        (timeout === undefined
          ? held.vector.outcome.returnValue === false
          : timeout > 0 && timeout < 1 && held.vector.outcome.error === "GlobusSDKUsageError")
      )
    }
  })
]
