/**
 * The documents of files and directories on a collection.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/file_operations/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

const wireFile = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  name: nullable(Schema.String),
  /** `dir`, `file`, `link`, `invalid_symlink`, `chr`, `blk`, `pipe`, `other`, or what comes later. */
  type: nullable(Schema.String),
  /** Bytes. */
  size: nullable(Schema.Number),
  /** `YYYY-MM-DD HH:MM:SS+00:00`. */
  last_modified: nullable(Schema.String),
  /** Octal text, such as `0644`. */
  permissions: nullable(Schema.String),
  user: nullable(Schema.String),
  group: nullable(Schema.String),
  link_target: nullable(Schema.String),
  link_user: nullable(Schema.String),
  link_group: nullable(Schema.String),
  link_permissions: nullable(Schema.String),
  link_size: nullable(Schema.Number),
  link_last_modified: nullable(Schema.String)
}).annotations({ identifier: "File" })

/**
 * A file, directory or link on a collection.
 *
 * @since 0.1.0
 * @category documents
 */
export interface File extends Schema.Schema.Type<typeof wireFile> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const File: Schema.Schema<File> = wireFile

const wireFileList = Schema.Struct({
  DATA_TYPE: nullable(Schema.String),
  DATA: Schema.Array(File),
  /** The collection's UUID. */
  endpoint: nullable(Schema.String),
  /** The path as the collection resolved it; ends with `/`. */
  path: nullable(Schema.String),
  absolute_path: nullable(Schema.String),
  rename_supported: nullable(Schema.Boolean),
  symlink_supported: nullable(Schema.Boolean),
  /** The number of entries in this page. */
  length: nullable(Schema.Number),
  limit: nullable(Schema.Number),
  offset: nullable(Schema.Number),
  /** The number of entries in the directory that pass the filter. */
  total: nullable(Schema.Number)
}).annotations({ identifier: "FileList" })

/**
 * A page of a directory listing.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FileList extends Schema.Schema.Type<typeof wireFileList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FileList: Schema.Schema<FileList> = wireFileList
