/**
 * The address to send a user to: what the application asks for, and how the user is to prove who they are.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/#obtaining-authorization
 */
import * as Either from "effect/Either"
import * as Scope from "../Scope.js"

/**
 * What an application asks for, all of it decided when the flow is started.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeRequest {
  readonly client_id: string
  readonly redirect_uri: string
  /** Separated by blanks. */
  readonly scope: string
  readonly state: string
  /** PKCE's, by the method S256. Undefined: the flow goes without. */
  readonly code_challenge: string | undefined
  /** `offline` asks for refresh tokens. */
  readonly access_type: "online" | "offline"
  /** What the consent page proposes as this installation's name. */
  readonly prefill_named_grant: string | undefined
  /** Comes back in the id token (OpenID Connect Core, section 3.1.2.1). */
  readonly nonce: string | undefined
}

/**
 * How the user is to prove who they are this time, and what else they are to consent to: the requirements of an error
 * (`error.requirements`) fit as they are. A list is sent joined by commas, but for the scopes.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeParameters {
  /** Identities (UUIDs or usernames) that all must be in the session. */
  readonly session_required_identities?: string | ReadonlyArray<string> | undefined
  /** Domains; one identity of any of them must be in the session. */
  readonly session_required_single_domain?: string | ReadonlyArray<string> | undefined
  /** UUIDs of authentication policies that the session must satisfy. */
  readonly session_required_policies?: string | ReadonlyArray<string> | undefined
  /** Whether a second factor is required. */
  readonly session_required_mfa?: boolean | undefined
  /** Scopes to ask for beside those of the flow, in the notation of `Scope`. They go into the URL's `scope`. */
  readonly required_scopes?: string | ReadonlyArray<string> | undefined
  /** Shown to the user. */
  readonly session_message?: string | undefined
  /** `login` makes the user authenticate anew (OpenID Connect Core, section 3.1.2.1). */
  readonly prompt?: string | undefined
  /** Further parameters. One that is set already is replaced, and by `undefined` left out: mind `state`. */
  readonly query_params?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
}

// As the Python SDK spells them, and so as Globus Auth has read them all along.
const printBoolean = (value: boolean): string => (value ? "True" : "False")

const print = (value: string | number | boolean | ReadonlyArray<string>): string => {
  if (typeof value === "boolean") return printBoolean(value)
  return typeof value === "object" ? value.join(",") : String(value)
}

/**
 * The flow's scopes and the further ones, each name once. Where one of them is not in the notation, or they depend on each
 * other in a circle, all are sent as they are: Globus Auth tells the user.
 */
const joined = (scope: string, further: string | ReadonlyArray<string> | undefined): string => {
  const texts = [scope, ...(typeof further === "string" ? [further] : (further ?? []))].filter(
    (text) => text.trim() !== ""
  )
  if (texts.length < 2) return texts.join("")
  const text = texts.join(" ")
  return Either.match(Scope.parse(text), { onLeft: () => text, onRight: Scope.print })
}

/**
 * The URL at an authorization endpoint, its parameters in the Python SDK's order.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (endpoint: string, request: AuthorizeRequest, parameters: AuthorizeParameters = {}): string => {
  const { query_params, required_scopes, ...session } = parameters
  const query = {
    client_id: request.client_id,
    redirect_uri: request.redirect_uri,
    scope: joined(request.scope, required_scopes),
    state: request.state,
    response_type: "code",
    code_challenge: request.code_challenge,
    code_challenge_method: request.code_challenge === undefined ? undefined : "S256",
    access_type: request.access_type,
    prefill_named_grant: request.prefill_named_grant,
    nonce: request.nonce,
    session_required_identities: session.session_required_identities,
    session_required_single_domain: session.session_required_single_domain,
    session_required_policies: session.session_required_policies,
    session_required_mfa: session.session_required_mfa,
    session_message: session.session_message,
    prompt: session.prompt,
    ...query_params
  }
  const pairs = Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, print(value)]]))
  return `${endpoint}?${new URLSearchParams(pairs).toString()}`
}
