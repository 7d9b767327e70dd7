/**
 * From the parameters of a Python method to the one object argument of an operation and its last argument. It goes by
 * rule; the exceptions stand in the tables.
 *
 * 1. The name of a Python parameter is the wire's, and our field's.
 * 2. A parameter that is the whole body is spread into the argument.
 * 3. Where the declared body is one envelope key, parameters that are declared nowhere go inside it.
 *    One value is a list of one there, where the wire has a list.
 * 4. `query_params` and `headers` are the last argument; `additional_fields` and `body_params` are the open document.
 */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as AST from "effect/SchemaAST"
import type { Vector } from "./Corpus.js"
import * as Declared from "./Declared.js"

type Fields = Readonly<Record<string, unknown>>

/** What an operation is called with. */
export interface Arguments {
  readonly argument: Fields
  readonly options: Fields
}

/** Parameters whose field has another name, the wire's: of every operation, or of one. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["auth_code", "code"],
  ["endpointManagerCancelTasks.task_ids", "task_id_list"],
  ["endpointManagerPauseTasks.task_ids", "task_id_list"],
  ["endpointManagerResumeTasks.task_ids", "task_id_list"],
  ["newpath", "new_path"],
  ["oldpath", "old_path"],
  ["setSubscriptionAdminVerified.subscription_id", "subscription_admin_verified_id"]
])

/** Parameters whose field is in a document within the envelope. */
const nested: ReadonlyMap<string, string> = new Map([
  ["privacy_policy", "links"],
  ["terms_and_conditions", "links"]
])

const fieldOf = (name: string, declared: Declared.Declared | undefined): string =>
  renamed.get(`${declared?.name}.${name}`) ?? renamed.get(name) ?? name

/** Parameters, in seconds, that are options of ours, and never on the wire. */
const durations: ReadonlyMap<string, string> = new Map([
  ["polling_interval", "pollingInterval"],
  ["timeout", "timeout"]
])

/** Parameters that say what Python is to make of the answer, and so have no field. The answer is compared as it is. */
export const withoutField: ReadonlySet<string> = new Set(["as_pem", "openid_configuration", "response_class"])

/** Fields that hold secrets, of operations that are not declared by their own names. */
const secrets: ReadonlySet<string> = new Set(["code", "code_verifier", "refresh_token", "token"])

/** Operations that take the authorization flow's part too: our clients keep no current flow. */
const ofTheFlow: ReadonlySet<string> = new Set(["oauth2ExchangeCodeForTokens"])

const isWholeBody = (name: string): boolean => /^(actions|data|form_data|.+_(data|doc|document))$/.test(name)

const isOpenDocument = (name: string): boolean => /^(additional_fields|additional_params|body_params)$/.test(name)

/** The place of a parameter. */
export const placeOf = (
  name: string,
  declared: Declared.Declared | undefined
): "path" | "query" | "body" | "whole body" | "open document" | "last argument" | "no field" | "nowhere" => {
  if (withoutField.has(name)) return "no field"
  if (name === "query_params" || name === "headers") return "last argument"
  if (isOpenDocument(name)) return "open document"
  const field = fieldOf(name, declared)
  if (declared === undefined) return durations.has(name) ? "last argument" : isWholeBody(name) ? "whole body" : "body"
  if (declared.path.has(field)) return "path"
  if (declared.query.has(field)) return "query"
  if (isWholeBody(name) && declared.body !== undefined) return "whole body"
  return declared.body !== undefined ? "body" : "nowhere"
}

/** Where a parameter of Python goes that is no field of its own name; nothing where it is. For people, in Markdown. */
export const otherwise = (name: string, declared: Declared.Declared | undefined): string | undefined => {
  const field = fieldOf(name, declared)
  const envelope = declared === undefined ? undefined : Declared.envelope(declared)
  const duration = durations.get(name)
  switch (placeOf(name, declared)) {
    case "no field":
      return `no \`${name}\``
    case "whole body":
      return `the members of \`${name}\``
    case "last argument":
      return duration === undefined ? undefined : `\`${duration}\` of the last argument`
    case "body":
      if (envelope !== undefined && field !== envelope) return `in \`${envelope}\``
  }
  return field === name || isOpenDocument(name) ? undefined : `\`${field}\` for \`${name}\``
}

