/**
 * Strikes the secrets of a call out of what came from outside: a server, a proxy or a broken connection may repeat what
 * it was sent, and an error holds their words.
 */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { AuthRequirements } from "../AuthRequirements.js"
import type { ApiError } from "../GlobusError.js"
import { apiError } from "../GlobusError.js"

export type Strike = (text: string) => string

/** As it is, in a URL or a form, and in a JSON text. */
const forms = (secret: string): ReadonlyArray<string> => [
  secret,
  Either.getOrElse(Encoding.encodeUriComponent(secret), () => secret),
  JSON.stringify(secret).slice(1, -1)
]

/** Asks for the secrets when there is a text. The longest goes first, so that it leaves no rest behind. */
export const striker =
  (secrets: () => ReadonlyArray<string>): Strike =>
  (text) =>
    [...new Set(secrets().flatMap(forms))]
      .filter((form) => form !== "")
      .sort((a, b) => b.length - a.length)
      .reduce((text, secret) => text.replaceAll(secret, "<redacted>"), text)

/** A header's secrets: what follows the scheme, or all of it where there is none, and of Basic the password inside. */
export const headerSecrets = (header: Redacted.Redacted): ReadonlyArray<string> => {
  const value = Redacted.value(header)
  const [, scheme, credentials] = /^(\S+) +(.*)$/s.exec(value) ?? []
  if (scheme === undefined || credentials === undefined) return [value]
  if (scheme.toLowerCase() !== "basic") return [credentials]
  const pair = Either.getOrElse(Encoding.decodeBase64String(credentials), () => "")
  return [credentials, pair.slice(pair.indexOf(":") + 1)]
}

export const strikeMaybe = (strike: Strike, text: string | undefined): string | undefined =>
  text === undefined ? undefined : strike(text)

/** Members whose value is a secret whoever sent it: tokens, keys and passwords that a service has made. */
const isSecretName = (name: string): boolean =>
  /secret|password|token|(setup|account|private|api)_?key$|connection_url/i.test(name)

/** A document without secrets, at any depth; none where it is deeper than can be looked at. */
export const strikeDocument = (strike: Strike, document: unknown): unknown => {
  const struck = (value: unknown): unknown => {
    if (typeof value === "string") return strike(value)
    if (Array.isArray(value)) return value.map(struck)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        strike(name),
        isSecretName(name) && (typeof member === "string" || (typeof member === "object" && member !== null))
          ? "<redacted>"
          : struck(member)
      ])
    )
  }
  return Either.getOrUndefined(Either.try(() => struck(document)))
}

const strikeRequirements = (strike: Strike, requirements: AuthRequirements): AuthRequirements =>
  Object.fromEntries(
    Object.entries(requirements).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? strike(value) : Array.isArray(value) ? value.map(String).map(strike) : value
    ])
  )

/** The same error, its text struck. */
export const strikeError = (error: ApiError, strike: Strike): ApiError =>
  apiError(error._tag, {
    ...error,
    message: strike(error.message),
    code: strikeMaybe(strike, error.code),
    requestId: strikeMaybe(strike, error.requestId),
    resource: strikeMaybe(strike, error.resource),
    errors: error.errors.map(({ code, message }) => ({
      code: strikeMaybe(strike, code),
      message: strikeMaybe(strike, message)
    })),
    requirements: error.requirements && strikeRequirements(strike, error.requirements),
    body: strike(error.body)
  })
