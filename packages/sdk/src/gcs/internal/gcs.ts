/** Common parts of the documents of a Globus Connect Server manager. */
import * as Arr from "effect/Array"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { JsonObject } from "../../internal/operation/document.js"
import type { OtherDocument } from "../GcsResult.js"

const isOf = (type: string, dataType: unknown): boolean =>
  Predicate.isString(dataType) && dataType.startsWith(`${type}#`)

/**
 * Accepts any document except one of this type, so that documents of this type must match their own schema in a union.
 */
export const otherThan = (type: string): Schema.Schema<OtherDocument> =>
  Schema.Struct(
    {
      DATA_TYPE: Schema.optional(
        Schema.Unknown.pipe(
          Schema.filter((dataType) => !isOf(type, dataType), {
            description: `another DATA_TYPE than ${type}#…`,
            jsonSchema: { not: { type: "string", pattern: `^${type}#` } }
          })
        )
      )
    },
    JsonObject
  )

/** Returns the first document of a type, in any version. */
export const unpacker = <A extends object>(type: string) => {
  // The answer was checked already, so `DATA_TYPE` can be trusted.
  const isOne = (document: A | OtherDocument): document is A => isOf(type, Reflect.get(document, "DATA_TYPE"))
  return ({ data }: { readonly data?: ReadonlyArray<A | OtherDocument> | null | undefined }): Option.Option<A> =>
    Arr.findFirst(data ?? [], isOne)
}

/** A document with an optional `DATA_TYPE`. */
interface Typed {
  readonly DATA_TYPE?: string | null | undefined
}

/** The minor version that introduced a member, for members that are newer than 1.0. */
export type Minors = Readonly<Record<string, number | ((value: unknown) => number)>>

const minorOf = (minors: Minors, name: string, value: unknown): number => {
  const minor = value === undefined || !Object.hasOwn(minors, name) ? 0 : minors[name]
  return (typeof minor === "function" ? minor(value) : minor) ?? 0
}

/** A builder that fills in the `DATA_TYPE`: the lowest version with the given members. */
export const versioned =
  <Members extends Typed>(type: string, minors: Minors) =>
  (members: Members): Members & { readonly DATA_TYPE: string } => ({
    ...members,
    DATA_TYPE:
      members.DATA_TYPE ??
      `${type}#1.${Math.max(0, ...Object.entries(members).map(([name, value]) => minorOf(minors, name, value)))}.0`
  })

/** A builder that fills in the `DATA_TYPE`, for a type with only one version. */
export const withDataType = <Members extends Typed>(type: string) => versioned<Members>(type, {})
