/** What the parts of a call hand to each other. */
import type * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Schedule from "effect/Schedule"
import type {
  AuthorizationError,
  Call,
  GlobusAnswerTooLarge,
  GlobusDecodeError,
  GlobusUsageError
} from "../../GlobusError.js"
import type * as Operation from "../../Operation.js"
import type * as Retry from "../../Retry.js"
import type { Meter } from "./meter.js"
import type { Strike } from "./strike.js"

/** What a declaration says of an endpoint, for all its calls. */
export interface Endpoint {
  /** For errors and spans. */
  readonly call: Call
  readonly method: HttpMethod
  /** Whose token it needs. Undefined: it goes out without authorization. */
  readonly resourceServer: string | undefined
  readonly repeat: Operation.Repeat["Type"]
  /** The answer's text may hold secrets. */
  readonly sensitive: boolean
}

/** A body that is a stream. */
export interface Upload {
  /** Whether another attempt can send it again. */
  readonly isReplayable: boolean
  /** The body of one attempt, and what stands around that attempt. */
  readonly start: () => {
    readonly body: HttpBody.HttpBody
    readonly within: <A>(attempt: Effect.Effect<A, Failure>) => Effect.Effect<A, Failure>
  }
}

/** A call of an endpoint, encoded. Its token is asked for when it is sent. */
export interface Request {
  readonly endpoint: Endpoint
  /** Path and query below the base URL. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody.HttpBody
  /** Instead of the body. */
  readonly upload?: Upload
  /** Sees an answer that is no success before it becomes an error. */
  readonly onRefused?: (answer: Answer) => void
  /** Secrets in the body. No error shows them. */
  readonly secrets: ReadonlyArray<string>
  /** The deadline of each attempt, instead of the client's. `None`: there is none. */
  readonly timeout: Option.Option<Duration.Duration> | undefined
}

/** The headers of a request that adds none to those of its client. Compared by identity. */
export const noHeaders: Readonly<Record<string, string>> = {}

/** An answer whose text was read. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A request as one attempt sends it. */
export interface PlainRequest extends Reading {
  readonly method: HttpMethod
  readonly url: string
  /** Beside those that all requests of the client have. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody.HttpBody
  readonly authorization: Option.Option<Redacted.Redacted>
  /** Time is real for the fiber that attempts it: no test's clock. */
  readonly isLive: boolean
}

/** What reading an answer needs. */
export interface Reading {
  readonly call: Call
  /** How long it may take. `None`: as long as it takes. */
  readonly deadline: Option.Option<Duration.Duration>
  /** The deadline as the caller gave it, where waiting for a token spent a part of it. */
  readonly timeout?: Option.Option<Duration.Duration>
  /** The most bytes of the answer that are held at once. */
  readonly maxHeldBytes: number
  readonly strike: Strike
}

/** An answer of status 2xx, and how to strike the call's secrets out of an error about it. */
export interface Success<A> {
  readonly answer: A
  readonly strike: Strike
}

/** Everything that a call can fail with. */
export type Failure =
  | Retry.Failure["error"]
  | AuthorizationError
  | GlobusUsageError
  | GlobusDecodeError
  | GlobusAnswerTooLarge

/** The way to one service, with the authorization of one client. */
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
  /** Counts what the calls of an operation do. */
  readonly meter: (operation: string) => Meter
  /** Answers are not checked. */
  readonly trusts: boolean
  /** Sends a request, reads all of the answer within the deadline, and hands a success to `accept`. */
  readonly collect: <A>(
    request: Request,
    accept: (success: Success<Answer>) => Effect.Effect<A, GlobusDecodeError>
  ) => Effect.Effect<A, Failure>
  /** Sends a request. The deadline is for the answer's head: its body is still to be read. */
  readonly open: (request: Request) => Effect.Effect<Success<HttpClientResponse.HttpClientResponse>, Failure>
  /** In tests: what answers in place of the service, by the names of operations. */
  readonly handlers?: object | undefined
}