/** Python's `MISSING`. */
const isMissing = (value: unknown): boolean => Predicate.isRecord(value) && value["$missing"] === true

/** Without Python's `MISSING`, at any depth. */
export const present = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((item) => !isMissing(item)).map(present)
  return Predicate.isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => !isMissing(item))
          .map(([key, item]) => [key, present(item)])
      )
    : value
}

/** Python drops `None` from queries, forms and headers. */
export const withoutNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((item) => item !== null)
  return Predicate.isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null)
          .map(([key, item]) => [key, withoutNull(item)])
      )
    : value
}

/** Python puts anything into a path or a query by its text, and takes 1 and 0 for booleans. */
const converted = (value: unknown, type: AST.AST | undefined): unknown => {
  if (type === undefined || !Predicate.isNumber(value)) return value
  if (Declared.isText(type)) return String(value)
  return Declared.isFlag(type) && (value === 0 || value === 1) ? value === 1 : value
}

const redacted = (fields: Fields, isSecret: (name: string) => boolean): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Predicate.isString(value) && isSecret(name) ? Redacted.make(value) : value
    ])
  )

/** What our operation is called with. */
export const make = (
  { clientConfig: { flow }, params }: Vector,
  operation: string,
  declared: Declared.Declared | undefined
): Arguments => {
  const document: Record<string, unknown> = {}
  const further: Record<string, unknown> = {}
  const target: Record<string, unknown> = {}
  const options: Record<string, unknown> = {}
  const envelope = declared === undefined ? undefined : Declared.envelope(declared)
  const inEnvelope = declared === undefined || envelope === undefined ? undefined : Declared.within(declared, envelope)

  /** Puts a parameter where it stands in the envelope. */
  const enclose = (field: string, value: unknown): void => {
    const inner = nested.get(field)
    const type = inEnvelope?.get(field)
    if (inner !== undefined && inEnvelope?.has(inner) === true && type === undefined) {
      document[inner] = { ...(Predicate.isRecord(document[inner]) ? document[inner] : {}), [field]: value }
    } else document[field] = type !== undefined && Declared.isList(type) && Predicate.isString(value) ? [value] : value
  }

  const spread = (into: Record<string, unknown>, name: string, value: unknown) =>
    Predicate.isRecord(value) ? Object.assign(into, value) : Object.assign(into, { [name]: value })

  for (const [name, given] of Object.entries(params)) {
    if (isMissing(given)) continue
    const value = present(given)
    const field = fieldOf(name, declared)
    switch (placeOf(name, declared)) {
      case "no field":
        break
      case "last argument":
        if (name === "query_params") options["query"] = withoutNull(value) ?? undefined
        else if (name === "headers") options["headers"] = withoutNull(value) ?? undefined
        else options[durations.get(name) ?? name] = Predicate.isNumber(value) ? Duration.seconds(value) : value
        break
      case "open document":
        if (value !== null) spread(further, name, value)
        break
      case "whole body":
        spread(target, name, value)
        break
      case "path":
      case "query": {
        const type = declared?.path.get(field) ?? declared?.query.get(field)
        const text = converted(value, type)
        if (text !== null || declared?.path.has(field) === true) target[field] = withoutNull(text)
        break
      }
      default:
        if (envelope === undefined || field === envelope) target[field] = value
        else enclose(field, value)
    }
  }

  if (envelope === undefined) Object.assign(target, further)
  else if (target[envelope] === undefined || Object.keys({ ...document, ...further }).length > 0) {
    target[envelope] = { ...document, ...further }
  }
  if (ofTheFlow.has(operation) && flow !== null && flow !== undefined) {
    if (Predicate.isString(flow.redirectUri)) target["redirect_uri"] = flow.redirectUri
    if (Predicate.isString(flow.verifier)) target["code_verifier"] = flow.verifier
  }
  // `None` is dropped from a form; in JSON it is null.
  const isForm = declared === undefined || declared.body?.kind === "form"
  const argument = redacted(
    isForm ? Object.fromEntries(Object.entries(target).filter(([, value]) => value !== null)) : target,
    (name) => {
      const type = declared?.body?.fields.get(name)
      return declared === undefined ? secrets.has(name) : type !== undefined && Declared.isSecret(type)
    }
  )
  return { argument, options }
}
