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
    name: "query values",
    reason: ({ params }) => {
      const query = params["query_params"]
      return Predicate.isRecord(query) &&
        Object.values(query).some((value) => Predicate.isRecord(value) && value["$missing"] !== true)
        ? "Python sends the keys of a dict in a query: our types have texts, numbers, booleans and lists of them"
        : undefined
    }
  }
]

/** Why the recording is of Python only. */
export const reason = (vector: Vector): Option.Option<string> =>
  Option.fromNullable(rules.map(({ reason }) => reason(vector)).find(Predicate.isNotUndefined))
