/**
 * Plays a script of answers to a call of ours, and counts how often it is sent, when, and what comes of it. The clock is
 * moved by hand, nothing goes over a network, and no pause takes real time.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import { Authorization } from "@effect-globus/sdk/Authorization"
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as Retry from "@effect-globus/sdk/Retry"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { toResponse } from "./HttpAnswer.js"

/** One answer, or a connection that fails as the `requests` library names it. */
const Item = Schema.Union(
  Schema.Struct({
    status: Schema.Number,
    headers: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { default: () => ({}) }),
    body: Schema.optional(Schema.Unknown)
  }),
  Schema.Struct({ exception: Schema.String })
)
type Item = typeof Item.Type

/** A row of `cases` in retry.json. */
export const RecordedRetry = Schema.Struct({
  client: Schema.String,
  method: Schema.optionalWith(Schema.Literal("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"), {
    default: () => "GET" as const
  }),
  authorizer: Schema.optionalWith(Schema.Literal("accessToken", "handles401", "cannotHandle401"), { nullable: true }),
  config: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.Unknown }), { default: () => ({}) }),
  script: Schema.NonEmptyArray(Item),
  expect: Schema.Struct({
    attempts: Schema.Number,
    sleeps: Schema.Array(Schema.Struct({ exact: Schema.optional(Schema.Number) })),
    outcome: Schema.Struct({
      ok: Schema.Boolean,
      status: Schema.optional(Schema.Number),
      error: Schema.optional(Schema.String)
    }),
    authorizerHeaderCalls: Schema.optional(Schema.Number),
    authorizerHandleCalls: Schema.optional(Schema.Number)
  })
})
export type RecordedRetry = typeof RecordedRetry.Type

/** The value of `Retry-After`. Empty: there is none. */
export const retryAfterOf = (item: Item | undefined): string =>
  item !== undefined && "status" in item
    ? (Object.entries(item.headers)
        .find(([name]) => name.toLowerCase() === "retry-after")?.[1]
        .trim() ?? "")
    : ""

/** What our client did. */
export interface Played {
  readonly attempts: number
  /** Seconds between the attempts. */
  readonly pauses: ReadonlyArray<number>
  /** The status of the last answer. Undefined: there was no answer. */
  readonly status: number | undefined
  readonly error: GlobusError["_tag"] | undefined
  readonly headerCalls: number
  readonly rejectCalls: number
}

const answer = ({ body, headers, status }: Extract<Item, { readonly status: number }>): Response => {
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body)
  const typed = typeof body === "object" && body !== null ? { "content-type": "application/json", ...headers } : headers
  return toResponse(status, typed, text ?? null)
}

/** The members of Python's retry configuration. */
const Config = Schema.Struct({
  maxRetries: Schema.optional(Schema.Number),
  maxSleep: Schema.optional(Schema.Number),
  constantBackoff: Schema.optional(Schema.Number),
  transientErrorStatusCodes: Schema.optional(Schema.Array(Schema.Number)),
  retryAfterStatusCodes: Schema.optional(Schema.Array(Schema.Number)),
  /** Ours is always 401. */
  expiredAuthorizationStatusCodes: Schema.optional(Schema.Array(Schema.Number))
})

/** The statuses that Python tries again, and those with which it looks for Retry-After. */
const transient = [429, 500, 502, 503, 504]
const asking = [429, 503]

/** The configuration as our option: numbers of the default schedule, or a schedule that a program can write. */
const scheduleOf = (config: typeof Config.Type): Schedule.Schedule<unknown, Retry.Failure> => {
  const { constantBackoff, maxSleep, retryAfterStatusCodes, transientErrorStatusCodes } = config
  const maxRetries = config.maxRetries ?? Retry.defaultPolicy.maxRetries
  const upTo = Schedule.intersect(Schedule.recurs(maxRetries))
  if (transientErrorStatusCodes !== undefined || retryAfterStatusCodes !== undefined) {
    const statuses = [...(transientErrorStatusCodes ?? transient), ...(retryAfterStatusCodes ?? asking)]
    return Schedule.exponential(Retry.defaultPolicy.base).pipe(
      upTo,
      Schedule.whileInput(({ error }: Retry.Failure) => !("status" in error) || statuses.includes(error.status))
    )
  }
  if (constantBackoff !== undefined) {
    return Schedule.spaced(Duration.seconds(constantBackoff)).pipe(upTo, Schedule.whileInput(Retry.isRetryable))
  }
  const longest = maxSleep === undefined ? undefined : Duration.seconds(maxSleep)
  return Retry.schedule({ maxRetries, ...(longest && { maxDelay: longest, maxRetryAfter: longest }) })
}

const config = Schema.decodeUnknown(Config, { onExcessProperty: "error" })

/** Plays a row. Fails for an unknown configuration. */
export const play = (row: RecordedRetry) =>
  Effect.gen(function* () {
    const retry = scheduleOf(yield* config(row.config))
    const times: Array<number> = []
    const calls = { header: 0, reject: 0 }

    const http = HttpClient.make((request) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const item = row.script[times.push(now) - 1]
        if (item === undefined) return Effect.dieMessage("It is sent more often than there are answers")
        if ("status" in item) return Effect.sync(() => HttpClientResponse.fromWeb(request, answer(item)))
        // Where Python's deadline passed, ours must pass too.
        return item.exception.endsWith("Timeout")
          ? Effect.never
          : Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", description: item.exception }))
      })
    )
    const accessToken = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("conformance-access-token") })
    const anonymous = yield* NullAuthorizer.make()
    const counting: Authorization.Service = {
      header: () => Effect.sync(() => Option.some(Redacted.make(`Bearer token-${++calls.header}`))),
      reject: () => Effect.sync(() => ++calls.reject > 0 && row.authorizer === "handles401")
    }
    const authorization =
      row.authorizer === undefined ? anonymous : row.authorizer === "accessToken" ? accessToken : counting

    // `request` is the same in all clients. This one has few operations, so it is made fast.
    const client = yield* TimersClient.make({ baseUrl: "https://example.org", retry }).pipe(
      Effect.provideService(Authorization, authorization),
      Effect.provideService(HttpClient.HttpClient, http)
    )
    const fiber = yield* Effect.fork(Effect.either(client.request({ method: row.method, path: "/path" })))
    yield* TestClock.adjust("1 day")
    const result = yield* Fiber.join(fiber)
    return {
      attempts: times.length,
      pauses: times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000),
      ...(result._tag === "Right"
        ? { status: result.right.status, error: undefined }
        : { status: "status" in result.left ? result.left.status : undefined, error: result.left._tag }),
      headerCalls: calls.header,
      rejectCalls: calls.reject
    } satisfies Played
  }).pipe(Effect.provide(TestContext.TestContext), Effect.withConfigProvider(ConfigProvider.fromMap(new Map())))
