/** What the authorizers that send a bearer token share. */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { GlobusUsageError, GlobusWrongResourceServer } from "../../GlobusError.js"
import { checkLength } from "./credentials.js"
import { canonicalId } from "../usage.js"

/** The header's value (RFC 6750, section 2.1). */
export const bearer = (token: Redacted.Redacted): Redacted.Redacted => Redacted.make(`Bearer ${Redacted.value(token)}`)

/** What a token of an answer may be made of (RFC 6749, A.12 and A.17: `1*VSCHAR`). One of blanks alone is none. */
export const isTokenText = (value: unknown): value is string =>
  typeof value === "string" && /^[\x20-\x7e]+$/.test(value) && value.trim() !== ""

/** A token that is there, and can stand in a header or a form. The error says nothing of its text. */
export const checkSecret = (
  field: string,
  token: Redacted.Redacted
): Either.Either<Redacted.Redacted, GlobusUsageError> =>
  Redacted.isRedacted(token) && /^[\x21-\x7e]+$/.test(Redacted.value(token))
    ? checkLength(field, token)
    : Either.left(
        new GlobusUsageError({
          field,
          message: `${field}: give the token as Redacted, not empty, without blanks, line ends or letters beyond ASCII`
        })
      )

/** Whose token it is, if that is said at all. */
export const checkResourceServer = (server: string | undefined): Either.Either<string | undefined, GlobusUsageError> =>
  server === undefined || server.trim() !== ""
    ? Either.right(server && canonicalId(server))
    : Either.left(
        new GlobusUsageError({
          field: "resourceServer",
          message: "resourceServer: give its name, such as transfer.api.globus.org, or leave it out"
        })
      )

/** The refusal to send a token to a server that it is not for. */
export const wrongResourceServer = (held: string, asked: string): GlobusWrongResourceServer =>
  new GlobusWrongResourceServer({
    held,
    asked,
    message: `This authorizer's token is for ${held}, not for ${asked}: give each client its own authorizer`
  })
