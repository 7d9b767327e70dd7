/**
 * How Globus pages its lists. A declaration names the paging style of an endpoint, and the client derives a `Stream` of
 * items and a `Stream` of pages from it. Each page holds the arguments that ask for the next page, so a program can
 * resume a stream.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { AnyOptions } from "./Operation.js"

/**
 * The parameter that says where a page begins: an item count (`offset`), or a marker from the page before.
 *
 * @since 0.1.0
 * @category models
 */
export type Parameter = "offset" | "marker" | "last_key" | "next_token" | "page[marker]"

/** The parameters whose next value a page gives in a member of its document. */
type Marker = Exclude<Parameter, "offset" | "page[marker]">

/**
 * A paging style that counts items, with the parameters `limit` and `offset`.
 *
 * - `offset`: the list ends at `total`, if the document has it. If not (`total` of a directory listing is not
 *   documented), the list ends with a page of fewer items than were asked for.
 * - `hasNextPage`: the document says by `has_next_page` whether there is a further page.
 *
 * @since 0.1.0
 * @category models
 */
export interface Counted<Items extends string = string> {
  readonly kind: "offset" | "hasNextPage"
  /** The member of the document that holds the items. */
  readonly items: Items
}

/**
 * A paging style in which each page gives a marker for the next page. The list ends with a page that gives none.
 *
 * @since 0.1.0
 * @category models
 */
export interface Marked<Items extends string = string, P extends Marker = Marker> {
  readonly kind: "marked"
  /** The member of the document that holds the items. */
  readonly items: Items
  readonly parameter: P
  /** The member of the document that gives the marker. */
  readonly member: string
  /** The last page gives a marker too: `has_next_page` says whether there is a further page. */
  readonly hasNextPage?: true
}

/**
 * The paging style of JSON:API: `links.next` is the URL of the next page. Only `page[marker]` and `page[limit]` are
 * taken from the URL; they replace those of the page before. The address, filters and other parameters stay those of
 * the call, so that no link can redirect a token. The list ends with a page that has no such link, or no marker in it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Linked<Items extends string = string> {
  readonly kind: "linked"
  /** The member of the document that holds the items. */
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
 * Annotates an endpoint with its paging style. An endpoint without it is not paged.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Paging extends Context.Tag("@effect-globus/sdk/Paging")<Paging, Style>() {}

/**
 * A page, and the paging arguments for the next page. Undefined: this is the last page.
 *
 * @since 0.1.0
 * @category models
 */
export interface Page<A, P extends Parameter = Parameter> {
  readonly page: A
  readonly next: NextPage<P> | undefined
}

/**
 * Paging arguments. Merge them into the argument of an operation to continue from there.
 *
 * @since 0.1.0
 * @category models
 */
export type NextPage<P extends Parameter = Parameter> = {
  readonly [K in P]: { readonly [N in K]: N extends "offset" ? number : string } & (K extends "page[marker]"
    ? {
        /** Items per page. Undefined: the link names no size, and the service chooses it. */
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

/** Whether items follow after `reached` of them. Undefined if the total is unknown. */
const isBefore = (reached: number, total: unknown): boolean | undefined =>
  typeof total === "number" ? reached < total : undefined

/**
 * Whether a page has as many items as its `limit`, so that more may follow. The limit stands in the document or in the
 * argument. Without a limit, the service returned everything.
 */
const isFull = (count: number, argument: Fields, document: Fields): boolean => {
  const limit = document["limit"] ?? argument["limit"]
  return typeof limit === "number" && count >= limit
}

/**
 * How to ask for the remaining items of a page.
 *
 * @since 0.1.0
 * @category models
 */
export interface Rest {
  readonly argument: Fields
  /** The number of items that come again, if only the whole page can be requested. */
  readonly skip: number
}

/**
 * How to ask for the remaining items of a page after `count` of them have arrived.
 *
 * @since 0.1.0
 * @category combinators
 */
export const rest = (style: Style, argument: Fields, count: number): Rest =>
  style.kind === "marked" || style.kind === "linked"
    ? { argument, skip: count }
    : { argument: { ...argument, offset: offsetOf(argument) + count }, skip: 0 }

/** The parameters that page a list by links. */
const ofLinks: ReadonlySet<string> = new Set(["page[marker]", "page[limit]"])

/**
 * The options of a call for the pages after the first. If links page the list, `page[marker]` and `page[limit]` in the
 * options hold for the first page only.
 *
 * @since 0.1.0
 * @category combinators
 */
export const onward = (style: Style, options: AnyOptions): AnyOptions =>
  style.kind === "linked" && options.query !== undefined
    ? { ...options, query: Object.fromEntries(Object.entries(options.query).filter(([name]) => !ofLinks.has(name))) }
    : options

/** The paging arguments in a page's link. */
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
 * The arguments for the page after this one, given the arguments of this one. It accepts any document: a page without a
 * sign of a further page is the last. A counted list also ends with an empty page. A marked or linked list ends with a
 * page that names itself as the next, unless the page says that there is more. In that case the streams fail, so that a
 * server is not asked for one page forever. `count`: the number of items, if the document no longer holds them.
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
    // A query writes a number as text too.
    const isMarker = (typeof marker === "string" && marker !== "") || typeof marker === "number"
    // Not an end if the page says that there is more: then the streams fail.
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
