/**
 * How Globus pages its lists. A declaration names the paging style of an endpoint, and the client derives a `Stream` of
 * items and a `Stream` of pages from it. Each page holds the arguments that ask for the next page, so a program can
 * resume a stream.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

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
