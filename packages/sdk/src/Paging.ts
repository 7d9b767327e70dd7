/**
 * How Globus pages its lists: a style is stated once at the endpoint, and the client derives from it a `Stream` of
 * items and one of pages. Each page says which arguments ask for the next one, so a stream can be resumed.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * A paging style, and the member of the answer that holds the items.
 *
 * - `offset`: `limit` and `offset` go in, `total` comes back: the list ends at `total`.
 * - `hasNextPage`: `limit` and `offset` go in, `has_next_page` comes back.
 *
 * @since 0.1.0
 * @category models
 */
export interface Style<Items extends string = string> {
  readonly kind: "offset" | "hasNextPage"
  readonly items: Items
}

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
export interface Page<A> {
  readonly page: A
  readonly next: NextPage | undefined
}

/**
 * Paging arguments: merge them into an operation's argument to go on from there.
 *
 * @since 0.1.0
 * @category models
 */
export interface NextPage {
  readonly offset: number
}

/**
 * Marks an endpoint as paged, in its annotations and in its type.
 *
 * @since 0.1.0
 * @category models
 */
export interface Paged<Items extends string> {
  readonly "@effect-globus/sdk/Paging/Items"?: Items
}

/**
 * Declares an endpoint as paged.
 *
 * @since 0.1.0
 * @category combinators
 */
export const paged =
  <Items extends string>(style: Style<Items>) =>
  <E extends { annotate(tag: typeof Paging, value: Style): E }>(endpoint: E): E & Paged<Items> =>
    endpoint.annotate(Paging, style)

const countOf = (items: unknown): number => (Array.isArray(items) ? items.length : 0)

const offsetOf = ({ offset }: { readonly offset?: unknown }): number => (typeof offset === "number" ? offset : 0)

/**
 * The arguments that ask for the rest of a page of which `count` items have come.
 *
 * @since 0.1.0
 * @category combinators
 */
export const rest = (argument: { readonly offset?: unknown }, count: number): NextPage => ({
  offset: offsetOf(argument) + count
})

/**
 * The arguments that ask for the page after this one, given those that asked for it. Total over any document: what has
 * no items, or no sign of a further page, is the last one, so each further page costs a server items to send. `count`:
 * how many items came, where the document does not hold them any more.
 *
 * @since 0.1.0
 * @category combinators
 */
export const next = (
  style: Style,
  argument: { readonly offset?: unknown },
  document: Readonly<Record<string, unknown>>,
  count: number = countOf(document[style.items])
): NextPage | undefined => {
  if (count === 0) return undefined
  const { offset: reached } = rest(argument, count)
  const more =
    style.kind === "offset"
      ? typeof document["total"] === "number" && reached < document["total"]
      : document["has_next_page"] === true
  return more ? { offset: reached } : undefined
}
