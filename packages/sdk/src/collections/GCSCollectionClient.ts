/**
 * The files of one collection, over HTTPS: read, written and deleted by whoever may do so in the collection. Each
 * collection is a resource server of its own, whose name is its id: the client is made for one, and its token is that
 * collection's: `Scopes.gcsCollectionScopes` has the scope to ask for, `https`.
 *
 * A path is below the collection's root and not encoded, such as `/run 7/a.h5`, or a whole URL of the collection's.
 *
 * @since 0.1.0
 */
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Chunk from "effect/Chunk"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { Authorization } from "../Authorization.js"
import * as ClientOptions from "../ClientOptions.js"
import { checkBaseUrl } from "../Environment.js"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import { apiError } from "../GlobusError.js"
import { checkContentType, checkHeaders, checkTimeout } from "../internal/operation/callOptions.js"
import { download, head } from "../internal/file/download.js"
import * as fileVersion from "../internal/file/fileVersion.js"
import * as request from "../internal/operation/request.js"
import { queryString } from "../internal/operation/target.js"
import type { Failure, Request } from "../internal/wire/sending.js"
import * as transport from "../internal/wire/transport.js"
import { ofHandlers } from "../internal/operation/serviceClient.js"
import { upload } from "../internal/file/upload.js"
import { advise, checkUuid } from "../internal/usage.js"
import type * as Operation from "../Operation.js"
import { gcsCollectionScopes } from "../Scopes.js"
import type { CollectionFile, FileChanged, RangeNotSatisfiable } from "./CollectionFile.js"

/**
 * The files of one collection, for whoever holds a token for it. Without one (`NullAuthorizer`), it reads what is public.
 *
 * @since 0.1.0
 * @category context
 */
export class GCSCollectionClient extends Context.Tag("@effect-globus/sdk/GCSCollectionClient")<
  GCSCollectionClient,
  GCSCollectionClient.Service
>() {}

/**
 * Which bytes of a file, and what every call takes. The deadline is for the answer's head, then for each piece of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface DownloadOptions extends Operation.CallOptions {
  /** The first byte. Default: 0. */
  readonly start?: number | undefined
  /** The byte behind the last one. Default, and when the file ends before it: the file's end. */
  readonly end?: number | undefined
  /** Of the only version that will do, as `head` gave it: any other is `FileChanged`. */
  readonly etag?: string | undefined
}

/**
 * What is known of a file to write, and what every call takes.
 *
 * @since 0.1.0
 * @category models
 */
export interface PutOptions extends Operation.CallOptions {
  /** Default: `application/octet-stream`. */
  readonly contentType?: string | undefined
}

/**
 * What is known of a stream to write, and what every call takes. The deadline is for each 64 KiB that the collection has
 * to take, and for the answer; time that the stream takes does not count.
 *
 * @since 0.1.0
 * @category models
 */
export interface UploadOptions extends PutOptions {
  /** In bytes. A stream that has more or less is a `GlobusUsageError`. `fetch` does not announce it to the collection. */
  readonly contentLength?: number | undefined
}

/**
 * @since 0.1.0
 */
export declare namespace GCSCollectionClient {
  /**
   * The operations on files. A redirect to the login page, which is what a collection answers when it does not know who
   * asks, is `GlobusUnauthenticated`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** What the collection says of a file. */
    readonly head: (path: string, options?: Operation.CallOptions) => Effect.Effect<CollectionFile, GlobusError>
    /** A file, or a range of it, in memory. */
    readonly get: (
      path: string,
      options?: DownloadOptions
    ) => Effect.Effect<Uint8Array, GlobusError | FileChanged | RangeNotSatisfiable>
    /**
     * A file, or a range of it, piece by piece. When the connection breaks, or a piece is late, the client's retries ask
     * for the rest, where the collection says by an ETag or a date that the rest is of the same file: a file that was
     * replaced meanwhile is `FileChanged`. Each run of the stream is a download of its own.
     *
     * A file that the collection stores encoded (`Content-Encoding: x-gzip` of a `.tgz`) comes as it is stored, over
     * `UndiciHttpClient`. Over `fetch`, which undoes each encoding that it knows, it comes decoded, and does not go on where
     * it broke off.
     */
    readonly download: (
      path: string,
      options?: DownloadOptions
    ) => Stream.Stream<Uint8Array, GlobusError | FileChanged | RangeNotSatisfiable>
    /** Writes a file that is in memory; text as UTF-8. One that is there is replaced. */
    readonly put: (path: string, content: Uint8Array | string, options?: PutOptions) => Effect.Effect<void, GlobusError>
    /**
     * Writes a file from a stream, as fast as the collection takes it. A stream is sent once, and is not retried. A
     * function that makes one is: each attempt sends all of a new stream. What the stream fails with, the upload does. One
     * that failed may have left a part of the file.
     */
    readonly upload: <E, R>(
      path: string,
      content: Stream.Stream<Uint8Array, E, R> | (() => Stream.Stream<Uint8Array, E, R>),
      options?: UploadOptions
    ) => Effect.Effect<void, GlobusError | E, R>
    /** Deletes a file. */
    readonly delete: (path: string, options?: Operation.CallOptions) => Effect.Effect<void, GlobusError>
    /** A call of any other kind, with the collection's token. Its redirects are a `GlobusApiError`, as everywhere. */
    readonly request: Operation.SendRaw
  }
}

