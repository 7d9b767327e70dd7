/**
 * The files of collections over HTTPS, in constant memory: a download reads piece by piece what the caller takes, an
 * upload is written beside the file and replaces it when it is whole. Paths lead nowhere but into the collection.
 *
 * A guess: what a real collection says beside the statuses of HTTP was not seen: refusals are in its manager's words.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FileHandle } from "node:fs/promises"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import * as CollectionPath from "../transfer/CollectionPath.js"
import { type Collection, Collections } from "../transfer/Collections.js"
import * as FileFault from "../transfer/FileFault.js"
import * as UnfinishedCopy from "../transfer/UnfinishedCopy.js"
import * as FileVersion from "./FileVersion.js"

/** A guess, beside 403 and 404. Of a storage that fails it is 502. A directory is no file: it cannot be read, written or deleted here. */
const statuses: Readonly<Partial<Record<FileFault.Reason, number>>> = {
  NotFound: 404,
  NotDirectory: 404,
  PermissionDenied: 403,
  Outside: 403,
  Link: 403,
  NotSupported: 403,
  IsDirectory: 409,
  Exists: 409,
  NameTooLong: 400,
  NoSpace: 507
}

const pieceBytes = 64 * 1024

const piecesOf = (
  file: FileHandle,
  path: CollectionPath.Segments,
  { behind, first }: FileVersion.Part
): Stream.Stream<Uint8Array, FileFault.FileFault> =>
  Stream.unfoldEffect(first, (position) =>
    position >= behind
      ? Effect.succeedNone
      : Effect.gen(function* () {
          const buffer = new Uint8Array(Math.min(pieceBytes, behind - position))
          const { bytesRead } = yield* FileFault.attempt(path, () => file.read(buffer, 0, buffer.length, position))
          // It got shorter meanwhile: the caller, who was told its length, sees that the answer breaks off.
          if (bytesRead === 0) return yield* FileFault.make("Failed", path)
          return Option.some([buffer.subarray(0, bytesRead), position + bytesRead] as const)
        })
  )

/** As it was sent: a URL would fold dots. */
const pathOf = (url: string): Either.Either<CollectionPath.CollectionPath, string> =>
  Either.flatMap(
    Either.try({
      try: () => decodeURIComponent(/^\/collections\/[^/?]*([^?]*)/.exec(url)?.[1] ?? ""),
      catch: () => "The path is not encoded as one of a URL"
    }),
    CollectionPath.parse
  )

type Use<R> = (
  collection: Collection,
  path: CollectionPath.Segments,
  request: HttpServerRequest.HttpServerRequest
) => Effect.Effect<HttpServerResponse.HttpServerResponse, Failure | FileFault.FileFault, R>

const get: Use<Scope.Scope | Connection> = ({ files }, path, request) =>
  Effect.gen(function* () {
    const { headers, method } = request
    const { drop } = yield* Connection
    const { name, parent } = yield* files.entry(path, { follow: true })
    const file = yield* parent.read(name)
    const version = FileVersion.make(yield* FileFault.attempt(path, () => file.stat({ bigint: true })))
    const { etag, lastModified, size } = version
    const named = { "accept-ranges": "bytes", etag, "last-modified": lastModified }
    if (FileVersion.isKnown(version, headers)) return HttpServerResponse.empty({ status: 304, headers: named })
    const part = method === "HEAD" ? "all" : FileVersion.part(version, headers)
    if (part === undefined) {
      return HttpServerResponse.empty({ status: 416, headers: { ...named, "content-range": `bytes */${size}` } })
    }
    const { behind, first } = part === "all" ? { first: 0, behind: size } : part
    // The platform would end an answer that is less than it says, and its caller would wait for the rest.
    const pieces = Stream.tapError(piecesOf(file, path, { first, behind }), () => drop(request))
    return HttpServerResponse.stream(pieces, {
      contentLength: behind - first,
      ...(part === "all"
        ? { status: 200, headers: named }
        : { status: 206, headers: { ...named, "content-range": `bytes ${first}-${behind - 1}/${size}` } })
    })
  })

const badRequest = (collection: Collection, detail: string) => Envelope.refuse(collection.id, { status: 400, detail })

const put: Use<Scope.Scope> = (collection, path, request) =>
  Effect.gen(function* () {
    if (request.headers["content-range"] !== undefined) {
      return yield* badRequest(collection, "A file is written as a whole: leave out Content-Range")
    }
    const { name, parent } = yield* collection.files.entry(path, { follow: false })
    const there = yield* Effect.option(parent.lstat(name))
    if (Option.exists(there, (stat) => stat.isDirectory())) return yield* FileFault.make("IsDirectory", path)
    const announced = request.headers["content-length"]
    yield* UnfinishedCopy.replace(parent, name, (file) =>
      Effect.gen(function* () {
        const size = yield* Stream.runFoldEffect(request.stream, 0, (position, piece) =>
          Effect.as(UnfinishedCopy.writeAll(file, path, piece, position), position + piece.length)
        )
        if (announced === undefined || Number(announced) === size) return
        yield* badRequest(collection, `The body has ${size} bytes and not ${announced}, as announced`)
      })
    ).pipe(Effect.catchTag("RequestError", () => badRequest(collection, "The body broke off")))
    return HttpServerResponse.empty({ status: Option.isSome(there) ? 204 : 201 })
  })

const del: Use<Scope.Scope> = ({ files }, path) =>
  Effect.gen(function* () {
    const { name, parent } = yield* files.entry(path, { follow: false })
    const stat = yield* parent.lstat(name)
    if (stat.isDirectory()) return yield* FileFault.make("IsDirectory", path)
    yield* parent.unlink(name)
    return HttpServerResponse.empty({ status: 204 })
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "collections.files", (handlers) =>
    Effect.map(Collections, (collections) => {
      const on =
        <R>(use: Use<R>) =>
        ({
          path,
          request
        }: {
          readonly path: { readonly collection_id: string }
          readonly request: HttpServerRequest.HttpServerRequest
        }) =>
          answered(
            Effect.gen(function* () {
              const id = path.collection_id.toLowerCase()
              const collection = yield* Effect.catchAll(collections.get(id), () =>
                Envelope.refuse(id, { status: 404, detail: `Collection ${id} has no files here` })
              )
              const { segments } = yield* Either.match(pathOf(request.url), {
                onLeft: (flaw) => badRequest(collection, flaw),
                onRight: Effect.succeed
              })
              return yield* Effect.catchTag(use(collection, segments, request), "FileFault", (fault) =>
                Envelope.refuse(id, { status: statuses[fault.reason] ?? 502, detail: fault.message })
              )
            })
          )
      return handlers.handleRaw("getFile", on(get)).handleRaw("putFile", on(put)).handleRaw("deleteFile", on(del))
    })
  )
