/**
 * What a service wants of the user before it grants a request: further consents, or a session with other identities,
 * policies or factors. Globus calls it a Globus Auth Requirements Error (GARE).
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/
 */
import * as Predicate from "effect/Predicate"

/**
 * The requirements, under the wire's own names: they go into an authorization URL as they are. Only those that were
 * given are there.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthRequirements {
  /** Text for the user. */
  readonly session_message?: string
  /** Identity UUIDs or usernames that must be in the session. */
  readonly session_required_identities?: ReadonlyArray<string>
  /** The session needs an identity of one of these domains. */
  readonly session_required_single_domain?: ReadonlyArray<string>
  /** Ids of authentication policies. */
  readonly session_required_policies?: ReadonlyArray<string>
  readonly session_required_mfa?: boolean
  /** Scopes to ask consent for. */
  readonly required_scopes?: ReadonlyArray<string>
  readonly prompt?: "login"
}

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

/**
 * The requirements in a service's error document, canonical or of an older form: `required_scopes` beside the code,
 * `required_scope` as one string, `unapproved_scopes` of a dependent token grant, lists as one text with commas,
 * everything wrapped in `error` or in an entry of `errors`, of which the first with requirements is taken. Total: of
 * anything else it says undefined.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromDocument = (document: unknown): AuthRequirements | undefined => {
  if (!Predicate.isRecord(document)) return undefined
  const { error, errors } = document
  for (const candidate of [document, error, ...(Array.isArray(errors) ? errors : [])]) {
    const requirements = Predicate.isRecord(candidate) ? own(candidate) : undefined
    if (requirements !== undefined) return requirements
  }
  return undefined
}
