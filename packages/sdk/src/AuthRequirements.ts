/**
 * What a service requires of the user before it grants a request: further consents, or a session with other identities,
 * policies or factors. Globus calls such an answer a Globus Auth Requirements Error (GARE). An authorization URL takes
 * requirements unchanged (`AuthorizeUrl.AuthorizeParameters`): `required_scopes` are added to the scopes of the flow.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/
 */
import * as Arr from "effect/Array"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { nullable } from "./internal/operation/document.js"

/** A member that is there only if it was given. */
const given = <S extends Schema.Schema.Any>(schema: S) => Schema.optionalWith(schema, { exact: true })

const wireRequirements = Schema.Struct({
  /** A message to show to the user. */
  session_message: given(Schema.String),
  /** Identity UUIDs or usernames that must be in the session. */
  session_required_identities: given(Schema.Array(Schema.String)),
  /** The session must have an identity of one of these domains. */
  session_required_single_domain: given(Schema.Array(Schema.String)),
  /** Ids of authentication policies. */
  session_required_policies: given(Schema.Array(Schema.String)),
  session_required_mfa: given(Schema.Boolean),
  /** Scopes to ask consent for. */
  required_scopes: given(Schema.Array(Schema.String)),
  prompt: given(Schema.Literal("login"))
}).annotations({ identifier: "AuthRequirements" })

/**
 * The requirements, with the names that Globus uses, so that an authorization URL takes them unchanged. Members that
 * the service did not send are absent.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthRequirements extends Schema.Schema.Type<typeof wireRequirements> {}

/**
 * The schema of `AuthRequirements`, for what keeps them or sends them on.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthRequirements: Schema.Schema<AuthRequirements> = wireRequirements

const wireGare = Schema.Struct({
  code: Schema.String,
  authorization_parameters: Schema.Struct({
    session_message: nullable(Schema.String),
    session_required_identities: nullable(Schema.Array(Schema.String)),
    session_required_single_domain: nullable(Schema.Array(Schema.String)),
    session_required_policies: nullable(Schema.Array(Schema.String)),
    session_required_mfa: nullable(Schema.Boolean),
    required_scopes: nullable(Schema.Array(Schema.String)),
    /** `login` is the one that Globus defines. */
    prompt: nullable(Schema.String)
  })
}).annotations({ identifier: "Gare" })

/**
 * The canonical document (GARE) in the answer of a service. Further members are allowed.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Gare extends Schema.Schema.Type<typeof wireGare> {}

/**
 * The schema of the canonical form only. `fromDocument` also reads the older forms.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Gare: Schema.Schema<Gare> = wireGare

const texts = (value: unknown): ReadonlyArray<string> | undefined => {
  const list = (Array.isArray(value) ? value : [value]).filter(Predicate.isString).filter((text) => text !== "")
  return list.length > 0 ? list : undefined
}

// Older services send a list as one text with commas, but never for scopes.
const joined = (value: unknown) => texts(Predicate.isString(value) ? value.split(",") : value)

const own = (document: Record<string, unknown>): AuthRequirements | undefined => {
  const inner = document["authorization_parameters"]
  const parameters = Predicate.isRecord(inner) ? inner : {}
  const identities = joined(parameters["session_required_identities"])
  const domains = joined(parameters["session_required_single_domain"])
  const policies = joined(parameters["session_required_policies"])
  const scopes =
    texts(parameters["required_scopes"]) ??
    texts(document["required_scopes"]) ??
    texts(document["required_scope"]) ??
    texts(document["unapproved_scopes"])
  const requirements: AuthRequirements = {
    ...(Predicate.isString(parameters["session_message"]) && { session_message: parameters["session_message"] }),
    ...(identities && { session_required_identities: identities }),
    ...(domains && { session_required_single_domain: domains }),
    ...(policies && { session_required_policies: policies }),
    ...(Predicate.isBoolean(parameters["session_required_mfa"]) && {
      session_required_mfa: parameters["session_required_mfa"]
    }),
    ...(scopes && { required_scopes: scopes }),
    ...(parameters["prompt"] === "login" && { prompt: "login" as const })
  }
  return Object.keys(requirements).length > 0 ? requirements : undefined
}

/** The requirements of the document, then of the errors in it, in their order. */
const each = function* (document: unknown): Generator<AuthRequirements> {
  if (!Predicate.isRecord(document)) return
  const { error, errors } = document
  for (const candidate of [document, error, ...(Array.isArray(errors) ? errors : [])]) {
    const requirements = Predicate.isRecord(candidate) ? own(candidate) : undefined
    if (requirements !== undefined) yield requirements
  }
}

