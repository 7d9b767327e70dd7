/** A service that answers by a script, and remembers what it was asked and when on Effect's clock. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import type { Authorization } from "../src/Authorization.js"
import { handlerClient } from "./handlerClient.js"
import { withRandom } from "./dice.js"

export interface Seen {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly signal: AbortSignal
}

export type Answer = (request: Request) => Response | Promise<Response>

export interface Script {
  /** What came, in order. */
  readonly requests: Array<Seen>
  /** When it was sent, in milliseconds on Effect's clock. */
  readonly times: Array<number>
  readonly layer: Layer.Layer<HttpClient.HttpClient>
}

/** Request number n gets answer number n; the last answer is for all that follow. */
export const script = (...answers: [Answer, ...Array<Answer>]): Script => {
  const requests: Array<Seen> = []
  const times: Array<number> = []
  const network = handlerClient(async (request) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? answers[0]
    requests.push({
      method: request.method,
      url: new URL(request.url),
      headers: Object.fromEntries(request.headers),
      text: await request.clone().text(),
      signal: request.signal
    })
    return answer(request)
  })
  return {
    requests,
    times,
    layer: Layer.effect(
      HttpClient.HttpClient,
      Effect.map(HttpClient.HttpClient, (client) =>
        HttpClient.mapRequestEffect(client, (request) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            times.push(now)
            return request
          })
        )
      )
    ).pipe(Layer.provide(network))
  }
}

/** A JSON document. */
export const json =
  (document: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(document), { status, headers: { "content-type": "application/json", ...headers } })

/** Text of any kind. */
export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(body, { status, headers: { "content-type": "text/plain", ...headers } })

export const empty =
  (status = 204): Answer =>
  () =>
    new Response(null, { status })

/** A connection that breaks. */
export const broken =
  (message = "socket hang up"): Answer =>
  () => {
    throw new TypeError(message)
  }

/** No answer, ever. */
export const silence: Answer = () => new Promise(() => {})

export interface Tokens {
  readonly service: Authorization.Service
  /** The headers that were rejected. */
  readonly rejected: Array<string>
  /** The resource servers that a header was asked for. */
  readonly asked: Array<string>
}

/** An authorizer with a row of tokens: one that is rejected makes place for the next, the last one stays. */
export const tokens = (...headers: [string, ...Array<string>]): Tokens => {
  const rejected: Array<string> = []
  const asked: Array<string> = []
  const current = () => headers[Math.min(rejected.length, headers.length - 1)] ?? headers[0]
  return {
    rejected,
    asked,
    service: {
      header: (resourceServer) =>
        Effect.sync(() => {
          asked.push(resourceServer)
          return Option.some(Redacted.make(current()))
        }),
      reject: (header) =>
        Effect.sync(() => {
          rejected.push(Redacted.value(header))
          return rejected.length < headers.length
        })
    }
  }
}

export const anonymous: Authorization.Service = {
  header: () => Effect.succeedNone,
  reject: () => Effect.succeed(false)
}

/** Runs an effect to its end, through as many pauses as it makes. Each random pause is half of its longest. */
export const settle = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Exit.Exit<A, E>, never, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect.pipe(withRandom(0.5), Effect.exit))
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

/** The same, of an effect that fails: its error. */
export const failure = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, A, R> =>
  Effect.flatten(settle(Effect.flip(effect)))
