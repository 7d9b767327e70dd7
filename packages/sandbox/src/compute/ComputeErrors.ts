/** The words of Compute for errors. It is documented that codes are names in capitals, but not which: these are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"
import { fieldByField } from "../ErrorDocument.js"

const computeCodes: Readonly<Record<number, string>> = {
  401: "USER_UNAUTHENTICATED",
  403: "ACCESS_FORBIDDEN",
  404: "RESOURCE_NOT_FOUND",
  409: "RESOURCE_CONFLICT",
  422: "REQUEST_MALFORMED",
  501: "NOT_IMPLEMENTED"
}

const document: ErrorWords["document"] = ({ code, detail, fields, status }) =>
  fields === undefined
    ? {
        status: "Failed",
        code: code ?? computeCodes[status] ?? "UNKNOWN_ERROR",
        error_args: [],
        http_status_code: status,
        detail,
        reason: detail
      }
    : fieldByField(fields)

export const computeErrors: ErrorWords = { document, malformed: 422 }
