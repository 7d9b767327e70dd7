/**
 * One call while it is sent: its attempts, each with its authorization, the renewal after a 401, and the retries.
 */
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import type * as Authorization from "../../Authorization.js"
import type {
  ApiError,
  AuthorizationError,
  Call,
  GlobusAnswerTooLarge,
  GlobusDecodeError,
  GlobusUsageError
} from "../../GlobusError.js"
import { GlobusTimeout, GlobusUnauthenticated } from "../../GlobusError.js"
import type * as Operation from "../../Operation.js"
import type * as Retry from "../../Retry.js"
import type { Answer } from "./apiError.js"
import * as apiErrors from "./apiError.js"
import type { Attempt } from "./attempt.js"
import { excerpt, readable } from "./excerpt.js"
import type { HeaderWithin, Waiting } from "./headerWithin.js"
import type { Strike } from "./strike.js"
import { headerSecrets, strikeAnswer, striker } from "./strike.js"

/** A call has none of its own, as a rule. */
export const noHeaders: Readonly<Record<string, string>> = {}

/** What a declaration says of an endpoint, for all its calls. */
export interface Endpoint {
  /** For errors and spans. */
  readonly call: Call
  readonly method: HttpMethod
  /** Whose token it needs; none: it goes out without authorization. */
  readonly resourceServer: string | undefined
  readonly repeat: Operation.Repeat["Type"]
  /** The answer's text may hold secrets. */
  readonly sensitive: boolean
}

/** A body that is a stream: each attempt has its own, or there is but one attempt. */
export interface Upload {
  /** There can be another attempt. */
  readonly isReplayable: boolean
  /** What an attempt sends, and what stands around it. */
  readonly start: () => {
    readonly body: HttpBody.HttpBody
    readonly within: <A>(attempt: Effect.Effect<A, Failure>) => Effect.Effect<A, Failure>
  }
}

/** A request, ready but for its authorization. */
export interface Request {
  readonly endpoint: Endpoint
  /** Path and query, encoded, below the base URL. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody.HttpBody
  /** Instead of the body. */
  readonly upload?: Upload
  /** Sees an answer that is no success before it becomes an error. */
  readonly onRefused?: (answer: Answer) => void
  /** Secrets in the body, to be struck out of errors. */
  readonly secrets: ReadonlyArray<string>
  /** The deadline of each attempt, instead of the transport's; `None`: there is none. */
  readonly timeout: Option.Option<Duration.Duration> | undefined
}

/** Everything that sending can fail with. */
export type Failure =
  | Retry.Failure["error"]
  | AuthorizationError
  | GlobusUsageError
  | GlobusDecodeError
  | GlobusAnswerTooLarge

/** What all calls of a client have in common. */
export interface Way {
  readonly baseUrl: string
  readonly deadline: Option.Option<Duration.Duration>
  /** The most bytes of an answer that are held at once. */
  readonly maxHeldBytes: number
  /** When a failed call is sent again. */
  readonly retry: Schedule.Schedule<unknown, Retry.Failure>
  readonly authorization: Authorization.Authorization.Service
  /** How to ask it for a header within a call's deadline. */
  readonly header: HeaderWithin
  /** Requests say which span they belong to. */
  readonly propagates: boolean
}

/** What is known of an attempt: how to tell of an answer that is no success, and the span that its status belongs to. */
export interface Sent extends Attempt {
  readonly refused: (answer: Answer) => Effect.Effect<never, ApiError>
  readonly span: Tracer.Span | undefined
}

/** Sends a request once, and makes of the answer what is asked for. */
export type Exchange<A> = (sent: Sent) => Effect.Effect<A, Failure>

/** Nothing was sent, or all of the answer is here: sending again is not for the transport to decide. */
export const isFinal = (error: Failure): error is Exclude<Failure, Retry.Failure["error"]> | GlobusTimeout =>
  (error._tag === "GlobusTimeout" && error.waitingFor === "token") ||
  error._tag === "GlobusLoginRequired" ||
  error._tag === "GlobusClientRejected" ||
  error._tag === "GlobusRefreshFailed" ||
  error._tag === "GlobusWrongResourceServer" ||
  error._tag === "GlobusUsageError" ||
  error._tag === "GlobusAnswerTooLarge" ||
  error._tag === "GlobusDecodeError"

const idempotent = new Set<HttpMethod>(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])

/** A stream is read once: also one of the platform underneath, the web's or Node's. */
const isReplayable = (body: HttpBody.HttpBody): boolean =>
  body._tag !== "Stream" &&
  !(
    body._tag === "Raw" &&
    (Predicate.hasProperty(body.body, "getReader") || Predicate.hasProperty(body.body, Symbol.asyncIterator))
  )

const isRepeatable = ({ endpoint }: Request): boolean => endpoint.repeat === "safe" || idempotent.has(endpoint.method)

