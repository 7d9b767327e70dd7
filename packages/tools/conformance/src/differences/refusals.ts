/** Calls that our client refuses and does not send, where Python sends them. */
import * as Predicate from "effect/Predicate"
import { isWholeBody } from "../Argument.js"
import * as Held from "../Held.js"
import { isHttpHeader } from "../HttpAnswer.js"
import { rule } from "./Difference.js"

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Whether a document has no such member, or an empty list in its place. */
const lacks = (document: unknown, path: ReadonlyArray<string>): boolean =>
  Held.isAbsent(document, path) || same(Held.memberOf(document, path), [])

/** Whether the caller wrote a document, and left out the member that our client refuses to go without. */
const isLackingMember = ({ vector: { params } }: Held.Held, field: string): boolean => {
  const path = field.split(".")
  return Object.entries(params).some(
    ([name, document]) =>
      Predicate.isRecord(document) &&
      ((isWholeBody(name) && lacks(document, path)) || (name === path[0] && lacks(document, path.slice(1))))
  )
}

/** A submission asks for its id first: Python does so before it sends a document that ours refuses. */
const isUnsentSubmission = (mismatch: Parameters<typeof Held.isLeftOut>[0], held: Held.Held): boolean =>
  Held.isLeftOut(mismatch, held) && held.vector.operation.startsWith("submit_")

/** Lists that our types have where the recorded call has a text. */
const lists: ReadonlySet<string> = new Set(["batch_delete_by_subject.subjects", "get_task_batch.task_ids"])

/** Whether a header that the caller gave has this fault. */
const hasHeader = ({ vector: { params } }: Held.Held, is: (name: string, value: unknown) => boolean): boolean =>
  Predicate.isRecord(params["headers"]) &&
  Object.entries(params["headers"]).some(([name, value]) => is(name.toLowerCase(), value))

/** Headers that belong to the connection, not to the caller. */
const ofTheConnection = /^(connection|content-length|expect|keep-alive|transfer-encoding|upgrade)$/

/** An id with which no application can authenticate. */
export const isNoApplication = (id: unknown): boolean =>
  !Predicate.isString(id) ||
  id.trim() === "" ||
  [...id].some((character) => character < " " || character === ":" || character === "\x7f")

export const refusals = [
  rule("call", {
    name: "URLs elsewhere",
    ours: "A URL that is not below the base URL is refused.",
    why: "A client's token goes nowhere else.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "path" &&
      /^([a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(String(held.vector.params["path"])) &&
      !String(held.vector.params["path"]).startsWith(held.vector.clientConfig.baseUrl)
  }),
  rule("call", {
    name: "dot segments",
    ours: "A path with a segment `.` or `..` is refused.",
    why: "URL parsers fold such segments, encoded or not, so another call would be made.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) && /(^|\/)\.\.?(\/|$)/.test(String(Held.refused(held)?.value))
  }),
  rule("call", {
    name: "empty path parameters",
    ours: "An empty path parameter is refused.",
    why: "Another call would be made, for example one for a list instead of one for a thing.",
    excuses: (mismatch, held) => Held.isUnsent(mismatch, held) && Held.refused(held)?.value === ""
  }),
  rule("call", {
    name: "path parameters that are no text",
    ours: "A path parameter that is null, a boolean, a list or an object is refused.",
    why: "Python sends what it prints for the value, such as `None`, and nothing has such an id.",
    excuses: (mismatch, held) => {
      const refused = Held.refused(held)
      return (
        Held.isUnsent(mismatch, held) &&
        refused !== undefined &&
        (Held.isPathParameter(held, refused.field) || /\/None(\/|$)/.test(Held.firstPath(held))) &&
        (refused.value === null || Predicate.isBoolean(refused.value) || Predicate.isObject(refused.value))
      )
    }
  }),
  rule("call", {
    name: "own authorization",
    ours: "A caller's `authorization` header is refused.",
    why: "The authorizer sets this header: its token can be renewed, and no error shows it.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "headers" &&
      hasHeader(held, (name) => name === "authorization")
  }),
  rule("call", {
    name: "headers of the connection",
    ours: "A caller's header about the connection or the length of the body is refused.",
    why: "The HttpClient sets it where it is needed.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "headers" &&
      hasHeader(held, (name) => ofTheConnection.test(name))
  }),
  rule("call", {
    name: "headers that HTTP cannot carry",
    ours: "A caller's header with line ends, other control characters or letters beyond Latin-1 is refused.",
    why: "No such header can be sent (RFC 9110, section 5.5). The recorder took it before it reached a connection.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      /^(headers|content-type|data|body)$/.test(Held.refused(held)?.field ?? "") &&
      hasHeader(held, (name, value) => !isHttpHeader(name, value))
  }),
  rule("call", {
    name: "ids of applications",
    ours: "A client id that is blank, or has a colon or a control character, is refused.",
    why: "No application has such an id, and Basic credentials cannot hold it (RFC 7617, section 2).",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "clientId" &&
      isNoApplication(held.vector.clientConfig.clientId)
  }),
  rule("call", {
    name: "empty filters",
    ours: "An empty filter is refused, and so is an empty list of ids or names to look up.",
    why: "A caller who asks for none of them would get all of them.",
    excuses: (mismatch, held) => {
      const refused = Held.refused(held)
      return (
        Held.isUnsent(mismatch, held) &&
        /^(filter(_.*)?|ids|usernames)$/.test(refused?.field ?? "") &&
        ["", [""], [], {}].some((empty) => same(refused?.value, empty))
      )
    }
  }),
  rule("call", {
    name: "documents that lack a member",
    ours: "A document without a member that its operation needs is refused, and so is an empty list in its place.",
    why: "There is nothing to make or to do. Our types do not let such a call be written.",
    excuses: (mismatch, held) => {
      const field = Held.refused(held)?.field
      return (
        field !== undefined &&
        (Held.isUnsent(mismatch, held) || isUnsentSubmission(mismatch, held)) &&
        isLackingMember(held, field)
      )
    }
  }),
  rule("call", {
    name: "one text for a list",
    ours: "A text is refused where the document has a list.",
    why: "Our types say that it is a list. Python makes a list of the text.",
    excuses: (mismatch, held) => {
      const refused = Held.refused(held)
      return (
        Held.isUnsent(mismatch, held) &&
        lists.has(`${held.vector.operation}.${refused?.field}`) &&
        Predicate.isString(refused?.value)
      )
    }
  }),
  rule("call", {
    name: "null for verified collections",
    ours: "`setSubscriptionAdminVerified` of a collection takes true or false, and refuses null.",
    why: "The service refuses null too.",
    excuses: (mismatch, held) =>
      held.vector.client === "TransferClient" &&
      held.vector.operation === "set_subscription_admin_verified" &&
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "subscription_admin_verified" &&
      Held.refused(held)?.value === null
  })
]