/**
 * Which collection, and what every client takes but for addresses. From a browser, a collection is sent no header that
 * needs a preflight but the authorization, so neither `products` nor what `tracePropagation` adds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends Omit<ClientOptions.ClientOptions, "baseUrl" | "environment"> {
  /** UUID. */
  readonly collectionId: string
  /** The collection's `https_url`, such as `https://g-1234.abc.data.globus.org`, or only its host. */
  readonly collectionAddress: string
}

const checkAddress = (address: string): Either.Either<string, GlobusUsageError> =>
  checkBaseUrl("collectionAddress", address.includes("://") ? address : `https://${address}`)

/** A redirect is to the login page, where it is one of those for a browser's GET. */
const withLogin = (wire: transport.Transport, collectionId: string): transport.Transport => {
  const { https } = gcsCollectionScopes(collectionId)
  const told = (error: Failure): Failure =>
    error._tag === "GlobusApiError" && (error.status === 302 || error.status === 303)
      ? apiError("GlobusUnauthenticated", {
          ...error,
          description: `The collection asks for a login, by a redirect that is for browsers (${error.status}): send a token that has the scope ${https}`
        })
      : error
  return {
    ...wire,
    collect: (request, receive) => Effect.mapError(wire.collect(request, receive), told),
    open: (request) => Effect.mapError(wire.open(request), told)
  }
}

const checkOffset = (field: string, value: number | undefined): Either.Either<void, GlobusUsageError> =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0)
    ? Either.right(undefined)
    : advise(field, "give a number of bytes, from 0")

/** `If-Range` would hold it (RFC 9110, section 8.8.3). */
const checkEtag = (etag: string | undefined): Either.Either<void, GlobusUsageError> =>
  etag === undefined || fileVersion.isEtag(etag)
    ? Either.void
    : advise("etag", 'give it as head gave it, with its quotation marks: "33a64df5"')

