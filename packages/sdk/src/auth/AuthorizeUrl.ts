/**
 * The authorization URL to send a user to. It says what the application asks for, and how the user must authenticate.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/#obtaining-authorization
 */
import * as Either from "effect/Either"
import * as Scope from "../Scope.js"

/**
 * What the application asks for. All of it is fixed when the flow starts.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeRequest {
  readonly client_id: string
  readonly redirect_uri: string
  /** Separated by spaces. */
  readonly scope: string
  readonly state: string
  /** The PKCE challenge, by the method S256. Undefined: the flow does not use PKCE. */
  readonly code_challenge: string | undefined
  /** `offline` asks for refresh tokens. */
  readonly access_type: "online" | "offline"
  /** The name that the consent page proposes for this installation. */
  readonly prefill_named_grant: string | undefined
  /** Returned in the id token (OpenID Connect Core, section 3.1.2.1). */
  readonly nonce: string | undefined
}

/**
 * How the user must authenticate this time, and further scopes to consent to. The requirements of an error
 * (`error.requirements`) fit here unchanged. Lists are joined by commas, except scopes.
 *
 * @since 0.1.0
 * @category models
 */
export interface AuthorizeParameters {
  /** Identities (UUIDs or usernames). All must be in the session. */
  readonly session_required_identities?: string | ReadonlyArray<string> | undefined
  /** Domains. The session must have an identity of one of them. */
  readonly session_required_single_domain?: string | ReadonlyArray<string> | undefined
  /** UUIDs of authentication policies. The session must satisfy all of them. */
  readonly session_required_policies?: string | ReadonlyArray<string> | undefined
  /** Whether a second factor is required. */
  readonly session_required_mfa?: boolean | undefined
  /**
   * Scopes to ask for in addition to those of the flow, in the notation of `Scope`. They become part of `scope` in the
   * URL.
   */
  readonly required_scopes?: Scope.Scopes | undefined
  /** Shown to the user. */
  readonly session_message?: string | undefined
  /** `login` makes the user authenticate again (OpenID Connect Core, section 3.1.2.1). */
  readonly prompt?: string | undefined
  /**
   * Further parameters. They replace parameters of the same name, and `undefined` removes one. Take care with `state`.
   */
  readonly query_params?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
}

// The spelling of the Python SDK, which Globus Auth is known to accept.
const printBoolean = (value: boolean): string => (value ? "True" : "False")

const print = (value: string | number | boolean | ReadonlyArray<string>): string => {
  if (typeof value === "boolean") return printBoolean(value)
  return typeof value === "object" ? value.join(",") : String(value)
}

/**
 * The scopes of the flow and the further ones, each name once. If they cannot be parsed, or depend on each other in a
 * circle, they are sent unchanged, and Globus Auth reports the mistake to the user.
 */
const joined = (scope: string, further: Scope.Scopes | undefined): string => {
  const texts = [scope, ...Scope.texts(further ?? [])].filter((text) => text.trim() !== "")
  if (texts.length < 2) return texts.join("")
  const text = texts.join(" ")
  return Either.match(Scope.parse(text), { onLeft: () => text, onRight: Scope.print })
}

/**
 * The URL of an authorization endpoint. Its parameters have the order of the Python SDK.
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
