/** Makes a recorded call with our client, and tells what came of it. */
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
import type { ClientPool, Seat } from "./ClientPool.js"
import type { ClientClass } from "./Clients.js"
import { camelCase, someId } from "./Clients.js"
import type { Exchange, Head, Vector } from "./Corpus.js"
import * as JumpingClock from "./JumpingClock.js"
import * as RawCall from "./RawCall.js"
import type { Heard, Replay } from "./ReplayServer.js"

/** What came of a call. */
export type Outcome =
  | { readonly _tag: "Value"; readonly value: unknown }
  /** An error that the call's type has. */
  | { readonly _tag: "Failure"; readonly error: { readonly _tag: string } }
  /** A defect. */
  | { readonly _tag: "Died"; readonly message: string }

export interface Made {
  readonly outcome: Outcome
  /** The requests that arrived. */
  readonly heard: ReadonlyArray<Heard>
  /** When the call was made, in epoch seconds. */
  readonly madeAt: number
  /** In seconds. */
  readonly sleeps: ReadonlyArray<number>
}

/** How a list is read: page by page, or item by item. */
export type Reading = "Pages" | "Stream"

type Running = Effect.Effect<unknown, unknown>

/** An operation that is found by its name has no type. Those of the clients here need no further services. */
const isRunning = (value: unknown): value is Running => Effect.isEffect(value)

const isReading = (value: unknown): value is Stream.Stream<unknown, unknown> =>
  Predicate.hasProperty(value, Stream.StreamTypeId)

const isOperation = (value: unknown): value is (argument: unknown, options?: unknown) => unknown =>
  Predicate.isFunction(value)

/** The name of the function that a recorded operation is. */
export const nameOf = (vector: Head, reading: Reading): string =>
  RawCall.isRawCall(vector) ? "request" : `${camelCase(vector.operation)}${vector.mode === "pages" ? reading : ""}`

/** An own member of the client: the members that every object has are no operations. */
const member = (client: object, name: string): unknown =>
  Object.hasOwn(client, name) ? Reflect.get(client, name) : undefined

export const has = (client: object, name: string): boolean => isOperation(member(client, name))

/** The function that a recorded operation is. */
export const find = (client: object, vector: Head, reading: Reading) => {
  const found = member(client, nameOf(vector, reading))
  return isOperation(found) ? found : undefined
}

/** The whole text of an answer that is not parsed. */
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

/** The products that were added to the client's own. The recording has them in its requests only. */
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

/** Whether something may be sent again or polled for. Nobody waits here for the pause before it. */
const hasPauses = ({ exchanges }: Vector): boolean =>
  exchanges.length > 1 ||
  exchanges.some(({ response }) => "exception" in response || response.status >= 400 || response.status < 200)

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

/** An id of the recorded client as text. A value that JSON has in another form is printed. */
const idOf = (value: unknown): string => (Predicate.isNullable(value) ? someId : String(value))

/** The settings of a client, as a key: calls with the same ones can use the same client. */
const settingsOf = (vector: Vector): string => {
  const { baseUrl, clientId, collectionId, flowId, retry } = vector.clientConfig
  return JSON.stringify([baseUrl, clientId, collectionId, flowId, retry, products(vector), isSilent(vector)])
}

/** What a recorded call is made with. */
export interface Options {
  readonly vector: Vector
  /** The exchanges that our client should make. */
  readonly exchanges: ReadonlyArray<Exchange>
  /** Answers to requests that no exchange is left for. */
  readonly background?: ReadonlyArray<Exchange>
  readonly clientClass: ClientClass
  readonly reading: Reading
  /** The arguments, instead of those that the recorded parameters are mapped to. */
  readonly given?: Argument.Arguments
}

const running = ({ clientClass, given, reading, vector }: Options, replay: Replay, client: object): Running => {
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

/** The client of a seat, which the first call makes. */
const clientOf = (seat: Seat, { clientClass, vector: { clientConfig } }: Options, options: ClientOptions) =>
  seat.client === undefined
    ? Effect.tap(
        clientClass.make({
          options,
          authorization: seat.delegate,
          clientId: idOf(clientConfig.clientId),
          flowId: idOf(clientConfig.flowId),
          collectionId: idOf(clientConfig.collectionId)
        }),
        (client) => Effect.sync(() => (seat.client = client))
      )
    : Effect.succeed(seat.client)

/** Makes the call against the recorded answers. None: there is no such authorizer here. */
export const make = (
  pool: ClientPool,
  options: Options
): Effect.Effect<Option.Option<Made>, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { background, clientClass, exchanges, vector } = options
    const seat = pool.take(clientClass, settingsOf(vector))
    const replay = pool.server.play(exchanges, { background, place: seat.place })
    const settings = clientOptions(vector, replay)
    const authorization = yield* Authorizers.make(vector, replay.local, settings)
    if (Option.isNone(authorization)) return Option.none()
    seat.authorization = authorization.value
    const jumping = yield* JumpingClock.make
    // A client cannot keep deadlines itself on a clock that is not the machine's, so only calls with pauses get one. The
    // expiry of a login client's tokens counts from the answer, and is exact on a clock that stands still.
    const jumps = (hasPauses(vector) || clientClass.login === true) && !isSilent(vector)
    const exit = yield* Effect.exit(
      Effect.flatMap(clientOf(seat, options, settings), (client) => {
        const call = Effect.suspend(() => running(options, replay, client))
        return jumps ? Effect.withClock(call, jumping.clock) : call
      })
    )
    // A call that renews tokens or gets no answer may still send something.
    if (exchanges.every(({ response }) => "status" in response) && !exchanges.some(Authorizers.isTokenRequest)) {
      pool.giveBack(clientClass, settingsOf(vector), seat)
    }
    return Option.some({
      outcome: toOutcome(exit),
      heard: replay.heard,
      madeAt: Math.floor(jumping.start / 1000),
      sleeps: jumping.sleeps
    })
  }).pipe(
    Effect.scoped,
    // Renewing authorizers warn if two of them have the same refresh token. All recordings have the same one.
    Logger.withMinimumLogLevel(LogLevel.None)
  )
