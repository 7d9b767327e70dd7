/** How the package's classes of errors are made: each is a `Schema.TaggedError` with the same mark. */
import type * as Cause from "effect/Cause"
import { unsafeCoerce } from "effect/Function"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The mark of every error of this package. A string, so that two copies of the package know each other's errors. */
export const TypeId = "~@effect-globus/sdk/GlobusError"

/** The type of the mark. */
export type TypeId = typeof TypeId

/** A class of errors, which is its schema too. Its message is a field of the encoded form, for readers of any kind. */
export interface ErrorClass<Self, Tag extends string, Fields extends Schema.Struct.Fields> extends Schema.Schema<
  Self,
  Schema.Struct.Encoded<Fields> & { readonly _tag: Tag; readonly message: string }
> {
  new (
    fields: Schema.Struct.Type<Fields>
  ): Cause.YieldableError & { readonly [TypeId]: TypeId; readonly _tag: Tag } & Schema.Struct.Type<Fields>
  readonly _tag: Tag
}

interface Make<Self> {
  /** The message is made of the other fields, here and after decoding. */
  <Tag extends string, Fields extends Schema.Struct.Fields>(
    tag: Tag,
    fields: Fields,
    message: (fields: Schema.Struct.Type<Fields>) => string
  ): ErrorClass<Self, Tag, Fields>
  <Tag extends string, Fields extends Schema.Struct.Fields & { readonly message: typeof Schema.String }>(
    tag: Tag,
    fields: Fields
  ): ErrorClass<Self, Tag, Fields>
}

/**
 * A class of errors; `Self` is the class that extends it. The constructor does not validate: an error that cannot be made
 * would hide what went wrong.
 */
export const errorClass = <Self>(): Make<Self> => {
  const make = (
    tag: string,
    fields: Schema.Struct.Fields,
    message?: (fields: Readonly<Record<string, unknown>>) => string
  ) =>
    class Made extends Schema.TaggedError<Made>()(tag, { ...fields, message: Schema.String }) {
      constructor(given: Readonly<Record<string, unknown>> & { readonly message: string }) {
        super(message === undefined ? given : { ...given, message: message(given) }, true)
      }
      get [TypeId](): TypeId {
        return TypeId
      }
    }
  // The class that extends this one is not known here, and its fields are known to its caller only.
  return unsafeCoerce(make)
}

/** Whether something is an error of this package, made by this copy or another, with one of these tags. */
export const isMarked = (u: unknown, tags: ReadonlySet<string>): boolean => {
  if (typeof u !== "object" || u === null || Reflect.get(u, TypeId) !== TypeId) return false
  const tag: unknown = Reflect.get(u, "_tag")
  return typeof tag === "string" && tags.has(tag)
}

/** A field that is always there, and undefined where nothing is known. JSON leaves it out then. */
export const maybe = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalToRequired(schema, Schema.UndefinedOr(Schema.typeSchema(schema)), {
    decode: Option.getOrUndefined,
    encode: Option.fromNullable
  })

/**
 * A document of Globus in an error. It crosses as it is, so members that are not declared survive.
 */
export const asIs = <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A> =>
  Schema.declare(Schema.is(schema), { identifier: "Document" })

/** The fields of an error about a call: which call it was. */
export const callFields = {
  /** The operation's name, such as `operationLs`. */
  operation: Schema.String,
  /** The HTTP method, such as `GET`. */
  method: Schema.String,
  /** Scheme, host and port. */
  origin: Schema.String,
  /** The declared path, without values for its parameters. */
  path: Schema.String
} as const
