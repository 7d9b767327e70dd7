/**
 * Where our client deliberately does something else than the Python SDK of errors.json: which recordings, what we do,
 * and why. A row checks what the client did instead, so that it excuses that and nothing more.
 */
import { isDeepStrictEqual } from "node:util"
import type { Reading, RecordedError } from "./ErrorReading.js"
import { at, bytes, list, tagOf } from "./ErrorReading.js"
import { entries, firstWords, isText, sentence, sentences, words } from "./ErrorWords.js"
import type { Difference } from "./Judgement.js"
import type { HeldRequirements } from "./RecordedRequirements.js"

type Parameters = Readonly<Record<string, unknown>>

/** The same parameters but for one. */
const without = (parameters: Parameters, name: string): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name))

/** Without what asks for nothing: empty texts, and lists with none in them. */
const asking = (parameters: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(parameters)
      .map(([name, value]) => [name, Array.isArray(value) ? value.filter(isText) : value])
      .filter(([, value]) => !isDeepStrictEqual(value, []))
  )

/** Ours are the recorded ones and one more. */
const isAlso = (name: string, { ours, recorded }: HeldRequirements, value: ReadonlyArray<unknown>): boolean =>
  value.length > 0 &&
  !(name in recorded) &&
  ours !== undefined &&
  isDeepStrictEqual(ours[name], value) &&
  isDeepStrictEqual(without(ours, name), asking(recorded))

const texts = (value: unknown): ReadonlyArray<string> => (Array.isArray(value) ? value : [value]).filter(isText)

/** Of the requirements in an error. */
export const requirementDifferences: ReadonlyArray<Difference<HeldRequirements>> = [
  {
    fields: ["requirements"],
    recorded: "authorization_parameters, required_scopes or unapproved_scopes that are empty, or hold nothing known",
    ours: "requirements that ask for nothing are none",
    why: "another login would change nothing; the error is what its status says",
    holds: ({ ours, recorded }) => isDeepStrictEqual(asking(recorded), ours ?? {}) && !isDeepStrictEqual(ours, {})
  },
  {
    fields: ["requirements"],
    recorded: "a prompt other than login",
    ours: "prompt is left out",
    why: "Globus defines login alone, and `none` would keep the user from doing what is required",
    holds: ({ ours, recorded }) =>
      "prompt" in recorded &&
      recorded["prompt"] !== "login" &&
      isDeepStrictEqual(asking(without(recorded, "prompt")), ours ?? {})
  },
  {
    fields: ["requirements"],
    recorded: "required_scopes in authorization_parameters that are not strictly canonical",
    ours: "required_scopes are kept",
    why: "Python drops them with the extra members, and the login that follows would not ask for them",
    holds: (held) =>
      isAlso("required_scopes", held, texts(at(held.document, "authorization_parameters", "required_scopes")))
  },
  {
    fields: ["requirements"],
    recorded:
      "required_scopes or required_scope beside a code other than ConsentRequired, or with other things among them",
    ours: "they are requirements",
    why: "the service names scopes that would do; what is no text among them takes nothing from the others",
    holds: (held) =>
      isAlso(
        "required_scopes",
        held,
        texts(at(held.document, "required_scopes") ?? at(held.document, "required_scope"))
      )
  },
  {
    fields: ["requirements"],
    recorded: "session_required_identities as one text",
    ours: "it is split at its commas",
    why: "Python does so for policies and domains, and services join all three alike",
    holds: (held) => {
      const joined = at(held.document, "authorization_parameters", "session_required_identities")
      return isText(joined) && isAlso("session_required_identities", held, texts(joined.split(",")))
    }
  }
]

/** Of the forms that requirements come in. */
export const formDifferences: ReadonlyArray<Difference<HeldRequirements>> = [
  {
    fields: ["message"],
    recorded: "a message beside an older form of requirements, taken for theirs",
    ours: "it is the error's description",
    why: "it says what went wrong; what the user is to read at the login is `session_message`",
    holds: ({ ours }) => ours?.["session_message"] === undefined
  },
  {
    fields: ["requirements"],
    recorded: "scopes in an error of a list, that Python reads only in answers with dependent_consent_required",
    ours: "they are requirements, wherever they stand",
    why: "the service names scopes that would do, and an error does not always come with what it was wrapped in",
    holds: (held) => {
      const scopes = [held.document, ...list(at(held.document, "errors"))].flatMap((entry) =>
        texts(at(entry, "unapproved_scopes") ?? at(entry, "required_scopes"))
      )
      return isAlso("required_scopes", held, scopes)
    }
  }
]

