/**
 * The operations that answer at once: list, stat, make a directory or a link, rename. Each tells a file fault in the code and
 * status Transfer has for it.
 *
 * @since 0.1.0
 */
import type { File, FileList } from "@effect-globus/sdk/transfer/File"
import type { Result } from "@effect-globus/sdk/transfer/TransferResult"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Failure } from "../Failure.js"
import * as CollectionPath from "./CollectionPath.js"
import type { Collection } from "./Collections.js"
import type { FileFault, Reason } from "./FileFault.js"
import * as FileFaults from "./FileFault.js"
import * as Filter from "./Filter.js"
import * as Listing from "./Listing.js"
import * as Order from "./Order.js"
import * as Page from "./Page.js"
import { badRequest, done, refuse } from "./Refusal.js"
import * as Steps from "./Steps.js"

/** The most entries in one listing, and the number when none is asked for. */
const listingLimit = 100_000

type Operation = "DirListing" | "Mkdir" | "Rename" | "Symlink"

const suffixes: Readonly<Partial<Record<Reason, string>>> = {
  NotDirectory: "NotDirectory",
  PermissionDenied: "PermissionDenied",
  Outside: "PermissionDenied",
  Link: "PermissionDenied",
  Exists: "Exists",
  NotFound: "NotFound",
  Disconnected: "GCDisconnected"
}

/**
 * `ExternalError.MkdirFailed.Exists` and its like. Seen of Rename and Symlink: nothing; their codes follow the others'
 * pattern.
 */
const external =
  (operation: Operation, resource: string) =>
  (fault: FileFault): Effect.Effect<never, Failure> => {
    if (fault.reason === "NameTooLong") return badRequest(fault.message, resource, "InvalidPath")
    return refuse({
      status: 502,
      code: ["ExternalError", `${operation}Failed`, suffixes[fault.reason] ?? "Failed"].join("."),
      message: fault.message,
      resource
    })
  }

const read = (path: string, resource: string) =>
  Either.match(CollectionPath.parse(path), {
    // The code is known, its status is a guess.
    onLeft: (problem) => badRequest(problem, resource, "InvalidPath"),
    onRight: (parsed) => Effect.succeed(parsed)
  })

const orBadRequest = <A>(either: Either.Either<A, string>, resource: string): Effect.Effect<A, Failure> =>
  Either.match(either, { onLeft: (problem) => badRequest(problem, resource), onRight: Effect.succeed })

/**
 * @since 0.1.0
 * @category models
 */
export interface ListOptions {
  readonly path?: string | undefined
  /** True unless told otherwise. */
  readonly show_hidden?: boolean | undefined
  readonly orderby?: string | ReadonlyArray<string> | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  /** As the declaration decodes it. */
  readonly filter?: unknown
}

/**
 * Lists a directory.
 *
 * @since 0.1.0
 * @category operations
 */
export const ls = (collection: Collection, options: ListOptions): Effect.Effect<FileList, Failure> =>
  Effect.gen(function* () {
    const resource = `/operation/endpoint/${collection.id}/ls`
    const { limit = listingLimit, offset = 0 } = options
    if (limit > listingLimit) return yield* badRequest(`The limit is at most ${listingLimit}`, resource)
    const accepts = yield* orBadRequest(Filter.parseAll(Listing.fields, Filter.expressions(options.filter)), resource)
    const order = yield* orBadRequest(Order.parse(Listing.fields, options.orderby, Listing.byTypeAndName), resource)
    const path = yield* read(options.path ?? collection.document.default_directory ?? "/~/", resource)
    const files = yield* Effect.catchAll(
      Listing.list(collection.files, path.segments, { showHidden: options.show_hidden ?? true }),
      (fault) =>
        fault.reason === "NotFound"
          ? refuse({ status: 404, code: "ClientError.NotFound", message: fault.message, resource })
          : external("DirListing", resource)(fault)
    )
    return {
      DATA_TYPE: "file_list",
      ...Page.make(yield* Steps.sort(files.filter(accepts), order), limit, offset),
      endpoint: collection.id,
      path: CollectionPath.formatDirectory(path),
      absolute_path: CollectionPath.formatDirectory({ ...path, fromHome: false }),
      rename_supported: true,
      symlink_supported: true
    }
  })

