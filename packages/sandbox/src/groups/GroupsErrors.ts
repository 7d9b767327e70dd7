/** The words of Groups for errors. Of the codes AUTHENTICATION_ERROR and INVALID_TOKEN are documented; the others are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"
import { fieldByField } from "../ErrorDocument.js"

const groupsCodes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "AUTHENTICATION_ERROR",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  501: "NOT_IMPLEMENTED"
}

const document: ErrorWords["document"] = ({ code, detail, fields, status, token }) =>
  fields === undefined
    ? {
        code: code ?? (token?.error === "invalid_token" ? "INVALID_TOKEN" : (groupsCodes[status] ?? `HTTP_${status}`)),
        detail
      }
    : fieldByField(fields)

export const groupsErrors: ErrorWords = { document, malformed: 422 }