/**
 * All requirements in an error document of a service: its own, then those of the errors in it, in their order, without
 * duplicates. It accepts any value, and returns an empty list if there are none.
 *
 * @since 0.1.0
 * @category conversions
 */
export const allFromDocument = (document: unknown): ReadonlyArray<AuthRequirements> => [
  ...new Map(Arr.fromIterable(each(document)).map((found) => [JSON.stringify(found), found])).values()
]

/**
 * The first requirements in an error document of a service; `allFromDocument` returns all of them. It reads the
 * canonical form and the older forms: `required_scopes` beside the code, `required_scope` as one string,
 * `unapproved_scopes` of a dependent token grant, lists as one text with commas, and all of these inside `error` or an
 * entry of `errors`. It accepts any value, and returns undefined if there are none.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDocument = (document: unknown): AuthRequirements | undefined => {
  for (const requirements of each(document)) return requirements
  return undefined
}

/**
 * The canonical document. Your own service can answer with it (status 403), or a program can pass it to another.
 * `fromDocument` reads it back.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toDocument = (requirements: AuthRequirements, code = "AuthorizationRequired"): Gare => ({
  code,
  authorization_parameters: requirements
})

/** Removes duplicates and keeps the order. `Array.dedupe` would take quadratic time. */
const distinct = (texts: Iterable<string>): ReadonlyArray<string> => [...new Set(texts)]

/** All members of the lists. Undefined if there is no list. */
const union = (lists: ReadonlyArray<ReadonlyArray<string> | undefined>): ReadonlyArray<string> | undefined => {
  const given = lists.filter(Predicate.isNotUndefined)
  return given.length === 0 ? undefined : distinct(given.flat())
}

/** The messages as lines, each once. */
const messages = (all: ReadonlyArray<string | undefined>): string | undefined => {
  const different = distinct(all.filter(Predicate.isNotUndefined))
  return different.length < 2 ? different[0] : distinct(different.flatMap((message) => message.split("\n"))).join("\n")
}

/** Everything but the domains. */
const withoutDomains = (all: ReadonlyArray<AuthRequirements>): AuthRequirements => {
  const message = messages(all.map(({ session_message }) => session_message))
  const identities = union(all.map(({ session_required_identities }) => session_required_identities))
  const policies = union(all.map(({ session_required_policies }) => session_required_policies))
  const scopes = union(all.map(({ required_scopes }) => required_scopes))
  const factors = all.map(({ session_required_mfa }) => session_required_mfa).filter(Predicate.isNotUndefined)
  const prompt = all.find(({ prompt }) => prompt !== undefined)?.prompt
  return {
    ...(message !== undefined && { session_message: message }),
    ...(identities && { session_required_identities: identities }),
    ...(policies && { session_required_policies: policies }),
    ...(factors.length > 0 && { session_required_mfa: factors.includes(true) }),
    ...(scopes && { required_scopes: scopes }),
    ...(prompt && { prompt })
  }
}

/**
 * Merges requirements into the fewest logins that meet them all: one login, unless they name different lists of
 * domains. Then there is one login for each list, and each login includes all other requirements. The logins may come
 * in any order, and the user does not repeat what an earlier login has met.
 *
 * All identities, policies and scopes are required, so their lists are joined. `session_required_single_domain`
 * requires only one of its domains, so its lists are not merged: joined, they would admit users that one of the
 * services refuses; intersected, they might require a domain in which the user has no identity. Different messages
 * become lines, each once. A second factor is required if any of the requirements asks for it.
 *
 * No requirements give no logins. Merging the result again changes nothing. The order of the input affects only the
 * order of lists and logins.
 *
 * @since 0.1.0
 * @category combinators
 */
export const merge = (requirements: Iterable<AuthRequirements>): ReadonlyArray<AuthRequirements> => {
  const all = Arr.fromIterable(requirements)
  if (all.length === 0) return []
  const rest = withoutDomains(all)
  /** By their sorted members: the order of a list does not matter. */
  const domains = new Map<string, ReadonlyArray<string>>()
  for (const { session_required_single_domain: list } of all) {
    if (list === undefined) continue
    const named = distinct(list)
    const key = JSON.stringify([...named].sort())
    if (!domains.has(key)) domains.set(key, named)
  }
  return domains.size === 0
    ? [rest]
    : Array.from(domains.values(), (list) => ({ ...rest, session_required_single_domain: list }))
}
