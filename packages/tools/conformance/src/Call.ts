/** Makes the recorded call with our client, and tells what came of it. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import * as Retry from "@effect-globus/sdk/Retry"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as Argument from "./Argument.js"
import * as Authorizers from "./Authorizers.js"
import type { ClientClass } from "./Clients.js"
import { camelCase, someId } from "./Clients.js"
import type { Head, Vector } from "./Corpus.js"
import * as JumpingClock from "./JumpingClock.js"
import * as RawCall from "./RawCall.js"
import type { Replay } from "./ReplayServer.js"

/** What came of a call. */
export type Outcome =
  | { readonly _tag: "Value"; readonly value: unknown }
  /** An error that the call's type has. */
  | { readonly _tag: "Failure"; readonly error: { readonly _tag: string } }
  /** A defect. */
  | { readonly _tag: "Died"; readonly message: string }

export interface Made {
  readonly outcome: Outcome
  /** When it was made, in epoch seconds. */
  readonly madeAt: number
  /** In seconds. */
  readonly sleeps: ReadonlyArray<number>
}

/** How a list is read: page by page, or item by item. */
export type Reading = "Pages" | "Stream"

type Running = Effect.Effect<unknown, unknown>

/** The operations of a client are typed; found by name, they are what the registry's clients promise: they need nothing. */
const isRunning = (value: unknown): value is Running => Effect.isEffect(value)

const isReading = (value: unknown): value is Stream.Stream<unknown, unknown> =>
  Predicate.hasProperty(value, Stream.StreamTypeId)

const isOperation = (value: unknown): value is (argument: unknown, options?: unknown) => unknown =>
  Predicate.isFunction(value)

/** The name of the function that a recorded operation is. */
export const nameOf = (vector: Head, reading: Reading): string =>
  RawCall.isRawCall(vector) ? "request" : `${camelCase(vector.operation)}${vector.mode === "pages" ? reading : ""}`

/** A member of the client's own: what every object has is no operation. */
const member = (client: object, name: string): unknown =>
  Object.hasOwn(client, name) ? Reflect.get(client, name) : undefined

export const has = (client: object, name: string): boolean => isOperation(member(client, name))

/** The function that a recorded operation is. */
export const find = (client: object, vector: Head, reading: Reading) => {
  const found = member(client, nameOf(vector, reading))
  return isOperation(found) ? found : undefined
}

/** The whole of an answer that is not parsed yet. */
const collected = (reply: unknown): Running =>
  Predicate.hasProperty(reply, "text") && isRunning(reply.text) && Predicate.hasProperty(reply, "status")
    ? Effect.map(reply.text, (text) => ({ status: reply.status, text }))
    : Effect.succeed(reply)

const isTagged = (error: unknown): error is { readonly _tag: string } =>
  Predicate.hasProperty(error, "_tag") && Predicate.isString(error._tag)

const toOutcome = (exit: Exit.Exit<unknown, unknown>): Outcome =>
  Exit.match(exit, {
    onSuccess: (value) => ({ _tag: "Value", value }),
    onFailure: (cause) => {
      const error = Option.getOrUndefined(Cause.failureOption(cause))
      return isTagged(error) ? { _tag: "Failure", error } : { _tag: "Died", message: Cause.pretty(cause) }
    }
  })

/** The products that were added to the client's own, and that the recording has in its requests only. */
const products = ({ exchanges }: Vector): ReadonlyArray<{ readonly product: string; readonly version: string }> =>
  (exchanges[0]?.request.headers["x-globus-client-info"] ?? "")
    .split(";")
    .slice(1)
    .flatMap((text) => {
      const [, product, version] = /^product=([^,]*),version=([^,]*)$/.exec(text) ?? []
      return product === undefined || version === undefined ? [] : [{ product, version }]
    })

const isSilent = ({ exchanges }: Vector): boolean =>
  exchanges.some(({ response }) => "exception" in response && /timeout/i.test(response.exception))

/** Something may be sent again or polled for, and the pause before it is none that anybody waits for here. */
const hasPauses = ({ exchanges }: Vector): boolean =>
  exchanges.length > 1 || exchanges.some(({ response }) => "exception" in response || response.status >= 400)

/** Retries as often as the recorded client, by our own policy. */
const clientOptions = (vector: Vector, replay: Replay): ClientOptions => ({
  baseUrl: replay.local(vector.clientConfig.baseUrl),
  products: products(vector),
  timeout: isSilent(vector) ? Duration.millis(300) : Duration.infinity,
  retry: Retry.schedule({
    maxRetries: vector.clientConfig.retry?.maxRetries ?? Retry.defaultPolicy.maxRetries,
    ...(isSilent(vector) ? { base: Duration.zero } : {})
  })
})

/** What a recorded call is made with. */
export interface Options {
  readonly vector: Vector
  readonly clientClass: ClientClass
  readonly replay: Replay
  readonly reading: Reading
  /** Instead of what the recorded parameters are mapped to. */
  readonly given?: Argument.Arguments
  /** What of the last answer's document the call gives. Default: all of it. */
  readonly answer?: (document: unknown) => unknown
}

const running = ({ clientClass, given, reading, replay, vector }: Options, client: object): Running => {
  if (RawCall.isRawCall(vector)) {
    const request = find(client, vector, reading)
    const reply = request?.(RawCall.make(vector, replay.local))
    return isRunning(reply) ? Effect.flatMap(reply, collected) : Effect.dieMessage("The client has no request")
  }
  const operation = find(client, vector, reading)
  const name = camelCase(vector.operation)
  if (operation === undefined) return Effect.dieMessage(`The client has no ${name}`)
  const { argument, options } = given ?? Argument.make(vector, name, clientClass.operations.get(name))
  const result = operation.call(client, argument, options)
  if (isReading(result)) return Effect.map(Stream.runCollect(result), Chunk.toReadonlyArray)
  return isRunning(result) ? result : Effect.dieMessage(`${name} gives no Effect`)
}

/** The call, against a recording that is being played. None: there is no such authorizer here. */
export const make = (options: Options): Effect.Effect<Option.Option<Made>, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { clientClass, replay, vector } = options
    const settings = clientOptions(vector, replay)
    const authorization = yield* Authorizers.make(vector, replay.local, settings)
    if (Option.isNone(authorization)) return Option.none()
    const client = yield* clientClass.make({
      options: settings,
      authorization: authorization.value,
      clientId: vector.clientConfig.clientId ?? "11111111-0000-4000-8000-000000000001",
      flowId: vector.clientConfig.flowId ?? someId,
      collectionId: vector.clientConfig.collectionId ?? someId
    })
    const jumping = yield* JumpingClock.make
    const call = Effect.suspend(() => running(options, client))
    // On a clock that is not the machine's a client can not keep deadlines by itself, as it does for a program.
    // A token's expiry is reckoned from when it came, which on a clock that stands still is known to the second.
    const jumps = (hasPauses(vector) || clientClass.login === true) && !isSilent(vector)
    const exit = yield* Effect.exit(jumps ? Effect.withClock(call, jumping.clock) : call)
    return Option.some({
      outcome: toOutcome(exit),
      madeAt: Math.floor(jumping.start / 1000),
      sleeps: jumping.sleeps
    })
  }).pipe(
    Effect.scoped,
    // Renewing authorizers warn of two lives of one refresh token: here every recording has the same.
    Logger.withMinimumLogLevel(LogLevel.None)
  )
