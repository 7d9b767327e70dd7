/** The way to one service: a client's options, checked, and what all its calls have in common. */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Authorization from "../../Authorization.js"
import type { ClientOptions } from "../../ClientOptions.js"
import * as Environment from "../../Environment.js"
import { GlobusUsageError } from "../../GlobusError.js"
import * as Retry from "../../Retry.js"
import { checkMaxHeldBytes, checkTimeout, isHeaderValue } from "./callOptions.js"
import { version } from "../version.js"
import * as attempt from "./attempt.js"
import { make as makeMeter } from "./meter.js"
import { headerWithin } from "./headerWithin.js"
import { send, type Wire } from "./send.js"
import type { Transport } from "./types.js"

export type { Transport }

/** A page or a worker of a browser. */
export const isBrowser = (): boolean => "document" in globalThis || "importScripts" in globalThis

/** Semicolons separate products, commas their members, `=` key and value: none of them can be inside. */
const isProductText = (text: string): boolean => text !== "" && isHeaderValue(text) && !/[;,=]/.test(text)

const clientInfo = (products: ClientOptions["products"]): Either.Either<string, GlobusUsageError> => {
  const all = [{ product: "effect-globus", version }, ...(products ?? [])]
  return all.every(({ product, version }) => isProductText(product) && isProductText(version))
    ? Either.right(all.map(({ product, version }) => `product=${product},version=${version}`).join(";"))
    : Either.left(
        new GlobusUsageError({
          field: "products",
          message: "products: give each a product and a version, printable and without semicolon, comma or equals sign"
        })
      )
}

/** A transport to a base URL that was checked. `isSimple`: see `Transport`. */
export const makeAt = (
  baseUrl: string,
  options: Omit<ClientOptions, "baseUrl" | "environment">,
  authorization: Authorization.Authorization.Service,
  isSimple = false
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    yield* Environment.verifySsl
    const { origin, hostname, port, protocol } = new URL(baseUrl)
    const deadline =
      options.timeout === undefined ? yield* Environment.httpTimeout : yield* checkTimeout(options.timeout)
    const info = yield* clientInfo(options.products)
    const headers = {
      accept: "application/json",
      ...(isSimple ? {} : { "x-globus-client-info": info }),
      ...(isBrowser() ? {} : { "user-agent": `effect-globus/${version}` })
    }
    const attempts = attempt.make(yield* HttpClient.HttpClient, origin, headers, options.transformClient)
    const maxHeldBytes = yield* checkMaxHeldBytes(options.maxHeldBytes)
    const meter = makeMeter(hostname)
    const retry = options.retry ?? Retry.schedule()
    const wire: Wire = {
      baseUrl,
      deadline,
      maxHeldBytes,
      retry,
      authorization,
      header: headerWithin(authorization),
      limit: options.limit,
      meter,
      propagates: options.tracePropagation === true && !isSimple,
      server: {
        "server.address": hostname,
        "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
        "url.scheme": protocol.slice(0, -1)
      }
    }
    return {
      baseUrl,
      origin,
      isSimple,
      deadline,
      maxHeldBytes,
      retry,
      meter,
      trusts: options.answers === "trusted",
      collect: (request, accept) => send(wire, request, attempts.collect, accept),
      open: (request) => send(wire, request, attempts.open, Effect.succeed)
    }
  })

/** A transport to a service, its options checked. */
export const make = (
  service: Environment.Service,
  options: ClientOptions,
  authorization: Authorization.Authorization.Service
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.flatMap(Environment.baseUrl(service, options), (baseUrl) => makeAt(baseUrl, options, authorization))
