/** Recordings of what only Python can do: rules, as there is nothing of ours to hold against them. */
import * as HttpMethod from "@effect/platform/HttpMethod"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { withoutField } from "./Argument.js"
import type { Vector } from "./Corpus.js"
import * as RawCall from "./RawCall.js"

/** The names of values that have no JSON form, at any depth. Python's `MISSING` is none of them. */
const objects = (value: unknown): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap(objects)
  if (!Predicate.isRecord(value)) return []
  const [key, ...others] = Object.keys(value)
  return key !== undefined && others.length === 0 && /^\$(?!missing$)/.test(key)
    ? [String(value[key])]
    : Object.values(value).flatMap(objects)
}

/** Python's client is given an app after it was made, or adds to what its app is to ask for. */
const isOfApp = ({ operation }: Vector): boolean =>
  operation === "attach_globus_app" || operation.startsWith("add_app_")

/**
 * What Python asks of the flow that its client was last told to start, and what it raises without one. Ours is a value,
 * with its own `authorizeUrl`; `authz_urls.json` compares them.
 */
const isOfFlow = ({ clientConfig: { flow }, exchanges, operation, outcome: { error } }: Vector): boolean =>
  exchanges.length === 0 &&
  Predicate.isString(error) &&
  (operation === "oauth2_get_authorize_url" ||
    operation === "oauth2_start_flow" ||
    (operation === "oauth2_exchange_code_for_tokens" && Predicate.isNullable(flow)))

/** What no client of ours has as an operation, nor will have. */
export const isElsewhere = (vector: Vector): boolean => isOfApp(vector) || isOfFlow(vector)

interface Rule {
  readonly name: string
  readonly reason: (vector: Vector) => string | undefined
}

const rules: ReadonlyArray<Rule> = [
  {
    // Our types say it before the program runs.
    name: "raises before it sends",
    reason: ({ exchanges, outcome: { error, errorBases } }) =>
      exchanges.length === 0 && Predicate.isString(error) && (errorBases ?? []).length === 0
        ? `Python raises ${error} before anything is sent: our types do not let such a call be written`
        : undefined
  },
  {
    name: "objects of Python",
    reason: ({ params }) => {
      const [name] = Object.entries(params).flatMap(([name, value]) => (withoutField.has(name) ? [] : objects(value)))
      return name === undefined ? undefined : `an argument is an object of Python (${name}), which has no JSON form`
    }
  },
  {
    name: "apps of clients",
    reason: (vector) =>
      isOfApp(vector)
        ? "Python's client can be given an app, for its tokens, its scopes and its environment: here a client is made with an authorization, and stays as it is"
        : undefined
  },
  {
    name: "the current flow",
    reason: (vector) =>
      isOfFlow(vector)
        ? "Python's client keeps a current flow: here a flow is a value, and has what the login needs"
        : undefined
  },
  {
    name: "methods",
    reason: (vector) => {
      const method = RawCall.methodOf(vector)
      return RawCall.isRawCall(vector) && !HttpMethod.isHttpMethod(method)
        ? `${method} is none of the methods that our type has`
        : undefined
    }
  },
  {
    name: "encodings",
    reason: (vector) => {
      const encoding = vector.params["encoding"]
      return RawCall.isRawCall(vector) &&
        Predicate.isString(encoding) &&
        !new Set(["form", "json", "text"]).has(encoding)
        ? `the encoding ${encoding} is a class of Python`
        : undefined
    }
  },
  {
    name: "dicts as values",
    reason: ({ params }) => {
      const holds = (fields: unknown) =>
        Predicate.isRecord(fields) &&
        Object.values(fields).some((value) => Predicate.isRecord(value) && value["$missing"] !== true)
      return holds(params["query_params"]) || (params["encoding"] === "form" && holds(params["data"]))
        ? "Python sends the keys of a dict in a query or a form: our types have texts, numbers, booleans and lists of them"
        : undefined
    }
  }
]

/** The rules that a recording falls under. */
export const rulesOf = (vector: Vector): ReadonlyArray<string> =>
  rules.filter(({ reason }) => reason(vector) !== undefined).map(({ name }) => name)

export const names: ReadonlyArray<string> = rules.map(({ name }) => name)

/** Why the recording is of Python only. */
export const reason = (vector: Vector): Option.Option<string> =>
  Option.fromNullable(rules.map(({ reason }) => reason(vector)).find(Predicate.isNotUndefined))
