/**
 * What a task is to do: a submission whose paths and collections have been looked up, beside the document it came in.
 *
 * @since 0.1.0
 */
import type { DeleteData } from "@effect-globus/sdk/transfer/DeleteData"
import type { TransferData } from "@effect-globus/sdk/transfer/TransferData"
import type { Segments } from "./CollectionPath.js"
import type { Collection } from "./Collections.js"

/**
 * A checksum the caller knows beforehand.
 *
 * @since 0.1.0
 * @category models
 */
export interface Checksum {
  /** As Node's crypto names it: `md5`, `sha256`, … */
  readonly algorithm: string
  /** Hexadecimal, lower case. */
  readonly value: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface TransferItem {
  readonly source: Segments
  readonly destination: Segments
  /** A symbolic link, to be copied as one. */
  readonly isLink: boolean
  /** Undefined: look whether it is a directory. */
  readonly recursive: boolean | undefined
  readonly checksum: Checksum | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface TransferJob {
  readonly _tag: "Transfer"
  readonly source: Collection
  readonly destination: Collection
  readonly items: ReadonlyArray<TransferItem>
  /** Milliseconds since 1970, if the submission names one. */
  readonly deadline: number | undefined
  readonly document: TransferData
}

/**
 * @since 0.1.0
 * @category models
 */
export interface DeleteJob {
  readonly _tag: "Delete"
  readonly source: Collection
  readonly paths: ReadonlyArray<Segments>
  /** Milliseconds since 1970, if the submission names one. */
  readonly deadline: number | undefined
  readonly document: DeleteData
}

/**
 * @since 0.1.0
 * @category models
 */
export type Job = TransferJob | DeleteJob

/**
 * The collections that a job works on.
 *
 * @since 0.1.0
 * @category accessors
 */
export const collectionsOf = (job: Job): ReadonlyArray<Collection> =>
  job._tag === "Transfer" ? [job.source, job.destination] : [job.source]
