/** What the documents of a Globus Connect Server's manager share. */
import * as Arr from "effect/Array"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { JsonObject } from "../../internal/operation/document.js"
import type { OtherDocument } from "../GcsResult.js"

const isOf = (type: string, dataType: unknown): boolean =>
  Predicate.isString(dataType) && dataType.startsWith(`${type}#`)

/** Any document but one of this type: of that, the members that a program can not do without are checked. */
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

/** The first document of a type, in whatever version. */
export const unpacker = <A extends object>(type: string) => {
  // An answer was checked: what says that it is of the type is.
  const isOne = (document: A | OtherDocument): document is A => isOf(type, Reflect.get(document, "DATA_TYPE"))
  return ({ data }: { readonly data?: ReadonlyArray<A | OtherDocument> | null | undefined }): Option.Option<A> =>
    Arr.findFirst(data ?? [], isOne)
}

/** A document of which the caller may say the `DATA_TYPE`, and need not. */
interface Typed {
  readonly DATA_TYPE?: string | null | undefined
}

/** The minor version of a document that brought a member, for those that were not there from the beginning. */
export type Minors = Readonly<Record<string, number | ((value: unknown) => number)>>

const minorOf = (minors: Minors, name: string, value: unknown): number => {
  const minor = value === undefined || !Object.hasOwn(minors, name) ? 0 : minors[name]
  return (typeof minor === "function" ? minor(value) : minor) ?? 0
}

/** A builder that fills in the `DATA_TYPE`: the lowest version that has the members. */
export const versioned =
  <Members extends Typed>(type: string, minors: Minors) =>
  (members: Members): Members & { readonly DATA_TYPE: string } => ({
    ...members,
    DATA_TYPE:
      members.DATA_TYPE ??
      `${type}#1.${Math.max(0, ...Object.entries(members).map(([name, value]) => minorOf(minors, name, value)))}.0`
  })

/** A builder that fills in the `DATA_TYPE`, of which there is one version. */
export const withDataType = <Members extends Typed>(type: string) => versioned<Members>(type, {})
