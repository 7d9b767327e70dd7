/**
 * A way to one service: what its calls have in common, its options checked. What comes out of a call is an answer of
 * status 2xx or a typed error that holds no secret of the call.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import type * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import type * as Authorization from "../../Authorization.js"
import type { ClientOptions } from "../../ClientOptions.js"
import * as Environment from "../../Environment.js"
import type { GlobusDecodeError } from "../../GlobusError.js"
import { GlobusUsageError } from "../../GlobusError.js"
import * as Retry from "../../Retry.js"
import type { Answer } from "./apiError.js"
import * as attempt from "./attempt.js"
import { checkMaxHeldBytes, checkTimeout, isHeaderValue } from "../operation/callOptions.js"
import { headerWithin } from "./headerWithin.js"
import { isLive } from "./ownFiber.js"
import type { Endpoint, Exchange, Failure, Request, Way } from "./sending.js"
import { Sending } from "./sending.js"
import type { Strike } from "./strike.js"
import { version } from "../version.js"

/** A success, and how to strike the call's secrets out of an error about it. */
export interface Success<A> {
  readonly answer: A
  readonly strike: Strike
}

/** A way to one service, with the authorization of one client. */
export interface Transport {
  readonly baseUrl: string
  /** Its scheme, host and port. */
  readonly origin: string
  /** From a browser, only headers that need no preflight (Fetch, 2.2.2) are sent beside the authorization. */
  readonly isSimple: boolean
  /** Of each attempt, unless a request says otherwise. */
  readonly deadline: Option.Option<Duration.Duration>
  /** The most bytes of an answer that are held at once. */
  readonly maxHeldBytes: number
  /** When a failed call is sent again. */
  readonly retry: Schedule.Schedule<unknown, Retry.Failure>
  /** Answers are taken as they are parsed. */
  readonly trusts: boolean
  /** Sends and collects the answer's text, all within the deadline, and hands a success on. */
  readonly collect: <A>(
    request: Request,
    receive: (success: Success<Answer>) => Effect.Effect<A, GlobusDecodeError>
  ) => Effect.Effect<A, Failure>
  /** Sends; the answer's body is still to be read, and only its head is within the deadline. */
  readonly open: (request: Request) => Effect.Effect<Success<HttpClientResponse.HttpClientResponse>, Failure>
  /** What answers in place of the service, by the names of operations: in tests alone. */
  readonly handlers?: object | undefined
}

const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Nobody reads the spans of the native tracer. */
const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  fiber.currentTracer !== nativeTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

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
    const retry = options.retry ?? Retry.schedule()

    const server = {
      "server.address": hostname,
      "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
      "url.scheme": protocol.slice(0, -1)
    }

    /** A span of our own. A tracer is handed what its effect gives, and an answer may hold tokens: it goes around. */
    const inSpan = <A>(
      { call }: Endpoint,
      effect: (span: Tracer.Span) => Effect.Effect<A, Failure>
    ): Effect.Effect<A, Failure> => {
      let success = Option.none<A>()
      const attributes = { "http.request.method": call.method, ...server, "url.template": call.path }
      return Effect.map(
        Effect.useSpan(call.operation, { kind: "client", captureStackTrace: false, attributes }, (span) =>
          Effect.withParentSpan(
            Effect.map(effect(span), (value) => {
              success = Option.some(value)
            }),
            span
          )
        ),
        () => Option.getOrThrow(success)
      )
    }

    const maxHeldBytes = yield* checkMaxHeldBytes(options.maxHeldBytes)
    const way: Way = {
      baseUrl,
      deadline,
      maxHeldBytes,
      retry,
      authorization,
      header: headerWithin(authorization),
      propagates: options.tracePropagation === true && !isSimple
    }

    const run = <A>(request: Request, exchange: Exchange<A>): Effect.Effect<A, Failure> =>
      Effect.withFiberRuntime((fiber) =>
        way.propagates || isTraced(fiber)
          ? inSpan(request.endpoint, (span) => new Sending(way, request, exchange, isLive(fiber), span).outcome)
          : new Sending(way, request, exchange, isLive(fiber), undefined).outcome
      )

    return {
      baseUrl,
      origin,
      isSimple,
      deadline,
      maxHeldBytes,
      retry,
      trusts: options.answers === "trusted",
      collect: <A>(request: Request, receive: (success: Success<Answer>) => Effect.Effect<A, GlobusDecodeError>) =>
        run(request, (sent) =>
          attempts.collect(sent, (answer): Effect.Effect<A, Failure> => {
            sent.span?.attribute("http.response.status_code", answer.status)
            return attempt.isSuccess(answer.status) ? receive({ answer, strike: sent.strike }) : sent.refused(answer)
          })
        ),
      open: (request) =>
        run(request, (sent) =>
          attempts.open(sent, (outcome) => {
            sent.span?.attribute("http.response.status_code", Either.merge(outcome).status)
            return Either.isRight(outcome)
              ? Effect.succeed({ answer: outcome.right, strike: sent.strike })
              : sent.refused(outcome.left)
          })
        )
    } satisfies Transport
  })

/** A transport to a service, its options checked. */
export const make = (
  service: Environment.Service,
  options: ClientOptions,
  authorization: Authorization.Authorization.Service
): Effect.Effect<Transport, GlobusUsageError | ConfigError.ConfigError, HttpClient.HttpClient> =>
  Effect.flatMap(Environment.baseUrl(service, options), (baseUrl) => makeAt(baseUrl, options, authorization))
