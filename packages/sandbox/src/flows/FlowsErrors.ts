/** The words of Flows for errors. The codes of 429 and of all from 500 up are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"

const flowsCodes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "AUTHENTICATION_ERROR",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "STATE_CONFLICT",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
  501: "NOT_IMPLEMENTED",
  503: "SERVICE_UNAVAILABLE"
}

const document: ErrorWords["document"] = ({ code, detail, fields, status, token }) => {
  const misfits = code === "FLOW_INPUT_ERROR"
  return {
    error:
      fields === undefined
        ? {
            code:
              code ??
              (token?.error === "insufficient_scope" ? "MISSING_SCOPE" : (flowsCodes[status] ?? `HTTP_${status}`)),
            detail
          }
        : {
            code: code ?? "UNPROCESSABLE_ENTITY",
            detail: fields.map(({ loc, msg }) => ({
              loc: loc.slice(1),
              msg,
              type: misfits ? "InvalidActionInput" : "value_error"
            })),
            message: detail
          },
    debug_id: globalThis.crypto.randomUUID()
  }
}

export const flowsErrors: ErrorWords = { document, malformed: 422 }
