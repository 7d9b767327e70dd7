/**
 * Refusals, each in the words of its service: Auth lists `errors`, Transfer states a `code`, and so on. A further service is one
 * more entry of `words`.
 *
 * @since 0.1.0
 */
import { resourceServer as auth } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as compute } from "@effect-globus/sdk/compute/ComputeApi"
import { resourceServer as flows } from "@effect-globus/sdk/flows/FlowsApi"
import { resourceServer as groups } from "@effect-globus/sdk/groups/GroupsApi"
import { resourceServer as search } from "@effect-globus/sdk/search/SearchApi"
import { resourceServer as timers } from "@effect-globus/sdk/timers/TimersApi"
import { resourceServer as transfer } from "@effect-globus/sdk/transfer/TransferApi"
import * as Effect from "effect/Effect"
import type { ArrayFormatterIssue } from "effect/ParseResult"
import { authErrors } from "./auth/AuthErrors.js"
import { computeErrors } from "./compute/ComputeErrors.js"
import type { ErrorWords, Problem } from "./ErrorDocument.js"
import { Failure } from "./Failure.js"
import { flowsErrors } from "./flows/FlowsErrors.js"
import { managerErrors } from "./gcs/ManagerErrors.js"
import { endpointId } from "./gcs/SandboxEndpoint.js"
import { groupsErrors } from "./groups/GroupsErrors.js"
import { searchErrors } from "./search/SearchErrors.js"
import { timersErrors } from "./timers/TimersErrors.js"
import { requestId } from "./transfer/Refusal.js"
import { transferErrors } from "./transfer/TransferErrors.js"

const words: Readonly<Record<string, ErrorWords>> = {
  [auth]: authErrors,
  [compute]: computeErrors,
  [endpointId]: managerErrors,
  [flows]: flowsErrors,
  [groups]: groupsErrors,
  [search]: searchErrors,
  [timers]: timersErrors,
  [transfer]: transferErrors
}

/** A collection's files: any id is one. The real status of a malformed request was not seen. */
const collectionErrors: ErrorWords = { ...managerErrors, malformed: 400 }

/** A service that is not known here: the words of Auth and of Transfer at once. */
const unknownErrors: ErrorWords = {
  document: (problem, requestId) => ({
    ...authErrors.document(problem, requestId),
    ...transferErrors.document(problem, requestId)
  }),
  malformed: 400
}

const wordsOf = (service: string | undefined): ErrorWords => {
  if (service === undefined) return unknownErrors
  return (Object.hasOwn(words, service) ? words[service] : undefined) ?? collectionErrors
}

const realm = "Globus Auth"

/** RFC 6750, section 3: never the scheme alone. A guess: which parameters Globus sends was not seen. */
const challenge = ({ token }: Problem): string =>
  `Bearer ${Object.entries({ realm, ...token })
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}`

/**
 * A refusal in the words of the service with this resource server; of a service that is not known here, in both kinds
 * of words at once.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refusal = (service: string | undefined, problem: Problem): Effect.Effect<Failure> =>
  Effect.map(
    requestId,
    (request_id) =>
      new Failure({
        status: problem.status,
        body: wordsOf(service).document(problem, request_id),
        ...(problem.status === 401 || problem.token !== undefined
          ? { headers: { "www-authenticate": challenge(problem) } }
          : {})
      })
  )

/**
 * Fails with `refusal`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const refuse = (service: string | undefined, problem: Problem): Effect.Effect<never, Failure> =>
  Effect.flatMap(refusal(service, problem), Effect.fail)

/**
 * The request is not as declared. It names the fields, and not their values, which may be secrets.
 *
 * @since 0.1.0
 * @category constructors
 */
export const malformed = (
  service: string | undefined,
  request: { readonly method: string; readonly path: string },
  issues: ReadonlyArray<Pick<ArrayFormatterIssue, "path">>
): Effect.Effect<Failure> =>
  refusal(service, {
    status: wordsOf(service).malformed,
    detail: `Missing or malformed: ${issues.map(({ path }) => path.join(".")).join(", ")}`,
    path: request.path,
    fields: issues.map(({ path }) => ({
      loc: [request.method === "GET" || request.method === "DELETE" ? "query" : "body", ...path],
      msg: "missing or malformed"
    }))
  })

/**
 * 401: there is no bearer token, or it is not good for the service.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unauthenticated = (
  service: string | undefined,
  path: string,
  token: { readonly sent: boolean }
): Effect.Effect<Failure> =>
  refusal(service, {
    status: 401,
    path,
    ...(token.sent
      ? { detail: "Token is not valid for this service", token: { error: "invalid_token" } }
      : { detail: "Call must be authenticated" })
  })

/**
 * 403: the token has none of the scopes that would do.
 *
 * @since 0.1.0
 * @category constructors
 */
export const insufficientScope = (
  service: string | undefined,
  path: string,
  scopes: ReadonlyArray<string>
): Effect.Effect<Failure> => {
  const scope = scopes.join(" ")
  const detail = `The token has none of the scopes ${scope}`
  return refusal(service, { status: 403, detail, path, token: { error: "insufficient_scope", scope } })
}

/**
 * The token endpoint's refusals (RFC 6749, section 5.2).
 *
 * @since 0.1.0
 * @category constructors
 */
export const oauthRefusal = (error: string, description: string): Failure =>
  new Failure({
    // Real reports of invalid_grant say 400; for the others the RFC's statuses stand in, as a guess.
    status: error === "invalid_client" ? 401 : 400,
    body: { error, error_description: description },
    ...(error === "invalid_client" ? { headers: { "www-authenticate": `Basic realm="${realm}"` } } : {})
  })
