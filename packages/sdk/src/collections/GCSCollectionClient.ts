/**
 * The client of one collection's files over HTTPS: reads, writes and deletes files. Each collection is a resource
 * server, named by its id, so a client belongs to one collection and needs a token for it. `Scopes.gcsCollectionScopes`
 * gives the scope to ask for: `https`.
 *
 * A path is relative to the collection's root and not encoded, such as `/run 7/a.h5`. A whole URL of the collection is
 * also accepted.
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
import { checkBaseUrl } from "../internal/wire/checkBaseUrl.js"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import { GlobusUnauthenticated } from "../GlobusError.js"
import { checkContentType, checkHeaders, checkTimeout } from "../internal/wire/callOptions.js"
import { download, head } from "../internal/file/download.js"
import * as fileVersion from "../internal/file/fileVersion.js"
import * as request from "../internal/operation/request.js"
import { queryString } from "../internal/operation/target.js"
import type { Failure, Request } from "../internal/wire/types.js"
import * as transport from "../internal/wire/transport.js"
import { ofHandlers } from "../internal/operation/serviceClient.js"
import { upload } from "../internal/file/upload.js"
import { advise, checkUuid } from "../internal/usage.js"
import type * as Operation from "../Operation.js"
import { gcsCollectionScopes } from "../Scopes.js"
import type { CollectionFile, GlobusFileChanged, GlobusRangeNotSatisfiable } from "./CollectionFile.js"

/**
 * The client of one collection's files. Without a token (`NullAuthorizer`) it reads public files.
 *
 * @since 0.1.0
 * @category context
 */
export class GCSCollectionClient extends Context.Tag("@effect-globus/sdk/GCSCollectionClient")<
  GCSCollectionClient,
  GCSCollectionClient.Service
>() {}

/**
 * The range of a download, and the options of every call. The deadline holds for the head of the answer, then for each
 * chunk.
 *
 * @since 0.1.0
 * @category models
 */
export interface DownloadOptions extends Operation.CallOptions {
  /** The offset of the first byte. Default: 0. */
  readonly start?: number | undefined
  /** The offset after the last byte. Default: the end of the file. A file that ends earlier is read to its end. */
  readonly end?: number | undefined
  /** The version to read, as returned by `head`. The download of another version fails with `GlobusFileChanged`. */
  readonly etag?: string | undefined
}

/**
 * The content type of a file to write, and the options of every call.
 *
 * @since 0.1.0
 * @category models
 */
export interface PutOptions extends Operation.CallOptions {
  /** Default: `application/octet-stream`. */
  readonly contentType?: string | undefined
}

/**
 * The content type and length of a stream to write, and the options of every call. The deadline holds for sending each
 * 64 KiB, and for the answer. Time that the stream itself takes does not count.
 *
 * @since 0.1.0
 * @category models
 */
export interface UploadOptions extends PutOptions {
  /**
   * In bytes. The upload of a longer or shorter stream fails with `GlobusUsageError`. With `fetch`, the length is not
   * sent to the collection.
   */
  readonly contentLength?: number | undefined
}

/**
 * @since 0.1.0
 */
export declare namespace GCSCollectionClient {
  /**
   * The operations on files. A collection answers calls without a valid token with a redirect to a login page. Such a
   * call fails with `GlobusUnauthenticated`.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Gets the metadata of a file. */
    readonly head: (path: string, options?: Operation.CallOptions) => Effect.Effect<CollectionFile, GlobusError>
    /** Reads a file, or a range of it, into memory. */
    readonly get: (
      path: string,
      options?: DownloadOptions
    ) => Effect.Effect<Uint8Array, GlobusError | GlobusFileChanged | GlobusRangeNotSatisfiable>
    /**
     * Reads a file, or a range of it, as a stream. If the connection breaks or a chunk is late, the client retries and
     * asks for the rest. This needs an ETag or a date from the collection, which shows that the file is the same; if it
     * has changed, the download fails with `GlobusFileChanged`. Each run of the stream is a new download.
     *
     * With `UndiciHttpClient`, a file that the collection sends encoded (`Content-Encoding: x-gzip` of a `.tgz`) is
     * returned as it is stored. `fetch` decodes the encodings that it knows, so such a file is returned decoded, and
     * its download cannot resume.
     */
    readonly download: (
      path: string,
      options?: DownloadOptions
    ) => Stream.Stream<Uint8Array, GlobusError | GlobusFileChanged | GlobusRangeNotSatisfiable>
    /** Writes a file from memory, text as UTF-8. An existing file is replaced. */
    readonly put: (path: string, content: Uint8Array | string, options?: PutOptions) => Effect.Effect<void, GlobusError>
    /**
     * Writes a file from a stream, as fast as the collection accepts it. A stream is sent once and not retried. A
     * function that makes a stream is retried: each attempt sends a whole new stream. If the stream fails, the upload
     * fails with its error. A failed upload may leave a part of the file.
     */
    readonly upload: <E, R>(
      path: string,
      content: Stream.Stream<Uint8Array, E, R> | (() => Stream.Stream<Uint8Array, E, R>),
      options?: UploadOptions
    ) => Effect.Effect<void, GlobusError | E, R>
    /** Deletes a file. */
    readonly delete: (path: string, options?: Operation.CallOptions) => Effect.Effect<void, GlobusError>
    /** Sends any other call with the collection's token. A redirect fails with `GlobusApiError`, as in all clients. */
    readonly request: Operation.SendRaw
  }
}

/**
 * The collection, and the options of every client except addresses. In a browser, authorization is the only header that
 * needs a CORS preflight, so the headers of `products` and `tracePropagation` are not sent.
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

/** Turns a redirect of status 302 or 303, which leads to the login page, into `GlobusUnauthenticated`. */
const withLogin = (wire: transport.Transport, collectionId: string): transport.Transport => {
  const { https } = gcsCollectionScopes(collectionId)
  const told = (error: Failure): Failure =>
    error._tag === "GlobusApiError" && (error.status === 302 || error.status === 303)
      ? new GlobusUnauthenticated({
          ...error,
          description: `The collection redirects to a login page (${error.status}), so the token is missing or not valid: send a token with the scope ${https}`
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
    : advise(field, "give a whole number of bytes, at least 0")

/** `If-Range` sends it (RFC 9110, section 8.8.3). */
const checkEtag = (etag: string | undefined): Either.Either<void, GlobusUsageError> =>
  etag === undefined || fileVersion.isEtag(etag)
    ? Either.void
    : advise("etag", 'give it as head returned it, with its quotation marks: "33a64df5"')

const service = (raw: transport.Transport, collectionId: string): GCSCollectionClient.Service => {
  const wire = withLogin(raw, collectionId)

  /** Checks and encodes a call to a file. */
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
          return yield* advise("end", `give at least start, which is ${start}`)
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
        yield* wire.meter("put").moved("transmit", bytes.length)
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
            meter: wire.meter(prepared.endpoint.call.operation),
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
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable. For several collections, make several clients.
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
 * `make` as a layer. Provide the authorizer only to this layer: a collection's token is valid for that collection.
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
 * `layer`, with the collection, its address and times from `Config`.
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
      // Without a handler, `get` uses that of `download`.
      ...(download !== undefined && {
        get: (path: string, options?: DownloadOptions) =>
          Effect.map(Stream.runCollect(download(path, options)), (pieces) =>
            Uint8Array.from(Chunk.toReadonlyArray(pieces).flatMap((piece) => [...piece]))
          )
      }),
      ...handlers
    })
  })
