/**
 * The collections of a sandbox: real directories with a name, an id and an owner. Whoever holds a token for Transfer
 * may use each of them.
 *
 * @since 0.1.0
 */
import type { Endpoint } from "@effect-globus/sdk/transfer/Endpoint"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import { isUuid } from "../auth/Directory.js"
import type { Failure } from "../Failure.js"
import { endpointId } from "../gcs/SandboxEndpoint.js"
import * as CollectionPath from "./CollectionPath.js"
import * as Confinement from "./Confinement.js"
import { InvalidOption } from "./InvalidOption.js"
import { refuse } from "./Refusal.js"
import * as UnfinishedCopy from "./UnfinishedCopy.js"

/**
 * A collection over a directory of this machine.
 *
 * @since 0.1.0
 * @category models
 */
export interface Collection {
  /** UUID. */
  readonly id: string
  readonly displayName: string
  /** Identity UUID; empty when nobody owns it. */
  readonly ownerId: string
  readonly files: Confinement.Confinement
  /** Whether Transfer must have the caller's consent to `data_access` before it looks at the files. */
  readonly dataAccess: boolean
  /** As Transfer shows it. */
  readonly document: Endpoint
}

/**
 * A collection to add. Its root must exist.
 *
 * @since 0.1.0
 * @category models
 */
export interface CollectionOptions {
  /** UUID; a new one when absent. */
  readonly id?: string | undefined
  readonly displayName: string
  /** An existing directory. Nothing outside it can be reached through the collection. */
  readonly root: string
  /** Identity UUID. */
  readonly ownerId?: string | undefined
  readonly ownerName?: string | undefined
  /** Without it, what `dataAccess` says: `GCSv5_mapped_collection` or `GCP_mapped_collection`. */
  readonly entityType?: string | undefined
  /**
   * Whether callers must have consented to `data_access` of the collection: until then Transfer answers
   * `ConsentRequired`. Only mapped collections of a Globus Connect Server that are not of high assurance have such a
   * scope. Default: false, whatever the collection is.
   */
  readonly dataAccess?: boolean | undefined
  /** Default: false. */
  readonly highAssurance?: boolean | undefined
  readonly description?: string | undefined
  readonly organization?: string | undefined
  readonly keywords?: ReadonlyArray<string> | undefined
  readonly contactEmail?: string | undefined
}

/**
 * Which collections a search is after. Every member given must hold.
 *
 * @since 0.1.0
 * @category models
 */
export interface Criteria {
  /** Words, each of which must occur in name, description, organization, keywords or id, in any case. */
  readonly fulltext?: string | undefined
  readonly ownerId?: string | undefined
  /** UUID of the collection that it is a part of. */
  readonly hostId?: string | undefined
  readonly entityType?: string | undefined
}

/**
 * The collections that Transfer knows.
 *
 * @since 0.1.0
 * @category context
 */
export class Collections extends Context.Tag("@effect-globus/sandbox/transfer/Collections")<
  Collections,
  Collections.Service
>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace Collections {
  /**
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    /** Fails with `InvalidOption` naming `root`, `id`, `displayName` or `dataAccess`. */
    readonly add: (options: CollectionOptions) => Effect.Effect<Collection, InvalidOption>
    /** Fails with Transfer's 404 for an id that is no collection's, or no longer. */
    readonly get: (id: string) => Effect.Effect<Collection, Failure>
    /** Writes something else in its document. */
    readonly update: (id: string, changes: Partial<Endpoint>) => Effect.Effect<void>
    /** It, and what it hosts. */
    readonly remove: (id: string) => Effect.Effect<void>
    /** A collection of a Globus Connect Personal that nobody has started yet: none of its files can be reached. */
    readonly connect: (
      options: Omit<CollectionOptions, "root" | "entityType">
    ) => Effect.Effect<Collection, InvalidOption>
    /** A guest collection: a directory of another one, as one of its own. */
    readonly share: (
      host: Collection,
      path: CollectionPath.Segments,
      options: Omit<CollectionOptions, "root" | "entityType" | "dataAccess">
    ) => Effect.Effect<Collection, InvalidOption>
    /** In the order they were added. */
    readonly search: (criteria: Criteria) => Effect.Effect<ReadonlyArray<Collection>>
  }
}

/**
 * An endpoint or collection as Transfer shows one of which nothing more is known.
 *
 * @since 0.1.0
 * @category constructors
 */
export const document = (id: string, entityType: string, options: Omit<CollectionOptions, "root">): Endpoint => {
  const isPersonal = entityType.startsWith("GCP_")
  return {
    DATA_TYPE: "endpoint",
    id,
    display_name: options.displayName,
    owner_id: options.ownerId ?? null,
    owner_string: options.ownerName ?? null,
    entity_type: entityType,
    description: options.description ?? null,
    organization: options.organization ?? null,
    department: null,
    keywords: options.keywords?.join(",") ?? null,
    contact_email: options.contactEmail ?? null,
    contact_info: null,
    info_link: null,
    public: true,
    default_directory: "/~/",
    force_encryption: false,
    disable_verify: false,
    high_assurance: options.highAssurance ?? false,
    mfa_required: false,
    subscription_id: null,
    acl_available: false,
    acl_editable: false,
    is_globus_connect: isPersonal,
    gcp_connected: isPersonal ? true : null,
    gcp_paused: isPersonal ? false : null,
    gcs_manager_url: null,
    gcs_version: null,
    https_server: null,
    my_effective_roles: [],
    host_endpoint_id: null,
    host_path: null,
    mapped_collection_id: null,
    user_message: null,
    user_message_link: null,
    in_use: false,
    non_functional: false
  }
}

