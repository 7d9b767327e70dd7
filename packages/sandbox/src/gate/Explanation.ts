/** Failures that the platform would answer by itself, in the words of the service. */
import { resourceServer as authServer } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as transferServer } from "@effect-globus/sdk/transfer/TransferApi"
import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as Multipart from "@effect/platform/Multipart"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Body from "../Body.js"
import * as Envelope from "../Envelope.js"
import { Failure } from "../Failure.js"
import type { Route } from "./Route.js"

/** What the platform would say by itself, in the words of the service. */
export const explain = (
  problem: unknown,
  request: { readonly method: string; readonly path: string },
  route: Option.Option<Route>
): Effect.Effect<Failure> => {
  const { method, path } = request
  const service = Option.getOrUndefined(route)?.service
  if (problem instanceof Failure) return Effect.succeed(problem)
  if (problem instanceof HttpApiDecodeError) {
    const fields = problem.issues.map(({ path }) => path.join("."))
    // The field's name alone: the value may be a secret.
    const detail = `Missing or malformed: ${fields.join(", ")}`
    return Option.exists(route, ({ scopes }) => scopes === undefined) && service === authServer
      ? Effect.succeed(Envelope.oauthRefusal("invalid_request", detail))
      : Envelope.malformed(service, request, problem.issues)
  }
  if (problem instanceof Body.TooLarge) {
    const detail = `The body is larger than ${problem.limit} bytes`
    return Envelope.refusal(service, { status: 413, detail, path })
  }
  if (problem instanceof Multipart.MultipartError) {
    return Envelope.refusal(service, { status: 415, detail: "multipart/form-data is not taken here", path })
  }
  if (HttpServerError.isServerError(problem)) {
    return problem._tag === "RouteNotFound"
      ? Envelope.refusal(path.startsWith("/v0.10/") ? transferServer : service, {
          status: 501,
          detail: `The sandbox does not imitate ${method} ${path}`,
          path
        })
      : Envelope.refusal(service, {
          status: 400,
          detail: (problem._tag === "RequestError" && problem.description) || "The body cannot be read",
          path
        })
  }
  return Envelope.refusal(service, { status: 500, detail: "The sandbox failed; its log says why", path })
}
