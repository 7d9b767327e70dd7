/**
 * The documents of tasks for managers of their endpoints.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { wireTask } from "./internal/wireTask.js"

const wireManagedTask = Schema.extend(
  wireTask,
  Schema.Struct({
    /** The username of the owner. */
    owner_string: nullable(Schema.String),
    /**
     * Whether `source_local_user` is known: `OK`, `NO_PERMISSION`, `NOT_SCANNED`, `ENDPOINT_ERROR` or `NO_ENDPOINT`.
     */
    source_local_user_status: nullable(Schema.String),
    /** The same for `destination_local_user`. */
    destination_local_user_status: nullable(Schema.String),
    source_host_endpoint: nullable(Schema.String),
    /** UUID of the endpoint that hosts the source, if this is a guest collection. */
    source_host_endpoint_id: nullable(Schema.String),
    source_host_endpoint_display_name: nullable(Schema.String),
    /** The path of the source on the endpoint that hosts it. */
    source_host_path: nullable(Schema.String),
    /** UUID of the mapped collection below the source, if this is a guest collection. */
    source_mapped_collection_id: nullable(Schema.String),
    source_mapped_collection_display_name: nullable(Schema.String),
    destination_host_endpoint: nullable(Schema.String),
    /** UUID of the endpoint that hosts the destination, if this is a guest collection. */
    destination_host_endpoint_id: nullable(Schema.String),
    destination_host_endpoint_display_name: nullable(Schema.String),
    /** The path of the destination on the endpoint that hosts it. */
    destination_host_path: nullable(Schema.String),
    /** UUID of the mapped collection below the destination, if this is a guest collection. */
    destination_mapped_collection_id: nullable(Schema.String),
    destination_mapped_collection_display_name: nullable(Schema.String)
  })
).annotations({ identifier: "ManagedTask" })

/**
 * A task of any user that reads from or writes to an endpoint of the manager. Members that the manager may not see are
 * null.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ManagedTask extends Schema.Schema.Type<typeof wireManagedTask> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ManagedTask: Schema.Schema<ManagedTask> = wireManagedTask

const wireManagedTaskList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(ManagedTask),
  /** The argument for the next page. The last page has it too. */
  last_key: nullable(Schema.String),
  has_next_page: nullable(Schema.Boolean),
  limit: nullable(Schema.Number)
}).annotations({ identifier: "ManagedTaskList" })

/**
 * The tasks on endpoints that the caller manages.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ManagedTaskList extends Schema.Schema.Type<typeof wireManagedTaskList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ManagedTaskList: Schema.Schema<ManagedTaskList> = wireManagedTaskList
