/**
 * What the manager of the sandbox's endpoint remembers, and who may do what with it.
 *
 * @since 0.1.0
 */
import type { Collection } from "@effect-globus/sdk/gcs/Collection"
import type { GcsEndpoint } from "@effect-globus/sdk/gcs/GcsEndpoint"
import type { GcsRole } from "@effect-globus/sdk/gcs/GcsRole"
import type { StorageGateway } from "@effect-globus/sdk/gcs/StorageGateway"
import type { UserCredential } from "@effect-globus/sdk/gcs/UserCredential"

/**
 * A document in its place.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stored<Document> {
  /** Counts up: the order of the lists, and where a page of one ends. */
  readonly number: number
  /** Identity UUID. */
  readonly createdBy: string
  readonly document: Document
}

/**
 * By their ids.
 *
 * @since 0.1.0
 * @category models
 */
export type Shelf<Document> = ReadonlyMap<string, Stored<Document>>

/**
 * @since 0.1.0
 * @category models
 */
export interface State {
  readonly counter: number
  readonly endpoint: GcsEndpoint
  readonly gateways: Shelf<StorageGateway>
  readonly collections: Shelf<Collection>
  readonly roles: Shelf<GcsRole>
  readonly credentials: Shelf<UserCredential>
}

/**
 * The name of somebody in a role.
 *
 * @since 0.1.0
 * @category conversions
 */
export const principalOf = (sub: string): string => `urn:globus:auth:identity:${sub}`

/**
 * An endpoint with an owner, and nothing else.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (endpoint: GcsEndpoint, ownerId: string): State => {
  const owner: GcsRole = {
    DATA_TYPE: "role#1.0.0",
    id: globalThis.crypto.randomUUID(),
    collection: null,
    principal: principalOf(ownerId),
    role: "owner"
  }
  return {
    counter: 1,
    endpoint,
    gateways: new Map(),
    collections: new Map(),
    roles: new Map([[owner.id, { number: 1, createdBy: ownerId, document: owner }]]),
    credentials: new Map()
  }
}

/**
 * Puts a document at the end, or in the place that it has.
 *
 * @since 0.1.0
 * @category operations
 */
export const put = <Document extends { readonly id: string }>(
  shelf: Shelf<Document>,
  document: Document,
  { createdBy, number }: { readonly createdBy: string; readonly number: number }
): Shelf<Document> => {
  const place = shelf.get(document.id) ?? { createdBy, number }
  return new Map(shelf).set(document.id, { ...place, document })
}

/**
 * Leaves out some.
 *
 * @since 0.1.0
 * @category operations
 */
export const without = <Document>(shelf: Shelf<Document>, isGone: (document: Document) => boolean): Shelf<Document> =>
  new Map([...shelf].filter(([, { document }]) => !isGone(document)))

const administers: ReadonlySet<string> = new Set(["owner", "administrator"])

const isAdministrator = ({ roles }: State, sub: string, collection: string | null): boolean =>
  [...roles.values()].some(
    ({ document }) =>
      document.principal === principalOf(sub) &&
      administers.has(document.role ?? "") &&
      (document.collection ?? null) === collection
  )

/**
 * Who owns or administers the endpoint manages all that there is.
 *
 * @since 0.1.0
 * @category predicates
 */
export const managesEndpoint = (state: State, sub: string): boolean => isAdministrator(state, sub, null)

/**
 * @since 0.1.0
 * @category predicates
 */
export const managesCollection = (state: State, sub: string, collectionId: string): boolean =>
  managesEndpoint(state, sub) || isAdministrator(state, sub, collectionId)

/**
 * A page of a list. A marker is the number of what the page before ended with, so that what is made or deleted meanwhile
 * moves nothing.
 *
 * @since 0.1.0
 * @category operations
 */
export const page = <Document>(
  rows: ReadonlyArray<Stored<Document>>,
  size: number,
  after: number
): { readonly documents: ReadonlyArray<Document>; readonly marker: string } => {
  const left = rows.filter(({ number }) => number > after)
  const taken = left.slice(0, Math.max(size, 1))
  return {
    documents: taken.map(({ document }) => document),
    marker: taken.length < left.length ? String(taken.at(-1)?.number ?? "") : ""
  }
}
