/** How our client reads the body of an error, and which errors broken connections are. */
import { isDeepStrictEqual } from "node:util"
import { bytes } from "../ErrorReading.js"
import type { HeldError } from "../Errors.js"
import { at, entries, firstWords, isText, list, sentence, sentences, words } from "../ErrorWords.js"
import { rule } from "./Difference.js"

const isJsonApi = ({ row }: HeldError): boolean =>
  Object.values(row.headers).some((value) => value.startsWith("application/vnd.api+json"))

const common = (values: ReadonlyArray<unknown>): unknown => {
  const different = new Set(values.filter(isText))
  return different.size === 1 ? [...different][0] : undefined
}

/** What Python makes of a validator's findings. */
const findings = (document: unknown): string =>
  entries(document)
    .map((entry) => at(entry, "msg"))
    .filter(isText)
    .join("; ")

/** What Python makes of them for Timers. */
const locatedFindings = (document: unknown): string =>
  entries(document)
    .filter((entry) => Array.isArray(at(entry, "loc")))
    .map((entry) => `${String(at(entry, "msg"))}: ${list(at(entry, "loc")).join(".")}`)
    .join("; ")

/** What Python reads of JSON:API: a title or a detail, and nothing at the top. */
const jsonApiErrors = (document: unknown) =>
  entries(document).map((entry) => ({
    code: common([at(entry, "code")]),
    message: [at(entry, "detail"), at(entry, "title")].find(isText)
  }))

