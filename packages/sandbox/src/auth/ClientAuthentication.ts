/**
 * How a client says who it is at the OAuth2 endpoints: by HTTP Basic (RFC 7617, in UTF-8, nothing form-decoded, so a
 * secret may hold any character), by `client_id` and `client_secret` in the form (RFC 6749, section 2.3.1), or, when it
 * has no secret to show, by `client_id` in the form alone.
 *
 * @since 0.1.0
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import { oauthRefusal } from "../Envelope.js"
import type { Failure } from "../Failure.js"
import type { Client } from "./Directory.js"
import { Directory } from "./Directory.js"

/**
 * An `Authorization` header, its scheme in lower case.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credentials {
  readonly scheme: string
  readonly value: string
}

/**
 * @since 0.1.0
 * @category parsing
 */
export const credentials = (request: HttpServerRequest.HttpServerRequest): Option.Option<Credentials> => {
  const [, scheme, value] = /^(\S+) +(.*\S) *$/.exec(request.headers["authorization"] ?? "") ?? []
  return scheme === undefined || value === undefined
    ? Option.none()
    : Option.some({ scheme: scheme.toLowerCase(), value })
}

/**
 * The id and the secret of Basic credentials. The id ends at the first colon.
 *
 * @since 0.1.0
 * @category parsing
 */
export const basic = (credentials: Credentials): Option.Option<{ readonly id: string; readonly secret: string }> => {
  if (credentials.scheme !== "basic") return Option.none()
  return Either.getRight(Encoding.decodeBase64String(credentials.value)).pipe(
    Option.filter((pair) => pair.includes(":")),
    Option.map((pair) => ({ id: pair.slice(0, pair.indexOf(":")), secret: pair.slice(pair.indexOf(":") + 1) }))
  )
}

/** A field of the form; none when it is not there, or the body is no form. */
const field = (request: HttpServerRequest.HttpServerRequest, name: string): Effect.Effect<Option.Option<string>> =>
  request.urlParamsBody.pipe(
    Effect.map(UrlParams.getFirst(name)),
    Effect.orElseSucceed(() => Option.none())
  )

/**
 * `client_id` of the form.
 *
 * @since 0.1.0
 * @category parsing
 */
export const formClientId = (request: HttpServerRequest.HttpServerRequest) => field(request, "client_id")

/**
 * `grant_type` of the form.
 *
 * @since 0.1.0
 * @category parsing
 */
export const formGrantType = (request: HttpServerRequest.HttpServerRequest) => field(request, "grant_type")

/**
 * `token` of the form.
 *
 * @since 0.1.0
 * @category parsing
 */
export const formToken = (request: HttpServerRequest.HttpServerRequest) => field(request, "token")

/** What a request shows of a client: its id, and its secret where it has one. */
interface Shown {
  readonly id: string
  readonly secret: string | undefined
}

const shown = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Option.Option<Shown>, Failure> =>
  Effect.gen(function* () {
    const authorization = credentials(request)
    // RFC 6749, section 2.3.1: an empty secret may be left out, so that an empty one is none.
    const secret = Option.filter(yield* field(request, "client_secret"), (secret) => secret !== "")
    const id = yield* formClientId(request)
    if (Option.isNone(authorization)) {
      return Option.map(id, (id) => ({ id, secret: Option.getOrUndefined(secret) }))
    }
    if (Option.isSome(secret)) {
      // RFC 6749, section 2.3. A guess: whether Globus minds was not seen.
      return yield* oauthRefusal(
        "invalid_request",
        "The client is identified in two ways: send its secret by HTTP Basic or in the form"
      )
    }
    return basic(authorization.value)
  })

const nameless = oauthRefusal(
  "invalid_client",
  "Identify the client by HTTP Basic, or by client_id and client_secret in the form"
)

const proven = ({ id, secret }: Shown): Effect.Effect<Client, Failure, Directory> =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const client = Option.filter(yield* directory.client(id), ({ isPublic }) => !isPublic)
    if (Option.isNone(client) || secret === undefined || !(yield* directory.credentials.proves(id, secret))) {
      return yield* oauthRefusal("invalid_client", "There is no such client, or the secret is not its own")
    }
    return client.value
  })

/**
 * The confidential client that a request proves to come from.
 *
 * @since 0.1.0
 * @category authentication
 */
export const confidential = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Client, Failure, Directory> =>
  Effect.flatMap(
    shown(request),
    Option.match({
      onNone: () => Effect.fail(nameless),
      onSome: (shown) => (shown.secret === undefined ? Effect.fail(nameless) : proven(shown))
    })
  )

/**
 * The confidential client that a request proves to come from by its header alone. It leaves the body to who reads it.
 *
 * @since 0.1.0
 * @category authentication
 */
export const byHeader = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Client, Failure, Directory> =>
  Option.match(Option.flatMap(credentials(request), basic), {
    onNone: () => Effect.fail(nameless),
    onSome: proven
  })

/**
 * The client of a request: a confidential one that proves it, or a public one that says so.
 *
 * @since 0.1.0
 * @category authentication
 */
export const any = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Client, Failure, Directory> =>
  Effect.gen(function* () {
    const by = Option.getOrUndefined(yield* shown(request))
    if (by === undefined) return yield* nameless
    if (by.secret !== undefined) return yield* proven(by)
    const directory = yield* Directory
    const client = yield* directory.client(by.id)
    if (Option.isNone(client)) return yield* oauthRefusal("invalid_client", "There is no such client")
    if (!client.value.isPublic) {
      return yield* oauthRefusal("invalid_client", "This client has a secret: send it by HTTP Basic or in the form")
    }
    return client.value
  })

/**
 * Whether a request says who it comes from: a client that shows a secret must prove it, any other need only say an id.
 * For operations that ask for no more: the Globus CLI sends the id of its template, which is no client of its own.
 *
 * @since 0.1.0
 * @category authentication
 */
export const named = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<void, Failure, Directory> =>
  Effect.gen(function* () {
    const by = Option.getOrUndefined(yield* shown(request))
    if (by === undefined) return yield* nameless
    if (by.secret !== undefined) yield* proven(by)
  })
