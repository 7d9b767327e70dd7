/** The words of a Globus Connect Server's manager for errors. For a collection's files the same words are a guess, and so are codes
 * that the documents of the service do not have. */
import type { ErrorWords } from "../ErrorDocument.js"

const managerCodes: Readonly<Record<number, string>> = {
  400: "bad_request",
  401: "not_authorized",
  403: "permission_denied",
  404: "not_found",
  409: "resource_conflict",
  422: "unprocessable_entity",
  501: "not_implemented"
}

const document: ErrorWords["document"] = ({ code, data, detail, fields, status }) => ({
  DATA_TYPE: "result#1.0.0",
  http_response_code: status,
  code: code ?? managerCodes[status] ?? `http_${status}`,
  message: detail,
  detail: data ?? (fields === undefined ? null : { DATA_TYPE: "invalid_input#1.0.0" }),
  data: [],
  has_next_page: false,
  marker: ""
})

export const managerErrors: ErrorWords = { document, malformed: 422 }
