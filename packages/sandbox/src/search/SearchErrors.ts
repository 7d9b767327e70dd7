/** The words of Search for errors. The codes of 401, 429 and of all from 500 up are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"

const searchCodes: Readonly<Record<number, string>> = {
  400: "BadRequest.Generic",
  401: "AuthenticationFailed.Generic",
  403: "Forbidden.Generic",
  404: "NotFound.Generic",
  409: "Conflict.Generic",
  429: "TooManyRequests.Generic",
  501: "NotImplemented.Generic"
}

const document: ErrorWords["document"] = ({ code, data, detail, fields, status }, request_id) => ({
  "@datatype": "GError",
  "@version": "2017-09-01",
  code: code ?? (fields === undefined ? (searchCodes[status] ?? `HTTP.${status}`) : "BadRequest.ValidationError"),
  message: detail,
  request_id,
  status,
  error_data:
    fields === undefined
      ? (data ?? null)
      : { messages: Object.fromEntries(fields.map(({ loc, msg }) => [loc.slice(1).join("."), [msg]])) }
})

export const searchErrors: ErrorWords = { document, malformed: 400 }
