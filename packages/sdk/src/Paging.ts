/**
 * How Globus pages its lists: a style is stated once at the endpoint, and the client derives from it a `Stream` of
 * items and one of pages. Each page says which arguments ask for the next one, so a stream can be resumed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { AnyOptions } from "./Operation.js"

/**
 * The parameter that says where a page begins: a number of items, or what the page before gave for it.
 *
 * @since 0.1.0
 * @category models
 */
export type Parameter = "offset" | "marker" | "last_key" | "next_token" | "page[marker]"

/** Those that a member of a page's own gives for the next one. */
type Marker = Exclude<Parameter, "offset" | "page[marker]">

/**
 * A paging style that counts items. `limit` and `offset` go in.
 *
 * - `offset`: the list ends at `total`, where that comes back. Where it does not (`total` of a directory's listing is
 *   not documented), it ends with a page of fewer items than were asked for.
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
export interface Marked<Items extends string = string, P extends Marker = Marker> {
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
 * The paging style of JSON:API: `links.next` is the URL of the next page. Only `page[marker]` and `page[limit]` are taken
 * from it, and in place of those of the page before: address, filters and whatever else stay the call's own, so no link
 * leads a token elsewhere. The list ends where there is no such link, or no marker in it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Linked<Items extends string = string> {
  readonly kind: "linked"
  /** The member of the answer that holds the items. */
  readonly items: Items
}

/**
 * A paging style.
 *
 * @since 0.1.0
 * @category models
 */
export type Style<Items extends string = string> = Counted<Items> | Marked<Items> | Linked<Items>

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
  readonly [K in P]: { readonly [N in K]: N extends "offset" ? number : string } & (K extends "page[marker]"
    ? {
        /** Undefined: the link has none, and the service's own size goes. */
        readonly "page[limit]": number | undefined
      }
    : unknown)
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
  <Items extends string>(
    style: Linked<Items>
  ): <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E) => E & Paged<Items, "page[marker]">
  <Items extends string, P extends Marker>(
    style: Marked<Items, P>
  ): <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E) => E & Paged<Items, P>
} =
  (style: Style) =>
  <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E): E =>
    endpoint.annotate(Paging, style)

type Fields = Readonly<Record<string, unknown>>

const countOf = (items: unknown): number => (Array.isArray(items) ? items.length : 0)

const offsetOf = ({ offset }: { readonly offset?: unknown }): number => (typeof offset === "number" ? offset : 0)

/** Whether a list goes on after so many items; not known without its total. */
const isBefore = (reached: number, total: unknown): boolean | undefined =>
  typeof total === "number" ? reached < total : undefined

/**
 * Whether a page has as many items as it was to have, so that there may be more: the document says its `limit`, or the
 * argument does. Where nobody says it, the service gave all that there is.
 */
const isFull = (count: number, argument: Fields, document: Fields): boolean => {
  const limit = document["limit"] ?? argument["limit"]
  return typeof limit === "number" && count >= limit
}

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
  style.kind === "marked" || style.kind === "linked"
    ? { argument, skip: count }
    : { argument: { ...argument, offset: offsetOf(argument) + count }, skip: 0 }

/** What pages a list by links. */
const ofLinks: ReadonlySet<string> = new Set(["page[marker]", "page[limit]"])

/**
 * A call's options for the pages after its first. A list by links is paged by the links from there on: `page[marker]` and
 * `page[limit]` among the options' query parameters are those of the first page.
 *
 * @since 0.1.0
 * @category combinators
 */
export const onward = (style: Style, options: AnyOptions): AnyOptions =>
  style.kind === "linked" && options.query !== undefined
    ? { ...options, query: Object.fromEntries(Object.entries(options.query).filter(([name]) => !ofLinks.has(name))) }
    : options

/** What a page's link says of the next page. */
const linked = (document: Fields): NextPage<"page[marker]"> | undefined => {
  const { links } = document
  const link: unknown = typeof links === "object" && links !== null && "next" in links ? links.next : undefined
  const [, query] = /^[^?#]*\?([^#]*)/.exec(typeof link === "string" ? link : "") ?? []
  const parameters = new URLSearchParams(query)
  const marker = parameters.get("page[marker]") ?? ""
  const limit = parameters.get("page[limit]") ?? ""
  return marker === ""
    ? undefined
    : { "page[marker]": marker, "page[limit]": /^\d{1,15}$/.test(limit) ? Number(limit) : undefined }
}

/**
 * The arguments that ask for the page after this one, given those that asked for it. Total over any document: what has
 * no sign of a further page is the last one. A list that is counted ends with a page that has no items, and one that is
 * marked or linked where a page names itself as the next, unless it says that there is more: a stream of pages fails where
 * one that was asked for already comes next, so a server is never asked for the same for ever. `count`:
 * how many items came, where the document does not hold them any more.
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
    // A page that says that there is more, and names itself for it, is no end: the streams fail.
    const isEnd = hasNextPage !== true && String(marker) === argument[parameter]
    return isLast || !isMarker || isEnd ? undefined : at(parameter, String(marker))
  }
  if (style.kind === "linked") {
    const next = linked(document)
    return next?.["page[marker]"] === argument["page[marker]"] ? undefined : next
  }
  if (count === 0) return undefined
  const reached = offsetOf(argument) + count
  const more =
    style.kind === "offset"
      ? (isBefore(reached, document["total"]) ?? isFull(count, argument, document))
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