/**
 * Whether it is the endpoint of a Globus Connect Server, or a collection of one: these are the endpoint's, and not a
 * person's.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isOfServer = ({ entity_type }: Endpoint): boolean => entity_type?.startsWith("GCSv5_") === true

/**
 * Whether a collection has the scope `data_access`.
 *
 * @since 0.1.0
 * @category predicates
 */
export const hasDataAccess = ({ entity_type, high_assurance }: Endpoint): boolean =>
  entity_type === "GCSv5_mapped_collection" && high_assurance !== true

/**
 * Whether a collection meets the criteria.
 *
 * @since 0.1.0
 * @category predicates
 */
export const meets =
  (criteria: Criteria) =>
  ({ document, id, ownerId }: Pick<Collection, "document" | "id" | "ownerId">): boolean => {
    const text = [document.display_name, document.description, document.organization, document.keywords, id]
      .join("\n")
      .toLowerCase()
    const words = (criteria.fulltext ?? "").toLowerCase().split(/\s+/)
    return (
      words.every((word) => text.includes(word)) &&
      (criteria.hostId === undefined || criteria.hostId === document.host_endpoint_id) &&
      (criteria.ownerId === undefined ||
        criteria.ownerId === ownerId ||
        (isOfServer(document) && criteria.ownerId === endpointId)) &&
      (criteria.entityType === undefined || criteria.entityType === document.entity_type)
    )
  }

/**
 * No collections yet. What a sandbox that was killed has left of its copies is swept out of each as it is added; that goes
 * on behind, until the scope ends.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Collections.Service, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  /** Undefined: deleted. */
  const known = yield* Ref.make<ReadonlyMap<string, Collection | undefined>>(new Map())

  const add = Effect.fnUntraced(function* (
    options: Omit<CollectionOptions, "root">,
    root: Effect.Effect<Confinement.Confinement, InvalidOption>,
    more: Partial<Endpoint> = {}
  ) {
    const id = (options.id ?? globalThis.crypto.randomUUID()).toLowerCase()
    if (!isUuid(id)) {
      return yield* new InvalidOption({ option: "id", message: `'${id}' is no UUID: leave it out to get a new one` })
    }
    if (options.displayName === "") {
      return yield* new InvalidOption({ option: "displayName", message: "A collection needs a name that is not empty" })
    }
    const files = yield* root
    const entityType =
      options.entityType ?? (options.dataAccess === true ? "GCSv5_mapped_collection" : "GCP_mapped_collection")
    const shown = { ...document(id, entityType, options), ...more }
    if (options.dataAccess === true && !hasDataAccess(shown)) {
      return yield* new InvalidOption({
        option: "dataAccess",
        message: "Only a GCSv5_mapped_collection that is not of high assurance can ask for it"
      })
    }
    const collection: Collection = {
      id,
      displayName: options.displayName,
      ownerId: options.ownerId ?? "",
      files,
      dataAccess: options.dataAccess ?? false,
      document: shown
    }
    const added = yield* Ref.modify(known, (collections) =>
      collections.has(id) ? [false, collections] : [true, new Map(collections).set(id, collection)]
    )
    if (added) return collection
    return yield* new InvalidOption({ option: "id", message: `There is a collection '${id}' already` })
  })

  const existing = Effect.map(Ref.get(known), (collections) =>
    [...collections.values()].filter((collection) => collection !== undefined)
  )

  return {
    add: ({ root, ...options }) =>
      Effect.tap(
        add(
          options,
          Effect.mapError(
            Confinement.make(root),
            () =>
              new InvalidOption({
                option: "root",
                message: `The root '${root}' of collection '${options.displayName}' is no directory that can be read: create it first`
              })
          )
        ),
        ({ files }) => Effect.forkIn(UnfinishedCopy.sweep(files), scope)
      ),
    get: (id) =>
      Effect.flatMap(Ref.get(known), (collections) => {
        const collection = collections.get(id.toLowerCase())
        if (collection !== undefined) return Effect.succeed(collection)
        const isDeleted = collections.has(id.toLowerCase())
        return refuse({
          status: 404,
          code: isDeleted ? "EndpointDeleted" : "EndpointNotFound",
          message: isDeleted
            ? `The endpoint or collection '${id}' has been deleted`
            : `There is no endpoint or collection '${id}'`,
          resource: `/endpoint/${id}`
        })
      }),
    update: (id, changes) =>
      Ref.update(known, (collections) => {
        const collection = collections.get(id)
        if (collection === undefined) return collections
        const document = { ...collection.document, ...changes }
        const displayName = document.display_name ?? collection.displayName
        return new Map(collections).set(id, { ...collection, displayName, document })
      }),
    remove: (id) =>
      Ref.update(
        known,
        (collections) =>
          new Map(
            Array.from(collections, ([key, collection]) => [
              key,
              key === id || collection?.document.host_endpoint_id === id ? undefined : collection
            ])
          )
      ),
    connect: (options) => add(options, Effect.succeed(Confinement.disconnected), { gcp_connected: false }),
    share: (host, path, options) =>
      add(
        {
          ...options,
          entityType: host.document.is_globus_connect === true ? "GCP_guest_collection" : "GCSv5_guest_collection"
        },
        // Its words name the path in the host collection, and not where that one lies.
        Effect.mapError(host.files.within(path), ({ message }) => new InvalidOption({ option: "root", message })),
        {
          host_endpoint_id: host.id,
          host_path: CollectionPath.formatDirectory({ segments: path, fromHome: false }),
          mapped_collection_id: host.id,
          acl_available: true,
          acl_editable: true
        }
      ),
    search: (criteria) => Effect.map(existing, (collections) => collections.filter(meets(criteria)))
  }
})

/**
 * Collections of a new sandbox: none yet.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Collections> => Layer.scoped(Collections, make)