const service = (raw: transport.Transport, collectionId: string): GCSCollectionClient.Service => {
  const wire = withLogin(raw, collectionId)

  /** A call to a file, checked and encoded. */
  const prepare = (operation: string, method: HttpMethod, path: string, options: Operation.CallOptions) =>
    Either.gen(function* () {
      const target = yield* request.toTarget(wire.baseUrl, path)
      const query = yield* queryString(options.query ?? {})
      return {
        endpoint: {
          call: { operation, method, origin: wire.origin, path: target.path },
          method,
          resourceServer: collectionId,
          repeat: "method",
          sensitive: false
        },
        target: target.path + request.joined(target.query, query),
        headers: yield* checkHeaders(options.headers),
        timeout: options.timeout === undefined ? undefined : yield* checkTimeout(options.timeout)
      } as const
    })

  const sent = (request: Request) => wire.collect(request, () => Effect.void)

  const read = (
    operation: string,
    path: string,
    { end, etag, start = 0, ...options }: DownloadOptions = {}
  ): ReturnType<GCSCollectionClient.Service["download"]> =>
    Stream.unwrap(
      Effect.gen(function* () {
        yield* checkOffset("start", start)
        yield* checkOffset("end", end)
        yield* checkEtag(etag)
        if (end !== undefined && end < start) {
          return yield* advise("end", `give no less than start, which is ${start}`)
        }
        return download(wire, { ...(yield* prepare(operation, "GET", path, options)), start, end, etag })
      })
    )

  return {
    head: (path, options = {}) =>
      Effect.gen(function* () {
        const headers = yield* head(wire, yield* prepare("head", "HEAD", path, options))
        const { etag, lastModified, size } = fileVersion.ofWhole(headers)
        return {
          size,
          etag: fileVersion.isEtag(etag) ? etag : undefined,
          lastModified,
          contentType: headers["content-type"]
        }
      }),
    get: (path, options) =>
      Effect.map(Stream.runCollect(read("get", path, options)), (pieces) => {
        const bytes = new Uint8Array(Chunk.reduce(pieces, 0, (length, piece) => length + piece.length))
        let at = 0
        for (const piece of pieces) {
          bytes.set(piece, at)
          at += piece.length
        }
        return bytes
      }),
    download: (path, options) => read("download", path, options),
    put: (path, content, { contentType, ...options } = {}) =>
      Effect.gen(function* () {
        yield* checkContentType("contentType", contentType)
        const bytes = Predicate.isString(content) ? new TextEncoder().encode(content) : content
        const prepared = yield* prepare("put", "PUT", path, options)
        yield* sent({ ...prepared, body: HttpBody.uint8Array(bytes, contentType), secrets: [] })
      }),
    upload: <E, R>(
      path: string,
      content: Stream.Stream<Uint8Array, E, R> | (() => Stream.Stream<Uint8Array, E, R>),
      { contentLength, contentType, ...options }: UploadOptions = {}
    ) =>
      Effect.gen(function* () {
        yield* checkOffset("contentLength", contentLength)
        yield* checkContentType("contentType", contentType)
        const prepared = yield* prepare("upload", "PUT", path, options)
        const context = yield* Effect.context<R>()
        const isReplayable = Predicate.isFunction(content)
        yield* upload(
          {
            call: prepared.endpoint.call,
            stream: () => (isReplayable ? content() : content),
            context,
            isReplayable,
            contentType,
            contentLength,
            deadline: prepared.timeout ?? wire.deadline
          },
          (upload) => sent({ ...prepared, timeout: Option.none(), body: HttpBody.empty, upload, secrets: [] })
        )
      }),
    delete: (path, options = {}) =>
      Effect.gen(function* () {
        const prepared = yield* prepare("delete", "DELETE", path, options)
        yield* sent({ ...prepared, body: HttpBody.empty, secrets: [] })
      }),
    request: request.make(raw, collectionId)
  }
}

/**
 * A client over the `Authorization` and the `HttpClient` that are there. Fails with `GlobusUsageError` for an option, and
 * with `ConfigError` for a `GLOBUS_SDK_*` variable, that is wrong. Several collections are several values.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<
  GCSCollectionClient.Service,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    const collectionId = yield* checkUuid("collectionId", options.collectionId)
    const address = yield* checkAddress(options.collectionAddress)
    const authorization = yield* Authorization
    return service(yield* transport.makeAt(address, options, authorization, transport.isBrowser()), collectionId)
  })

/**
 * `make` as a layer. Provide its authorizer to it alone: a collection's token is for that collection.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<
  GCSCollectionClient,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> => Layer.effect(GCSCollectionClient, make(options))

/**
 * `layer`, the collection, its address and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: Omit<ClientOptions.Configured, "baseUrl" | "environment"> & {
    readonly collectionId: Config.Config<string>
    readonly collectionAddress: Config.Config<string>
  }
): Layer.Layer<
  GCSCollectionClient,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> =>
  Layer.effect(
    GCSCollectionClient,
    Effect.gen(function* () {
      const collectionId = yield* configured.collectionId
      const collectionAddress = yield* configured.collectionAddress
      const options = yield* ClientOptions.fromConfig(configured)
      return yield* make({ ...options, collectionId, collectionAddress })
    })
  )

/**
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<GCSCollectionClient.Service>): Layer.Layer<GCSCollectionClient> =>
  Layer.sync(GCSCollectionClient, () => {
    const { download } = handlers
    return ofHandlers((wire) => service(wire, "00000000-0000-0000-0000-000000000000"), {
      // What `get` gives is what is downloaded.
      ...(download !== undefined && {
        get: (path: string, options?: DownloadOptions) =>
          Effect.map(Stream.runCollect(download(path, options)), (pieces) =>
            Uint8Array.from(Chunk.toReadonlyArray(pieces).flatMap((piece) => [...piece]))
          )
      }),
      ...handlers
    })
  })
