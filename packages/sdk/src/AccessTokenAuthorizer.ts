/**
 * An access token that somebody gave us: it is sent as it is until it expires. A 401 is final.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as MutableRef from "effect/MutableRef"
import type * as Redacted from "effect/Redacted"
import { Authorization } from "./Authorization.js"
import type { GlobusUsageError } from "./GlobusError.js"
import { bearer, checkResourceServer, checkSecret, wrongResourceServer } from "./internal/token/bearer.js"
import { neverWaits } from "./internal/wire/headerWithin.js"

/**
 * The token, and whose it is.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly accessToken: Redacted.Redacted
  /** Whose token it is, such as `transfer.api.globus.org`. Default: whoever asks for it first. */
  readonly resourceServer?: string | undefined
}

/**
 * Fails with `GlobusUsageError` for a token that is empty or cannot stand in a header, or an empty `resourceServer`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options): Effect.Effect<Authorization.Service, GlobusUsageError> =>
  Effect.gen(function* () {
    const header = bearer(yield* checkSecret("accessToken", options.accessToken))
    const server = MutableRef.make(yield* checkResourceServer(options.resourceServer))
    const given = Effect.succeedSome(header)
    return neverWaits({
      // In one step: every call begins with it.
      header: (asked) =>
        Effect.suspend(() => {
          const known = MutableRef.get(server) ?? asked
          MutableRef.set(server, known)
          return known === asked ? given : wrongResourceServer(known, asked)
        }),
      reject: () => Effect.succeed(false)
    })
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
 * `layer` from `Config`: `Config.redacted("TRANSFER_TOKEN")` for the token.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): Layer.Layer<Authorization, GlobusUsageError | ConfigError.ConfigError> =>
  Layer.effect(Authorization, Effect.flatMap(Config.unwrap(options), make))
