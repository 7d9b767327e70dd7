/** The refusal of what a program asks for, before anything is sent: it names the field, and says what to do. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { GlobusUsageError } from "../GlobusError.js"

/** A sentence of its own, that says whose field it is. */
export const usage = (field: string, message: string): Either.Either<never, GlobusUsageError> =>
  Either.left(new GlobusUsageError({ field, message }))

/** Advice about an option or a parameter, after its name. */
export const advise = (field: string, advice: string): Either.Either<never, GlobusUsageError> =>
  usage(field, `${field}: ${advice}`)

const isUuid = Schema.is(Schema.UUID)

/**
 * A UUID as services write it, in lower case: its digits have no case (RFC 9562, section 4), and ids are compared as
 * text, and are a part of scopes and of resource servers' names. Any other text stays as it is.
 */
export const canonicalId = (text: string): string => (/[A-F]/.test(text) && isUuid(text) ? text.toLowerCase() : text)

/** An id that goes where only an id may stand. */
export const checkUuid = (field: string, id: string): Either.Either<string, GlobusUsageError> =>
  isUuid(id) ? Either.right(canonicalId(id)) : advise(field, "give the id, a UUID")
