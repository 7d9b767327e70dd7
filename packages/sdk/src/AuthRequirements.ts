/**
 * What a service wants of the user before it grants a request: further consents, or a session with other identities,
 * policies or factors. Globus calls it a Globus Auth Requirements Error (GARE). An authorization URL takes requirements as
 * they are (`AuthorizeUrl.AuthorizeParameters`): `required_scopes` join the scopes that the flow asks for.
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
  /** Text for the user. */
  session_message: given(Schema.String),
  /** Identity UUIDs or usernames that must be in the session. */
  session_required_identities: given(Schema.Array(Schema.String)),
  /** The session needs an identity of one of these domains. */
  session_required_single_domain: given(Schema.Array(Schema.String)),
  /** Ids of authentication policies. */
  session_required_policies: given(Schema.Array(Schema.String)),
  session_required_mfa: given(Schema.Boolean),
  /** Scopes to ask consent for. */
  required_scopes: given(Schema.Array(Schema.String)),
  prompt: given(Schema.Literal("login"))
}).annotations({ identifier: "AuthRequirements" })

/**
 * The requirements, under the wire's own names: they go into an authorization URL as they are. Only those that were
 * given are there.
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
 * The canonical document (GARE), as a service answers with it. Further members are allowed.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Gare extends Schema.Schema.Type<typeof wireGare> {}

/**
 * The schema of `Gare`: strictly the canonical form. `fromDocument` reads the older ones too.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Gare: Schema.Schema<Gare> = wireGare

const texts = (value: unknown): ReadonlyArray<string> | undefined => {
  const list = (Array.isArray(value) ? value : [value]).filter(Predicate.isString).filter((text) => text !== "")
  return list.length > 0 ? list : undefined
}

// Older services join a list by commas. Scopes never come so.
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

/** Those of the document, and of the errors in it, in their order. */
const each = function* (document: unknown): Generator<AuthRequirements> {
  if (!Predicate.isRecord(document)) return
  const { error, errors } = document
  for (const candidate of [document, error, ...(Array.isArray(errors) ? errors : [])]) {
    const requirements = Predicate.isRecord(candidate) ? own(candidate) : undefined
    if (requirements !== undefined) yield requirements
  }
}

/**
 * All requirements in a service's error document: its own, and those of the errors in it, in their order. Two that are
 * the same are one. Total: of anything else there are none.
 *
 * @since 0.1.0
 * @category conversions
 */
export const allFromDocument = (document: unknown): ReadonlyArray<AuthRequirements> => [
  ...new Map(Arr.fromIterable(each(document)).map((found) => [JSON.stringify(found), found])).values()
]

/**
 * The requirements in a service's error document, canonical or of an older form: `required_scopes` beside the code,
 * `required_scope` as one string, `unapproved_scopes` of a dependent token grant, lists as one text with commas,
 * everything wrapped in `error` or in an entry of `errors`, of which the first with requirements is taken:
 * `allFromDocument` has them all. Total: of anything else it says undefined.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDocument = (document: unknown): AuthRequirements | undefined => {
  for (const requirements of each(document)) return requirements
  return undefined
}

/**
 * The canonical document, for a service of one's own that answers with it (with status 403), and for whoever is to be
 * told by another program. `fromDocument` reads it back.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toDocument = (requirements: AuthRequirements, code = "AuthorizationRequired"): Gare => ({
  code,
  authorization_parameters: requirements
})

/** Each text once, in the order of the first. `Array.dedupe` compares each with each. */
const distinct = (texts: Iterable<string>): ReadonlyArray<string> => [...new Set(texts)]

/** What all lists name; undefined: there is no list. */
const union = (lists: ReadonlyArray<ReadonlyArray<string> | undefined>): ReadonlyArray<string> | undefined => {
  const given = lists.filter(Predicate.isNotUndefined)
  return given.length === 0 ? undefined : distinct(given.flat())
}

/** The one message, or the lines of all that differ. */
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
 * Several requirements as the logins that meet them all: one, unless they name different lists of domains. Then there is
 * one for each list, and each has everything else: the logins may come in any order, and what an earlier one has met
 * costs the user nothing.
 *
 * Identities, policies and scopes must all be there, so two lists are one of both. A list of
 * `session_required_single_domain` says that one of its domains will do, so lists must not be joined: a user of any
 * domain in the joined list would seem welcome to both services, and what two lists share might be a domain that the user
 * has no identity of. Messages that differ come in lines of their own, each once. A second factor that one asks for is
 * asked for.
 *
 * Of none it is none. Merging what is merged already changes nothing, and only the order of lists and logins depends on
 * the order of what is merged.
 *
 * @since 0.1.0
 * @category combinators
 */
export const merge = (requirements: Iterable<AuthRequirements>): ReadonlyArray<AuthRequirements> => {
  const all = Arr.fromIterable(requirements)
  if (all.length === 0) return []
  const rest = withoutDomains(all)
  /** By what they name: the order of a list means nothing. */
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
