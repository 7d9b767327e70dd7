/**
 * How Globus pages its lists: a style is stated once at the endpoint, and the client derives from it a `Stream` of
 * items and one of pages. Each page says which arguments ask for the next one, so a stream can be resumed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * The parameter that says where a page begins: a number of items, or what the page before gave for it.
 *
 * @since 0.1.0
 * @category models
 */
export type Parameter = "offset" | "marker" | "last_key" | "next_token"

/**
 * A paging style that counts items. `limit` and `offset` go in.
 *
 * - `offset`: `total` comes back: the list ends at `total`.
 * - `hasNextPage`: `has_next_page` comes back.
 *
 * @since 0.1.0
 * @category models
 */
export interface Counted<Items extends string = string> {
  readonly kind: "offset" | "hasNextPage"
  /** The member of the answer that holds the items. */
  readonly items: Items
}

/**
 * A paging style in which each page gives what asks for the next one. The list ends where none is given.
 *
 * @since 0.1.0
 * @category models
 */
export interface Marked<
  Items extends string = string,
  P extends Exclude<Parameter, "offset"> = Exclude<Parameter, "offset">
> {
  readonly kind: "marked"
  /** The member of the answer that holds the items. */
  readonly items: Items
  readonly parameter: P
  /** The member of the answer that gives it. */
  readonly member: string
  /** The answer gives it on its last page, too: `has_next_page` says that there is more. */
  readonly hasNextPage?: true
}

/**
 * A paging style.
 *
 * @since 0.1.0
 * @category models
 */
export type Style<Items extends string = string> = Counted<Items> | Marked<Items>

/**
 * The paging style of an endpoint. An endpoint without it is not paged.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Paging extends Context.Tag("@effect-globus/sdk/Paging")<Paging, Style>() {}

/**
 * A page, and the paging arguments that ask for the one after it (none: this was the last).
 *
 * @since 0.1.0
 * @category models
 */
export interface Page<A, P extends Parameter = Parameter> {
  readonly page: A
  readonly next: NextPage<P> | undefined
}

/**
 * Paging arguments: merge them into an operation's argument to go on from there.
 *
 * @since 0.1.0
 * @category models
 */
export type NextPage<P extends Parameter = Parameter> = {
  readonly [K in P]: { readonly [N in K]: N extends "offset" ? number : string }
}[P]

/**
 * Marks an endpoint as paged, in its annotations and in its type.
 *
 * @since 0.1.0
 * @category models
 */
export interface Paged<Items extends string, P extends Parameter = Parameter> {
  readonly "@effect-globus/sdk/Paging/Items"?: Items
  readonly "@effect-globus/sdk/Paging/Parameter"?: P
}

/**
 * Declares an endpoint as paged.
 *
 * @since 0.1.0
 * @category combinators
 */
export const paged: {
  <Items extends string>(
    style: Counted<Items>
  ): <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E) => E & Paged<Items, "offset">
  <Items extends string, P extends Exclude<Parameter, "offset">>(
    style: Marked<Items, P>
  ): <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E) => E & Paged<Items, P>
} =
  (style: Style) =>
  <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E): E =>
    endpoint.annotate(Paging, style)

type Fields = Readonly<Record<string, unknown>>

const countOf = (items: unknown): number => (Array.isArray(items) ? items.length : 0)

const offsetOf = ({ offset }: { readonly offset?: unknown }): number => (typeof offset === "number" ? offset : 0)

/**
 * What asks for the rest of a page of which `count` items have come.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rest {
  readonly argument: Fields
  /** So many items come again, as the page can only be asked for as a whole. */
  readonly skip: number
}

/**
 * How to ask for the rest of a page of which `count` items have come.
 *
 * @since 0.1.0
 * @category combinators
 */
export const rest = (style: Style, argument: Fields, count: number): Rest =>
  style.kind === "marked"
    ? { argument, skip: count }
    : { argument: { ...argument, offset: offsetOf(argument) + count }, skip: 0 }

/**
 * The arguments that ask for the page after this one, given those that asked for it. Total over any document: what has
 * no sign of a further page is the last one. A list that is counted ends with a page that has no items, and one that is
 * marked where a page names itself as the next, so a server can not be asked for the same for ever. `count`: how many
 * items came, where the document does not hold them any more.
 *
 * @since 0.1.0
 * @category combinators
 */
export const next = (
  style: Style,
  argument: Fields,
  document: Fields,
  count: number = countOf(document[style.items])
): NextPage | undefined => {
  if (style.kind === "marked") {
    const { hasNextPage, member, parameter } = style
    const marker = document[member]
    const isLast = hasNextPage === true && document["has_next_page"] !== true
    // A number, too, is written as text in a query.
    const isMarker = (typeof marker === "string" && marker !== "") || typeof marker === "number"
    return isLast || !isMarker || String(marker) === argument[parameter] ? undefined : at(parameter, String(marker))
  }
  if (count === 0) return undefined
  const reached = offsetOf(argument) + count
  const more =
    style.kind === "offset"
      ? typeof document["total"] === "number" && reached < document["total"]
      : document["has_next_page"] === true
  return more ? { offset: reached } : undefined
}

const at = (parameter: Marked["parameter"], marker: string): NextPage => {
  switch (parameter) {
    case "marker":
      return { marker }
    case "last_key":
      return { last_key: marker }
    case "next_token":
      return { next_token: marker }
  }
}
