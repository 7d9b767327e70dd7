/**
 * Maps the parameters of a Python method to the one object argument of our operation and its last argument. The mapping
 * follows four rules; the exceptions stand in tables.
 *
 * 1. A Python parameter has the name of the wire, and so has our field.
 * 2. A parameter that is the whole body is spread into the argument.
 * 3. If the declared body is one envelope key, parameters that are declared nowhere go inside of it. There, one value is a
 *    list of one if the wire has a list.
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

/** Parameters whose field has another name, which is the wire's: of every operation, or of one. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["auth_code", "code"],
  ["endpointManagerCancelTasks.task_ids", "task_id_list"],
  ["endpointManagerPauseTasks.task_ids", "task_id_list"],
  ["endpointManagerResumeTasks.task_ids", "task_id_list"],
  ["newpath", "new_path"],
  ["oldpath", "old_path"],
  ["setSubscriptionAdminVerified.subscription_id", "subscription_admin_verified_id"]
])

/** Parameters whose field is in a document inside of the envelope. */
const nested: ReadonlyMap<string, string> = new Map([
  ["privacy_policy", "links"],
  ["terms_and_conditions", "links"]
])

const fieldOf = (name: string, declared: Declared.Declared | undefined): string =>
  renamed.get(`${declared?.name}.${name}`) ?? renamed.get(name) ?? name

/** Parameters in seconds that are options here, and never on the wire. */
const durations: ReadonlyMap<string, string> = new Map([
  ["polling_interval", "pollingInterval"],
  ["timeout", "timeout"]
])

/** Parameters about what Python makes of the answer. They have no field: the answer itself is compared. */
export const withoutField: ReadonlySet<string> = new Set(["as_pem", "openid_configuration", "response_class"])

/** Fields with secrets of operations that are not declared under their own names. */
const secrets: ReadonlySet<string> = new Set(["code", "code_verifier", "refresh_token", "token"])

/** Operations that take fields of the authorization flow, since our clients keep no current flow. */
const ofTheFlow: ReadonlySet<string> = new Set(["oauth2ExchangeCodeForTokens"])

/** Whether a parameter is the whole document of the call. */
export const isWholeBody = (name: string): boolean => /^(actions|data|form_data|.+_(data|doc|document))$/.test(name)

const isOpenDocument = (name: string): boolean => /^(additional_fields|additional_params|body_params)$/.test(name)

/** The place of a parameter in our call. */
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

/** Where a Python parameter goes, in Markdown. Undefined: it is a field of the same name. */
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

/** Whether a value is Python's `MISSING`. */
export const isMissing = (value: unknown): boolean => Predicate.isRecord(value) && value["$missing"] === true

/** The value without Python's `MISSING`, at any depth. */
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

/** Python prints any value into a path or a query, and takes 1 and 0 for booleans. */
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

/** The arguments of our operation. */
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
  // Python drops `None` from a form. In JSON it is null.
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
