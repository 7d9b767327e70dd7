/**
 * Proof Key for Code Exchange (PKCE): only the application that asked for an authorization code can redeem it.
 *
 * @since 0.1.0
 * @see https://www.rfc-editor.org/rfc/rfc7636
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { GlobusUsageError } from "../GlobusError.js"

/**
 * Makes a random verifier of 256 bits, as 43 characters (RFC 7636, section 4.1). It uses WebCrypto, since Effect's
 * `Random` is predictable.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeVerifier: Effect.Effect<Redacted.Redacted> = Effect.sync(() =>
  Redacted.make(Encoding.encodeBase64Url(globalThis.crypto.getRandomValues(new Uint8Array(32))))
)

/**
 * Checks a verifier of your own: 43 to 128 letters, digits, and any of `-._~` (RFC 7636, section 4.1).
 *
 * @since 0.1.0
 * @category validation
 */
export const checkVerifier = (verifier: Redacted.Redacted): Either.Either<Redacted.Redacted, GlobusUsageError> =>
  Redacted.isRedacted(verifier) && /^[A-Za-z0-9._~-]{43,128}$/.test(Redacted.value(verifier))
    ? Either.right(verifier)
    : Either.left(
        new GlobusUsageError({
          field: "verifier",
          message:
            "verifier: give 43 to 128 letters, digits, and any of - . _ ~ as a Redacted, or leave it out to get a new one"
        })
      )

/**
 * The challenge of a verifier by the method S256 (RFC 7636, section 4.2). It is not secret.
 *
 * @since 0.1.0
 * @category conversions
 */
export const challenge = (verifier: Redacted.Redacted): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() =>
      globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(Redacted.value(verifier)))
    ),
    (digest) => Encoding.encodeBase64Url(new Uint8Array(digest))
  )
