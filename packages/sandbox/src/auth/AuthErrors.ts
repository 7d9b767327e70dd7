/** Auth's words for errors. Of the codes UNAUTHORIZED and FORBIDDEN are documented; the others are guesses. */
import type { ErrorWords } from "../ErrorDocument.js"

const authWords: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["BAD_REQUEST", "Bad Request"],
  401: ["UNAUTHORIZED", "Unauthorized"],
  403: ["FORBIDDEN", "Forbidden"],
  404: ["NOT_FOUND", "Not Found"],
  409: ["CONFLICT", "Conflict"],
  413: ["PAYLOAD_TOO_LARGE", "Payload Too Large"],
  415: ["UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type"],
  421: ["MISDIRECTED_REQUEST", "Misdirected Request"],
  429: ["TOO_MANY_REQUESTS", "Too Many Requests"],
  500: ["INTERNAL_SERVER_ERROR", "Internal Server Error"],
  501: ["NOT_IMPLEMENTED", "Not Implemented"],
  502: ["BAD_GATEWAY", "Bad Gateway"],
  503: ["SERVICE_UNAVAILABLE", "Service Unavailable"],
  504: ["GATEWAY_TIMEOUT", "Gateway Timeout"]
}

const document: ErrorWords["document"] = ({ detail, status }) => {
  const [code, title] = authWords[status] ?? [`HTTP_${status}`, `HTTP ${status}`]
  return {
    errors: [{ status: String(status), id: globalThis.crypto.randomUUID(), code, title, detail }],
    error: code.toLowerCase(),
    error_description: title
  }
}

export const authErrors: ErrorWords = { document, malformed: 400 }
