/** Recorded rows that only Python can have, so that there is nothing of ours to hold against them. */
import * as HttpMethod from "@effect/platform/HttpMethod"
import * as Predicate from "effect/Predicate"
import { isMissing, withoutField } from "../Argument.js"
import type { Vector } from "../Corpus.js"
import * as RawCall from "../RawCall.js"
import { rule } from "./Difference.js"

/** Whether there is a value without a JSON form, at any depth. Python's `MISSING` is none of them. */
const hasObject = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(hasObject)
  if (!Predicate.isRecord(value)) return false
  const [key, ...others] = Object.keys(value)
  return (
    (key !== undefined && others.length === 0 && /^\$(?!missing$)/.test(key)) || Object.values(value).some(hasObject)
  )
}

/** A call that gives Python's client an app after it was made, or adds to what its app asks for. */
const isOfApp = ({ operation }: Vector): boolean =>
  operation === "attach_globus_app" || operation.startsWith("add_app_")

/** A call that uses the flow which Python's client started last, and fails. */
const isOfFlow = ({ clientConfig: { flow }, exchanges, operation, outcome: { error } }: Vector): boolean =>
  exchanges.length === 0 &&
  Predicate.isString(error) &&
  (operation === "oauth2_get_authorize_url" ||
    operation === "oauth2_start_flow" ||
    (operation === "oauth2_exchange_code_for_tokens" && Predicate.isNullable(flow)))

/** Calls that no client of ours has as an operation, nor will have. */
export const isElsewhere = (vector: Vector): boolean => isOfApp(vector) || isOfFlow(vector)

const hasDict = (fields: unknown): boolean =>
  Predicate.isRecord(fields) && Object.values(fields).some((value) => Predicate.isRecord(value) && !isMissing(value))

const ofPython = (name: string, ours: string, why: string, is: (vector: Vector) => boolean) =>
  rule("recorded call", { name, ours, why, excuses: ({ place }, vector) => place === "the row" && is(vector) })

export const pythonOnly = [
  ofPython(
    "raises before it sends",
    "Our types do not let such a call be written.",
    "Python raises an error of its own runtime before anything is sent.",
    ({ exchanges, outcome: { error, errorBases } }) =>
      exchanges.length === 0 && Predicate.isString(error) && (errorBases ?? []).length === 0
  ),
  ofPython(
    "objects of Python",
    "The call is not made here.",
    "An argument is an object of Python without a JSON form.",
    ({ params }) => Object.entries(params).some(([name, value]) => !withoutField.has(name) && hasObject(value))
  ),
  ofPython(
    "apps of clients",
    "A client is made with an authorization and keeps it.",
    "Python's client can be given an app, for its tokens, its scopes and its environment.",
    isOfApp
  ),
  ofPython(
    "the current flow",
    "A flow is a value that has what the login needs.",
    "Python's client keeps a current flow. `authz_urls.json` compares the flows.",
    isOfFlow
  ),
  ofPython(
    "methods",
    "Our `request` takes the methods that HttpClient has.",
    "Python takes any text as a method.",
    (vector) => RawCall.isRawCall(vector) && !HttpMethod.isHttpMethod(RawCall.methodOf(vector))
  ),
  ofPython(
    "encodings",
    "Our `request` takes a body that is encoded already.",
    "The encoding is a class of Python.",
    (vector) =>
      RawCall.isRawCall(vector) &&
      Predicate.isString(vector.params["encoding"]) &&
      !/^(form|json|text)$/.test(vector.params["encoding"])
  ),
  ofPython(
    "dicts as values",
    "A query and a form have texts, numbers, booleans and lists of them.",
    "Python sends the keys of a dict there.",
    ({ params }) => hasDict(params["query_params"]) || (params["encoding"] === "form" && hasDict(params["data"]))
  ),
  rule("payload", {
    name: "types of payloads",
    ours: "Our types do not let such a document be written.",
    why: "Python raises a TypeError.",
    excuses: ({ place }, { error }) => place === "the row" && error === "TypeError"
  }),
  rule("payload", {
    name: "readers of payloads",
    ours: "A document is plain data with members to read.",
    why: "Python has a method that reads the document.",
    excuses: ({ place }, { call }) => place === "the row" && call.startsWith("iter_")
  })
]
