/** The words of Timers for errors. Only the code ERROR was seen; the others are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"
import { fieldByField } from "../ErrorDocument.js"

const timersCodes: Readonly<Record<number, string>> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  501: "NOT_IMPLEMENTED"
}

const document: ErrorWords["document"] = ({ code, detail, fields, status }) =>
  fields === undefined
    ? { error: { code: code ?? timersCodes[status] ?? "ERROR", detail, status } }
    : fieldByField(fields)

export const timersErrors: ErrorWords = { document, malformed: 422 }
