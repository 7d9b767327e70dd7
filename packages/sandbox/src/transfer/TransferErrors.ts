/** Transfer's words for errors. Of the codes AuthenticationFailed, PermissionDenied, BadRequest, NotFound and ServiceUnavailable
 * are documented; the others are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"

const transferCodes: Readonly<Record<number, string>> = {
  400: "ClientError.BadRequest",
  401: "ClientError.AuthenticationFailed",
  403: "PermissionDenied",
  404: "ClientError.NotFound",
  409: "Conflict",
  413: "ClientError.PayloadTooLarge",
  415: "ClientError.UnsupportedMediaType",
  421: "ClientError.MisdirectedRequest",
  429: "RateLimitExceeded",
  500: "InternalError",
  501: "NotImplemented",
  502: "EndpointError",
  503: "ServiceUnavailable",
  504: "EndpointError"
}

const document: ErrorWords["document"] = ({ code, detail, path = "", status }, request_id) => ({
  code: code ?? transferCodes[status] ?? `HTTP${status}`,
  message: detail,
  request_id,
  resource: path.replace(/^\/v0\.10(?=\/)/, "")
})

export const transferErrors: ErrorWords = { document, malformed: 400 }