/**
 * Shows one path.
 *
 * @since 0.1.0
 * @category operations
 */
export const stat = (collection: Collection, path: string | undefined): Effect.Effect<File, Failure> =>
  Effect.gen(function* () {
    const resource = `/operation/endpoint/${collection.id}/stat`
    const { segments } = yield* read(path ?? "/~/", resource)
    return yield* Effect.catchAll(Listing.stat(collection.files, segments), (fault) =>
      fault.reason === "NameTooLong"
        ? badRequest(fault.message, resource, "InvalidPath")
        : fault.reason === "NotFound" || fault.reason === "NotDirectory"
          ? refuse({ status: 404, code: "NotFound", message: fault.message, resource })
          : fault.reason === "Disconnected"
            ? refuse({ status: 502, code: "EndpointError", message: fault.message, resource })
            : refuse({ status: 403, code: "EndpointPermissionDenied", message: fault.message, resource })
    )
  })

/**
 * Makes a directory in one that exists.
 *
 * @since 0.1.0
 * @category operations
 */
export const mkdir = (collection: Collection, path: string): Effect.Effect<Result, Failure> =>
  Effect.gen(function* () {
    const resource = `/operation/endpoint/${collection.id}/mkdir`
    const { segments } = yield* read(path, resource)
    const make =
      segments.length === 0
        ? Effect.fail(FileFaults.make("Exists", segments))
        : Effect.flatMap(collection.files.entry(segments, { follow: false }), ({ name, parent }) => parent.mkdir(name))
    yield* Effect.catchAll(Effect.scoped(make), external("Mkdir", resource))
    return yield* done("mkdir_result", "DirectoryCreated", "The directory has been created", resource)
  })

/**
 * Renames a file or directory, or moves it within the collection. What has the new name already stays: the look and the
 * renaming are two steps, so two requests at once can still replace one another.
 *
 * @since 0.1.0
 * @category operations
 */
export const rename = (collection: Collection, oldPath: string, newPath: string): Effect.Effect<Result, Failure> =>
  Effect.gen(function* () {
    const resource = `/operation/endpoint/${collection.id}/rename`
    const from = yield* read(oldPath, resource)
    const to = yield* read(newPath, resource)
    const { files } = collection
    const move = Effect.gen(function* () {
      const source = yield* files.entry(from.segments, { follow: false })
      const target = yield* files.entry(to.segments, { follow: false })
      yield* source.parent.lstat(source.name)
      const there = yield* Effect.option(target.parent.lstat(target.name))
      if (there._tag === "Some") return yield* FileFaults.make("Exists", to.segments)
      yield* source.parent.rename(source.name, target.parent, target.name)
    })
    yield* Effect.catchAll(Effect.scoped(move), external("Rename", resource))
    return yield* done("result", "FileRenamed", "The file or directory has been renamed", resource)
  })

/**
 * Makes a symbolic link where nothing is yet. Its target is text: it may lead nowhere, and outside of the collection it is
 * not followed.
 *
 * @since 0.1.0
 * @category operations
 */
export const symlink = (collection: Collection, target: string, path: string): Effect.Effect<Result, Failure> =>
  Effect.gen(function* () {
    const resource = `/operation/endpoint/${collection.id}/symlink`
    if (target === "" || target.includes("\0")) return yield* badRequest("The symlink_target is no path", resource)
    const { segments } = yield* read(path, resource)
    const make =
      segments.length === 0
        ? FileFaults.make("Exists", segments)
        : Effect.flatMap(collection.files.entry(segments, { follow: false }), ({ name, parent }) =>
            parent.symlink(target, name)
          )
    yield* Effect.catchAll(Effect.scoped(make), external("Symlink", resource))
    // The code follows that of directories [a guess].
    return yield* done("result", "SymlinkCreated", "The symbolic link has been created", resource)
  })
