/** What a service requires of the user, in its own documents and in errors. */
import { isDeepStrictEqual } from "node:util"
import { tagOf } from "../ErrorReading.js"
import { at, isText, list } from "../ErrorWords.js"
import type { Mismatch } from "../Mismatch.js"
import type { HeldRequirements } from "../RecordedRequirements.js"
import type { Difference } from "./Difference.js"
import { rule } from "./Difference.js"

type Parameters = Readonly<Record<string, unknown>>

/** The same parameters without one of them. */
const without = (parameters: Parameters, name: string): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name))

/** The parameters without those that ask for nothing: empty texts, and lists with none in them. */
const asking = (parameters: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(parameters)
      .map(([name, value]) => [name, Array.isArray(value) ? value.filter(isText) : value])
      .filter(([, value]) => !isDeepStrictEqual(value, []))
  )

/** Whether ours are the recorded ones and one more. */
const isAlso = (name: string, { ours, recorded }: HeldRequirements, value: ReadonlyArray<unknown>): boolean =>
  value.length > 0 &&
  !(name in recorded) &&
  ours !== undefined &&
  isDeepStrictEqual(ours[name], value) &&
  isDeepStrictEqual(without(ours, name), asking(recorded))

const texts = (value: unknown): ReadonlyArray<string> => (Array.isArray(value) ? value : [value]).filter(isText)

interface RequirementRule extends Omit<Difference, "excuses" | "kind"> {
  readonly holds: (held: HeldRequirements) => boolean
}

const rules: ReadonlyArray<RequirementRule> = [
  {
    name: "requirements of nothing",
    ours: "Requirements that ask for nothing known count as none.",
    why: "Another login would change nothing. The error is what its status says.",
    holds: ({ ours, recorded }) => isDeepStrictEqual(asking(recorded), ours ?? {}) && !isDeepStrictEqual(ours, {})
  },
  {
    name: "other prompts",
    ours: "A `prompt` other than `login` is left out.",
    why: "Globus defines `login` alone, and `none` would keep the user from doing what is required.",
    holds: ({ ours, recorded }) =>
      "prompt" in recorded &&
      recorded["prompt"] !== "login" &&
      isDeepStrictEqual(asking(without(recorded, "prompt")), ours ?? {})
  },
  {
    name: "scopes in authorization_parameters",
    ours: "`required_scopes` of `authorization_parameters` are kept, even if the rest is not strictly canonical.",
    why: "Python drops them with the extra members, and the login that follows would not ask for them.",
    holds: (held) =>
      isAlso("required_scopes", held, texts(at(held.document, "authorization_parameters", "required_scopes")))
  },
  {
    name: "scopes beside other codes",
    ours: "`required_scopes` and `required_scope` are requirements whatever the code is, and texts among other things count.",
    why: "The service names scopes that would help.",
    holds: (held) =>
      isAlso(
        "required_scopes",
        held,
        texts(at(held.document, "required_scopes") ?? at(held.document, "required_scope"))
      )
  },
  {
    name: "joined identities",
    ours: "`session_required_identities` that is one text is split at its commas.",
    why: "Python splits policies and domains so, and services join all three alike.",
    holds: (held) => {
      const joined = at(held.document, "authorization_parameters", "session_required_identities")
      return isText(joined) && isAlso("session_required_identities", held, texts(joined.split(",")))
    }
  }
]

export const requirements = [
  ...rules.flatMap(({ holds, ...words }) => [
    rule("requirements", {
      ...words,
      excuses: ({ place }, held) => place === "requirements" && holds(held)
    }),
    rule("error", {
      ...words,
      // The class of the error follows from the requirements.
      excuses: ({ place }: Mismatch, { document, ours, recorded }) =>
        (place === "requirements" || place === "outcome") &&
        !isDeepStrictEqual(recorded.requirements, ours.requirements) &&
        holds({ document, recorded: recorded.requirements ?? {}, ours: ours.requirements }) &&
        ours.tag === tagOf(ours)
    })
  ]),
  rule("requirements", {
    name: "messages of older forms",
    ours: "A message beside an older form of requirements is the error's description.",
    why: "It says what went wrong. What the user reads at the login is `session_message`.",
    excuses: ({ place }, { ours }) => place === "message" && ours?.["session_message"] === undefined
  }),
  rule("requirements", {
    name: "scopes in a list of errors",
    ours: "Scopes in an error of a list are requirements, wherever the list stands.",
    why: "The service names scopes that would help. Python reads them only beside dependent_consent_required.",
    excuses: ({ place }, held) =>
      place === "requirements" &&
      isAlso(
        "required_scopes",
        held,
        [held.document, ...list(at(held.document, "errors"))].flatMap((entry) =>
          texts(at(entry, "unapproved_scopes") ?? at(entry, "required_scopes"))
        )
      )
  })
]