/** A recorded error, and both readings of it. */
interface HeldError {
  readonly row: RecordedError
  /** The body as JSON, whatever its media type; undefined: it is none. */
  readonly document: unknown
  readonly recorded: Reading
  readonly ours: Reading
}

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

/** What Python reads of JSON:API: a title or a detail, and nothing at the top. */
const jsonApiErrors = (document: unknown) =>
  entries(document).map((entry) => ({
    code: common([at(entry, "code")]),
    message: [at(entry, "detail"), at(entry, "title")].find(isText)
  }))

/** Of an error's body. */
export const errorDifferences: ReadonlyArray<Difference<HeldError>> = [
  {
    fields: ["message"],
    recorded: "no message, and nothing in the body that could be one",
    ours: "a phrase",
    why: "an error that is printed says what happened",
    holds: ({ document, ours: { message }, recorded, row }) =>
      !isText(recorded.message) &&
      words(document) === undefined &&
      (document !== undefined || firstWords(bytes(row).toString()) === "") &&
      /^[a-z ]+$/.test(message ?? "")
  },
  {
    fields: ["message"],
    recorded: "no message, and a body of another media type than JSON",
    ours: "its first words, or that it is a page, with its title",
    why: "a proxy or a gateway says there what is wrong",
    holds: ({ ours, recorded, row }) =>
      recorded.message === undefined && !row.expect.rawJsonPresent && ours.message === firstWords(bytes(row).toString())
  },
  {
    fields: ["message"],
    recorded: "no message, and words in a member that Python does not read there",
    ours: "they are the message: OAuth's error_description, description, members of error and detail, session_message",
    why: "the service says what is wrong, whichever client asks",
    holds: ({ document, ours, recorded }) => recorded.message === undefined && ours.message === words(document)
  },
  {
    fields: ["message"],
    recorded: "a validator's findings with their places",
    ours: "each says its place",
    why: "`field required` is of use with the field's name; Python does so for Timers alone",
    holds: ({ document, ours, recorded }) =>
      ours.message === sentences(document) && recorded.message === findings(document)
  },
  {
    fields: ["message"],
    recorded: "a validator's findings for Timers, some without a place or with an empty one",
    ours: "all are said, those without their place",
    why: "Python leaves out what has no place, and ends in a colon what has an empty one",
    holds: ({ document, ours, recorded }) =>
      ours.message === sentences(document) &&
      recorded.message ===
        entries(document)
          .filter((entry) => Array.isArray(at(entry, "loc")))
          .map((entry) => `${String(at(entry, "msg"))}: ${list(at(entry, "loc")).join(".")}`)
          .join("; ")
  },
  {
    fields: ["message"],
    recorded: "a validator's findings, and a message of their own",
    ours: "the message",
    why: "the service sums them up there; the findings are in `errors`",
    holds: ({ document, ours, recorded }) =>
      ours.message === at(document, "error", "message") && recorded.message === findings(document)
  },
  {
    fields: ["message", "code"],
    recorded: "a list of errors in which some are no objects",
    ours: "the others are read",
    why: "one strange entry says nothing against the rest",
    holds: ({ document, ours, recorded }, { field }) =>
      [at(document, "errors"), at(document, "error", "detail")].some((of) =>
        list(of).some((e) => typeof e !== "object")
      ) &&
      (field === "message"
        ? [undefined, at(document, "error", "title")].includes(recorded.message) && ours.message === sentences(document)
        : recorded.code === undefined && ours.code === common(entries(document).map((entry) => at(entry, "code"))))
  },
  {
    fields: ["message", "code", "errors"],
    recorded: "a JSON:API document with members that JSON:API does not have",
    ours: "code and message at its top, and a message in an error, are read as in any other document",
    why: "what a service says does not depend on the media type",
    holds: (held, { field }) => {
      const { document, ours, recorded } = held
      const python = jsonApiErrors(document)
      const said = python.map(({ message }) => message).filter(isText)
      switch (field) {
        case "errors":
          return (
            isJsonApi(held) &&
            isDeepStrictEqual(recorded.errors, python) &&
            isDeepStrictEqual(
              ours.errors,
              entries(document).map((entry, index) => ({ code: python[index]?.code, message: sentence(entry) }))
            )
          )
        case "code":
          return (
            isJsonApi(held) &&
            recorded.code === common(python.map(({ code }) => code)) &&
            ours.code === at(document, "code")
          )
        default:
          return isJsonApi(held) && (recorded.message ?? "") === said.join("; ") && ours.message === words(document)
      }
    }
  },
  {
    fields: ["message", "code", "requestId"],
    recorded: "JSON under a media type that Python does not know: text/json, in capitals, or any for an object",
    ours: "it is read",
    why: "media types have no case (RFC 9110, section 8.3.1), text/json is JSON, and gateways change or drop the type",
    holds: ({ document, row }, mismatch) =>
      !row.expect.rawJsonPresent &&
      (Object.values(row.headers).some((value) => /^(text|application)\/json\b/i.test(value)) ||
        bytes(row).toString().trimStart().startsWith("{")) &&
      mismatch.recorded === undefined &&
      mismatch.ours === at(document, mismatch.field === "requestId" ? "request_id" : mismatch.field)
  },
  {
    fields: ["code"],
    recorded: "an empty code",
    ours: "no code",
    why: "it says nothing",
    holds: ({ ours, recorded }) => recorded.code === "" && ours.code === undefined
  },
  {
    fields: ["code"],
    recorded: "no code, and a text in `error`",
    ours: "it is the code",
    why: "it is OAuth's error code (RFC 6749, section 5.2): `invalid_grant` is what programs ask for",
    holds: ({ document, ours, recorded }) => recorded.code === undefined && ours.code === at(document, "error")
  },
  {
    fields: ["code"],
    recorded: "no code, and one inside of `error`, from another service than Flows and Timers",
    ours: "it is the code",
    why: "the form is theirs, and there is no other reading of it",
    holds: ({ document, ours, recorded }) => recorded.code === undefined && ours.code === at(document, "error", "code")
  },
  {
    fields: ["requestId"],
    recorded: "no request id, and one id in all errors of the list, from another service than Auth",
    ours: "it is the request id",
    why: "Globus support asks for it, and a body does not always come by the client of its service",
    holds: ({ document, ours, recorded }) =>
      recorded.requestId === undefined && ours.requestId === common(entries(document).map((entry) => at(entry, "id")))
  },
  {
    fields: ["requestId"],
    recorded: "no request id, and a request_id in a document without code and message, or of JSON:API",
    ours: "it is the request id",
    why: "Globus support asks for it",
    holds: ({ document, ours, recorded }) =>
      recorded.requestId === undefined && ours.requestId === at(document, "request_id")
  },
  // The tag follows from the requirements, by the rule for all errors.
  ...requirementDifferences.map(({ holds, ...difference }): Difference<HeldError> => ({
    ...difference,
    fields: ["requirements", "tag"],
    holds: ({ document, ours, recorded }, mismatch) =>
      !isDeepStrictEqual(recorded.requirements, ours.requirements) &&
      holds({ document, recorded: recorded.requirements ?? {}, ours: ours.requirements }, mismatch) &&
      ours.tag === tagOf(ours)
  }))
]

/** Of connections that fail. */
export const networkDifferences: ReadonlyArray<
  Difference<{ readonly ours: string | undefined; readonly row: { readonly transportError: string } }>
> = [
  {
    fields: ["tag"],
    recorded: "TooManyRedirects",
    ours: "the first redirect is a GlobusApiError",
    why: "redirects are not followed: a token goes to the client's own origin and nowhere else",
    holds: ({ ours, row }) => row.transportError === "TooManyRedirects" && ours === "GlobusApiError"
  },
  {
    fields: ["tag"],
    recorded: "InvalidURL",
    ours: "a GlobusUsageError when the client is made",
    why: "the network has no part in it; nothing is sent, and nothing is tried again",
    holds: ({ ours, row }) => row.transportError === "InvalidURL" && ours === "GlobusUsageError"
  }
]
