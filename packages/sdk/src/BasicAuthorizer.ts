/**
 * Basic authorization: an application's own id and secret with every call (RFC 7617). For the endpoints that know an
 * application by its credentials; `ConfidentialAppAuthClient` brings its own and needs none of this.
 *
 * @since 0.1.0
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Authorization } from "./Authorization.js"
import type { GlobusUsageError } from "./GlobusError.js"
import { checkClientId, checkClientSecret } from "./internal/token/credentials.js"
import { neverWaits } from "./internal/wire/headerWithin.js"

/**
 * The application's id and secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Without a colon: the first one ends the id. */
  readonly clientId: string
  /** Any characters but control characters; sent as UTF-8. */
  readonly clientSecret: Redacted.Redacted
}

/**
 * The header is the same for every resource server, and a 401 is final: there is nothing to renew. Fails for an id or
 * a secret that the header cannot carry.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Authorization.Service, GlobusUsageError> =>
  Effect.gen(function* () {
    const id = yield* checkClientId(options.clientId)
    const secret = yield* checkClientSecret(options.clientSecret)
    const header = Redacted.make(`Basic ${Encoding.encodeBase64(`${id}:${Redacted.value(secret)}`)}`)
    const given = Effect.succeedSome(header)
    return neverWaits({ header: () => given, reject: () => Effect.succeed(false) })
  })

/**
 * `make` as a layer. Fails with `GlobusUsageError` when it is built, as `make` does.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Authorization, GlobusUsageError> =>
  Layer.effect(Authorization, make(options))

/**
 * `layer` from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<Authorization, GlobusUsageError | ConfigError.ConfigError> =>
  Layer.effect(Authorization, Effect.flatMap(Config.unwrap(options), make))