/** A call, and the attempt of it that is under way. */
export class Sending<A> implements Sent, Waiting<GlobusTimeout> {
  header: Option.Option<Redacted.Redacted> = Option.none()
  /** The headers that were sent, the newest last. */
  private shown: ReadonlyArray<Redacted.Redacted> = []
  private body: HttpBody.HttpBody
  /** Of the deadline of this attempt, in milliseconds: its token took that long. */
  private spent = 0

  constructor(
    private readonly way: Way,
    private readonly request: Request,
    private readonly exchange: Exchange<A>,
    readonly isLive: boolean,
    readonly span: Tracer.Span | undefined
  ) {
    this.body = request.body
  }

  get call(): Call {
    return this.request.endpoint.call
  }

  get method(): HttpMethod {
    return this.request.endpoint.method
  }

  get timeout(): Option.Option<Duration.Duration> {
    return this.request.timeout ?? this.way.deadline
  }

  /** What is left of it. */
  get deadline(): Option.Option<Duration.Duration> {
    return this.spent === 0 ? this.timeout : Option.map(this.timeout, (whole) => Duration.subtract(whole, this.spent))
  }

  waited(millis: number): void {
    this.spent += millis
  }

  late(): GlobusTimeout {
    const timeout = Option.getOrElse(this.timeout, () => Duration.infinity)
    return new GlobusTimeout({
      ...this.call,
      timeout,
      waitingFor: "token",
      description: `no token within ${Duration.format(timeout)}, so nothing was sent: see the log for why it is not renewed`
    })
  }

  get maxHeldBytes(): number {
    return this.way.maxHeldBytes
  }

  get strike(): Strike {
    return striker(() => [...this.shown.flatMap(headerSecrets), ...this.request.secrets])
  }

  prepare(base: HttpClientRequest.HttpClientRequest): HttpClientRequest.HttpClientRequest {
    const { body, request, span, way } = this
    let prepared = HttpClientRequest.setUrl(base, way.baseUrl + request.target)
    if (way.propagates && span !== undefined)
      prepared = HttpClientRequest.setHeaders(prepared, HttpTraceContext.toHeaders(span))
    if (request.headers !== noHeaders) prepared = HttpClientRequest.setHeaders(prepared, request.headers)
    return body._tag === "Empty" ? prepared : HttpClientRequest.setBody(prepared, body)
  }

  /** An answer that is no success, as an error without the call's secrets. */
  refused(answer: Answer): Effect.Effect<never, ApiError> {
    const { strike } = this
    const { headers, status } = answer
    this.request.onRefused?.(answer)
    const read = strikeAnswer({ status, headers, text: readable(answer.text, strike) }, strike)
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.fail(excerpt(apiErrors.fromAnswer(this.call, read, now, this.request.endpoint.sensitive)))
    )
  }

  /** All of it. */
  get outcome(): Effect.Effect<A, Failure> {
    return Effect.catchAllCause(this.once, (cause) =>
      Either.match(Cause.failureOrCause(cause), {
        onLeft: (failure) => this.recover(failure),
        onRight: Effect.failCause
      })
    )
  }

  private get once(): Effect.Effect<A, Failure> {
    const { resourceServer } = this.request.endpoint
    this.spent = 0
    return resourceServer === undefined
      ? this.attempt(Option.none())
      : Effect.flatMap(this.way.header(resourceServer, this), (header) => this.attempt(header))
  }

  private attempt(header: Option.Option<Redacted.Redacted>): Effect.Effect<A, Failure> {
    this.header = header
    if (Option.isSome(header)) this.shown = [...this.shown, header.value]
    const upload = this.request.upload?.start()
    if (upload === undefined) return this.exchange(this)
    this.body = upload.body
    return upload.within(this.exchange(this))
  }

  /** After a first failure: renewal after a 401, and what the schedule says. */
  private recover(failure: Failure): Effect.Effect<A, Failure> {
    const { request, span, way } = this
    const { method, repeat } = request.endpoint
    return Effect.gen(this, function* () {
      const replayable = request.upload?.isReplayable ?? isReplayable(request.body)
      let driver: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined
      let renewed = false
      let error: Failure = failure
      for (let resend = 1; ; resend++) {
        if (isFinal(error)) return yield* error
        let again = false
        const used = this.shown.at(-1)
        if (error._tag === "GlobusUnauthenticated" && used !== undefined && !renewed) {
          renewed = true
          again = yield* way.authorization.reject(used)
          if (again && !replayable) {
            return yield* new GlobusUnauthenticated({
              ...error,
              description: `${error.description}. The token is renewed now, but the body was a stream and is read: retry with a new body.`
            })
          }
        }
        if (!again) {
          if (repeat === "never" || !replayable) return yield* error
          driver ??= yield* Schedule.driver(way.retry)
          const next = driver.next({ error, method, repeatable: isRepeatable(request) })
          if (Option.isNone(yield* Effect.option(next))) return yield* error
        }
        span?.attribute("http.request.resend_count", resend)
        const outcome = yield* Effect.either(Effect.suspend(() => this.once))
        if (Either.isRight(outcome)) return outcome.right
        error = outcome.left
      }
    })
  }
}