export const errors = [
  rule("error", {
    name: "phrases",
    ours: "An error without a message has a phrase.",
    why: "A printed error says what happened.",
    excuses: ({ place }, { document, ours: { message }, recorded, row }) =>
      place === "message" &&
      !isText(recorded.message) &&
      words(document) === undefined &&
      (document !== undefined || firstWords(bytes(row).toString()) === "") &&
      /^[a-z ]+$/.test(message ?? "")
  }),
  rule("error", {
    name: "bodies that are no JSON",
    ours: "The message is the first words of the body, or that it is a page, with the page's title.",
    why: "A proxy or a gateway says there what is wrong.",
    excuses: ({ place }, { ours, recorded, row }) =>
      place === "message" &&
      recorded.message === undefined &&
      !row.expect.rawJsonPresent &&
      ours.message === firstWords(bytes(row).toString())
  }),
  rule("error", {
    name: "words in other members",
    ours: "Words in error_description, description, members of error and detail, or session_message are the message.",
    why: "The service says there what is wrong, whichever client asks.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "message" && recorded.message === undefined && ours.message === words(document)
  }),
  rule("error", {
    name: "findings",
    ours: "Each finding of a validator says its place.",
    why: "`field required` helps only with the field's name. Python gives the place for Timers alone.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "message" && ours.message === sentences(document) && recorded.message === findings(document)
  }),
  rule("error", {
    name: "findings without a place",
    ours: "All findings of a validator for Timers are in the message, also those without a place.",
    why: "Python leaves out a finding without a place, and ends one with an empty place in a colon.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "message" && ours.message === sentences(document) && recorded.message === locatedFindings(document)
  }),
  rule("error", {
    name: "findings with a summary",
    ours: "The message is the one that the service gives beside a validator's findings.",
    why: "The service sums them up there. The findings are in `errors`.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "message" &&
      ours.message === at(document, "error", "message") &&
      recorded.message === findings(document)
  }),
  rule("error", {
    name: "strange entries",
    ours: "A list of errors in which some are no objects is read without these.",
    why: "One strange entry says nothing against the others.",
    excuses: ({ place }, { document, ours, recorded }) =>
      [at(document, "errors"), at(document, "error", "detail")].some((of) =>
        list(of).some((entry) => typeof entry !== "object")
      ) &&
      ((place === "message" &&
        [undefined, at(document, "error", "title")].includes(recorded.message) &&
        ours.message === sentences(document)) ||
        (place === "code" &&
          recorded.code === undefined &&
          ours.code === common(entries(document).map((entry) => at(entry, "code")))))
  }),
  rule("error", {
    name: "other members of JSON:API",
    ours: "Code and message at the top of a JSON:API document, and a message in an error of it, are read.",
    why: "What a service says does not depend on the media type.",
    excuses: ({ place }, held) => {
      const { document, ours, recorded } = held
      const python = jsonApiErrors(document)
      if (!isJsonApi(held)) return false
      switch (place) {
        case "errors":
          return (
            isDeepStrictEqual(recorded.errors, python) &&
            isDeepStrictEqual(
              ours.errors,
              entries(document).map((entry, index) => ({ code: python[index]?.code, message: sentence(entry) }))
            )
          )
        case "code":
          return recorded.code === common(python.map(({ code }) => code)) && ours.code === at(document, "code")
        case "message":
          return (
            (recorded.message ?? "") ===
              python
                .map(({ message }) => message)
                .filter(isText)
                .join("; ") && ours.message === words(document)
          )
        default:
          return false
      }
    }
  }),
  rule("error", {
    name: "JSON under other media types",
    ours: "JSON is read under text/json, under a media type in capitals, and any object under any type.",
    why: "Media types have no case (RFC 9110, section 8.3.1), and gateways change or drop the type.",
    excuses: ({ ours, place, recorded }, { document, row }) =>
      (place === "message" || place === "code" || place === "request id") &&
      !row.expect.rawJsonPresent &&
      (Object.values(row.headers).some((value) => /^(text|application)\/json\b/i.test(value)) ||
        bytes(row).toString().trimStart().startsWith("{")) &&
      recorded === undefined &&
      ours === at(document, place === "request id" ? "request_id" : place)
  }),
  rule("error", {
    name: "empty codes",
    ours: "An empty code is no code.",
    why: "It says nothing.",
    excuses: ({ place }, { ours, recorded }) => place === "code" && recorded.code === "" && ours.code === undefined
  }),
  rule("error", {
    name: "codes of OAuth",
    ours: "A text in `error` is the code.",
    why: "It is OAuth's error code (RFC 6749, section 5.2). Programs ask for `invalid_grant`.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "code" && recorded.code === undefined && ours.code === at(document, "error")
  }),
  rule("error", {
    name: "codes inside of error",
    ours: "A code inside of `error` is the code, for every service.",
    why: "The form is that of Flows and Timers, and there is no other reading of it.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "code" && recorded.code === undefined && ours.code === at(document, "error", "code")
  }),
  rule("error", {
    name: "request ids of a list",
    ours: "One id in all errors of a list is the request id, for every service.",
    why: "Globus support asks for it. Python reads it for Auth alone.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "request id" &&
      recorded.requestId === undefined &&
      ours.requestId === common(entries(document).map((entry) => at(entry, "id")))
  }),
  rule("error", {
    name: "request ids of other documents",
    ours: "`request_id` is the request id in JSON:API too, and in a document without code and message.",
    why: "Globus support asks for it.",
    excuses: ({ place }, { document, ours, recorded }) =>
      place === "request id" && recorded.requestId === undefined && ours.requestId === at(document, "request_id")
  }),
  rule("network failure", {
    name: "redirects",
    ours: "The first redirect is a GlobusApiError.",
    why: "Redirects are not followed: a token goes to the client's own origin and nowhere else.",
    excuses: (_, { ours, row }) => row.transportError === "TooManyRedirects" && ours === "GlobusApiError"
  }),
  rule("network failure", {
    name: "URLs that are none",
    ours: "An invalid base URL is a GlobusUsageError when the client is made.",
    why: "The network has no part in it, so nothing is sent and nothing is tried again.",
    excuses: (_, { ours, row }) => row.transportError === "InvalidURL" && ours === "GlobusUsageError"
  })
]
