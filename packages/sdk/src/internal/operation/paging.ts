/** How pages are declared, and how a client goes from page to page. */
import type { AnyOptions } from "../../Operation.js"
import {
  type Counted,
  type Linked,
  type Marked,
  type NextPage,
  Paging,
  type Parameter,
  type Style
} from "../../Paging.js"

/** A parameter that a member of a page gives for the next one. */
type Marker = Exclude<Parameter, "offset" | "page[marker]">

/** Marks an endpoint as paged, in its annotations and in its type. */
export interface Paged<Items extends string, P extends Parameter = Parameter> {
  readonly "@effect-globus/sdk/Paging/Items"?: Items
  readonly "@effect-globus/sdk/Paging/Parameter"?: P
}

/** Declares an endpoint as paged. */
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

/** How to ask for the remaining items of a page. */
export interface Rest {
  readonly argument: Fields
  /** The number of items that come again, if only the whole page can be requested. */
  readonly skip: number
}

/** How to ask for the remaining items of a page after `count` of them have arrived. */
export const rest = (style: Style, argument: Fields, count: number): Rest =>
  style.kind === "marked" || style.kind === "linked"
    ? { argument, skip: count }
    : { argument: { ...argument, offset: offsetOf(argument) + count }, skip: 0 }

/** The parameters that page a list by links. */
const ofLinks: ReadonlySet<string> = new Set(["page[marker]", "page[limit]"])

/**
 * The options of a call for the pages after the first. If links page the list, `page[marker]` and `page[limit]` in the
 * options hold for the first page only.
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
 */
export const nextPage = (
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
