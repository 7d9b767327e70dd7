/** What our client makes of an answer. */
import * as Predicate from "effect/Predicate"
import * as ErrorWords from "../ErrorWords.js"
import * as Held from "../Held.js"
import type { Mismatch } from "../Mismatch.js"
import { documentOf } from "../OutcomeComparison.js"
import { rule } from "./Difference.js"

/** The members that our model of a token has. */
const tokenMembers: ReadonlySet<string> = new Set([
  "access_token",
  "expires_in",
  "id_token",
  "other_tokens",
  "refresh_token",
  "resource_server",
  "scope",
  "token_type"
])

const isPhrase = (text: unknown): boolean => ErrorWords.isText(text) && /^[a-z ]+$/.test(text)

/** Whether the outcome differs from an error of Python's downloader. */
const isOfDownloader = (mismatch: Mismatch, held: Held.Held): boolean =>
  held.vector.client === "GCSDownloader" &&
  held.vector.outcome.error === "RuntimeError" &&
  Held.isOutcome(mismatch, held)

const tokenAnswers = {
  name: "token answers",
  ours: "A token answer becomes a model with redacted secrets, moments of expiry, and lists that are always there.",
  why: "A document of tokens must not be printed. Members that no program needs are not in the model.",
  excuses: ({ name, ours, place, recorded }: Mismatch, { made: { outcome } }: Held.Held) =>
    place === "value" &&
    outcome._tag === "Value" &&
    Predicate.hasProperty(outcome.value, "by_resource_server") &&
    (tokenMembers.has(name?.split(".").at(-1) ?? "")
      ? (recorded === undefined && (ours === "" || (Array.isArray(ours) && ours.length === 0))) ||
        (recorded === null && ours === undefined)
      : ours === undefined)
}

export const answers = [
  rule("call", tokenAnswers),
  // The answers of fixtures are not made up, so nothing else may differ.
  rule("fixture", tokenAnswers),
  rule("call", {
    name: "findings",
    ours: "An error says at which place a validator found each fault, unless the service sums them up in a message.",
    why: "A finding helps only with its place. Python gives the place for Timers alone.",
    excuses: ({ ours, place, recorded }, held) => {
      const document = documentOf(Held.lastMade(held))
      const summary = ErrorWords.at(document, "error", "message")
      return (
        place === "message" &&
        recorded ===
          ErrorWords.entries(document)
            .map((entry) => ErrorWords.at(entry, "msg"))
            .join("; ") &&
        ours === (ErrorWords.isText(summary) ? summary : ErrorWords.sentences(document))
      )
    }
  }),
  rule("call", {
    name: "empty messages",
    ours: "An error whose message from the service is empty has a phrase.",
    why: "A printed error says what happened.",
    excuses: ({ ours, place, recorded }) => place === "message" && recorded === "" && isPhrase(ours)
  }),
  rule("call", {
    name: "words beside secrets",
    ours: "An error of a call that sends a gateway's secrets has a phrase instead of the manager's words.",
    why: "A manager may repeat what it was sent, and an error is printed.",
    excuses: ({ ours, place }, held) =>
      place === "message" &&
      held.vector.client === "GCSClient" &&
      /^(create|update)_(storage_gateway|user_credential)$/.test(held.vector.operation) &&
      isPhrase(ours)
  }),
  rule("call", {
    name: "made-up answers",
    ours: "An answer without a member that programs need is a GlobusDecodeError: a list's items, a task's status, a token.",
    why: "The recorded answers are made up, many of them `{}`. Those of the fixtures are not, and they pass.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      return Held.isEnd(mismatch, held) && found !== undefined && Held.isAbsent(found.document, found.path)
    }
  }),
  rule("call", {
    name: "answers that Python cannot read",
    ours: "An answer that is not as declared is a GlobusDecodeError. Python raises an error of its own runtime.",
    why: "A program can catch ours, and it names the place.",
    excuses: ({ place }, held) =>
      place === "outcome" &&
      held.exchanges.length > 0 &&
      Held.isOfPython(held) &&
      Held.failure(held, "GlobusDecodeError") !== undefined
  }),
  rule("call", {
    name: "answers of another kind",
    ours: "An answer that is no list, or plain text where a document is declared, is a GlobusDecodeError.",
    why: "The recorded answers are made up. Those of the fixtures are not, and they pass.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      const isEmptyObject = found?.path.length === 0 && JSON.stringify(found.document) === "{}"
      const isText = Held.answer(Held.lastMade(held))?.bodyKind === "text"
      return (
        Held.isEnd(mismatch, held) && Held.failure(held, "GlobusDecodeError") !== undefined && (isEmptyObject || isText)
      )
    }
  }),
  rule("call", {
    name: "made-up items",
    ours: "Items that are numbers, where documents are declared, are a GlobusDecodeError.",
    why: "The recorded long lists have zeros for items.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      return (
        Held.isEnd(mismatch, held) &&
        Held.isList(held) &&
        found?.path.length === 2 &&
        Predicate.isNumber(Held.memberOf(found.document, found.path))
      )
    }
  }),
  rule("call", {
    name: "public files",
    ours: "A file that anybody may read is read, where Python's downloader raises because there is no login page.",
    why: "The file is there.",
    excuses: (mismatch, held) =>
      isOfDownloader(mismatch, held) &&
      Held.answer(Held.lastMade(held))?.status === 200 &&
      held.made.outcome._tag === "Value" &&
      held.made.outcome.value === documentOf(Held.lastMade(held))
  }),
  rule("call", {
    name: "login pages",
    ours: "A redirect to a login page is GlobusUnauthenticated, whatever its URL contains.",
    why: "The client is made for a collection, and reads no ids out of URLs.",
    excuses: (mismatch, held) =>
      isOfDownloader(mismatch, held) &&
      Held.answer(Held.lastMade(held))?.status === 302 &&
      Held.failure(held, "GlobusUnauthenticated") !== undefined
  })
]
