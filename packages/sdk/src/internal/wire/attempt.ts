/**
 * One attempt on the wire, within its deadline: the request goes out with its authorization, and an answer of any status
 * comes back, or none. An `HttpClient` that can keep a deadline itself does; around any other one stand what the platform
 * has for it.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ClientOptions } from "../../ClientOptions.js"
import type { NoBody } from "../../Operation.js"
import type { Answer } from "./apiError.js"
import * as body from "./body.js"
import { isHeader } from "../operation/callOptions.js"
import type { NoAnswer, Reading } from "./noAnswer.js"
import { noAnswer, noBody, timedOut, tooLarge, unsendable } from "./noAnswer.js"
import { inOwnFiber, isLive, pullsInOwnFiber, timerOf } from "./ownFiber.js"

/** What an attempt needs. */
export interface Attempt extends Reading {
  readonly method: HttpMethod
  /** Makes the request of one that has what all requests have: its target, its body and headers of its own are added. */
  readonly prepare: (base: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
  readonly header: Option.Option<Redacted.Redacted>
  /** Time is real for the fiber that attempts it. */
  readonly isLive: boolean
}

/** The ways to attempt a request. Each hands on what came, whatever its status. */
export interface Attempts {
  /** The answer's text is collected within the deadline. */
  readonly collect: <B, E>(
    attempt: Attempt,
    receive: (answer: Answer) => Effect.Effect<B, E>
  ) => Effect.Effect<B, E | NoAnswer>
  /** The answer's head is there within the deadline; the body of a success is still to be read. */
  readonly open: <B, E>(
    attempt: Attempt,
    receive: (answer: Either.Either<HttpClientResponse.HttpClientResponse, Answer>) => Effect.Effect<B, E>
  ) => Effect.Effect<B, E | NoAnswer>
}

/** The header of the call that an attempt's fiber makes. It joins the request where nobody can turn that away any more. */
const currentHeader = FiberRef.unsafeMake<Option.Option<Redacted.Redacted>>(Option.none())

/**
 * A client that follows no redirect, and whose requests get their header last of all: whatever middleware made of one, it
 * must still go to the origin that the client is for. Fetch is told by a service, set where the request is made: inside
 * of the client, where the one that the user gave to the fetch layer is in sight, and whose other settings stay.
 */
const toOrigin = (client: HttpClient.HttpClient, origin: string): HttpClient.HttpClient => {
  const isOwn = (url: string) => url.startsWith(`${origin}/`) || (URL.canParse(url) && new URL(url).origin === origin)
  return HttpClient.mapRequestEffect(client, (request) =>
    Effect.withFiberRuntime((fiber) => {
      const header = fiber.getFiberRef(currentHeader)
      const init = Option.getOrUndefined(Context.getOption(fiber.currentContext, FetchHttpClient.RequestInit))
      const sent =
        Option.isSome(header) && isOwn(request.url)
          ? HttpClientRequest.setHeader(request, "authorization", Redacted.value(header.value))
          : request
      // Not every client refuses what it cannot send by an error: one throws, another takes it for a broken connection.
      const bad = Object.entries(sent.headers).find(([name, value]) => !isHeader(name, value))
      if (bad !== undefined) return Effect.fail(unsendable(sent, bad[0]))
      return Effect.as(
        FiberRef.set(
          FiberRef.currentContext,
          Context.add(fiber.currentContext, FetchHttpClient.RequestInit, { ...init, redirect: "manual" })
        ),
        sent
      )
    })
  )
}

/** The same client to middleware, all of which comes before whatever the client does itself. */
const sealed = (client: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, client.execute),
    Effect.succeed
  )

const always = () => true

/** What is set in an attempt's fiber: the header, for the innermost client, and that the platform makes no span. */
const settings =
  (header: Option.Option<Redacted.Redacted>) =>
  (refs: FiberRefs.FiberRefs, fiberId: FiberId.Runtime): FiberRefs.FiberRefs =>
    FiberRefs.updateManyAs(refs, {
      entries: [
        [currentHeader, [[fiberId, header]]],
        [HttpClient.currentTracerDisabledWhen, [[fiberId, always]]]
      ]
    })

/** A response whose text is there. Its headers are read when somebody asks for them. */
class Collected implements Answer {
  constructor(
    private readonly response: HttpClientResponse.HttpClientResponse,
    readonly text: string
  ) {}
  get status(): number {
    return this.response.status
  }
  get headers(): Answer["headers"] {
    return this.response.headers
  }
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

declare const setImmediate: ((callback: () => void) => unknown) | undefined

/** Node and its likes have one. It is taken here, before a test's fake timers can stand in for it. */
const immediate = typeof setImmediate === "function" ? setImmediate : undefined

/**
 * On Node a connection of fetch is free only in the turn of the event loop after its answer: who goes on at once opens
 * another one. `FetchHttpClient` says when it has read the answer, not that.
 */
const nextTurn: Effect.Effect<void> =
  immediate === undefined ? Effect.void : Effect.async((resume) => void immediate(() => resume(Effect.void)))

const toAnswer = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Answer, HttpClientError.HttpClientError> =>
  Effect.map(body.text(response, limit), (text) => new Collected(response, text))

const toAnswerInTurn = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Answer, HttpClientError.HttpClientError> => Effect.zipLeft(toAnswer(response, limit), nextTurn)

const readFailure = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<Either.Either<HttpClientResponse.HttpClientResponse, Answer>, HttpClientError.HttpClientError> =>
  isSuccess(response.status)
    ? Effect.succeed(Either.right(response))
    : Effect.map(toAnswer(response, limit), Either.left)

/**
 * What a client such as that of `@effect-globus/http` has under this key: it collects the answer within so many
 * milliseconds, and at most so many bytes of it. The symbol is in the registry, so that no package depends on the other.
 */
const collectWithin = Symbol.for("@effect-globus/collectWithin")

type CollectWithin = (
  request: HttpClientRequest.HttpClientRequest,
  deadline: number | undefined,
  maxBytes: number
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** What an answer of such a client has under this key: its body, each piece within so many milliseconds. */
const streamWithin = Symbol.for("@effect-globus/streamWithin")

/** The same, its content encoding not undone. */
const sentWithin = Symbol.for("@effect-globus/sentWithin")

type StreamWithin = (deadline: number | undefined) => HttpClientResponse.HttpClientResponse["stream"]

const isCollecting = (
  client: HttpClient.HttpClient
): client is HttpClient.HttpClient & { readonly [collectWithin]: CollectWithin } =>
  Predicate.isFunction(Reflect.get(client, collectWithin))

const isStreaming = <Key extends symbol>(
  response: HttpClientResponse.HttpClientResponse,
  key: Key
): response is HttpClientResponse.HttpClientResponse & { readonly [K in Key]: StreamWithin } =>
  Predicate.isFunction(Reflect.get(response, key))

/** Whether the body is to be had as it was sent. Fetch undoes its encoding in any case. */
export const isHadAsSent = (response: HttpClientResponse.HttpClientResponse): boolean =>
  isStreaming(response, sentWithin)

/** All of the body of an answer that is open, as text, within the deadline. */
export const text = (
  response: HttpClientResponse.HttpClientResponse,
  reading: Reading
): Effect.Effect<string, NoBody> => {
  const { deadline, maxHeldBytes } = reading
  return inOwnFiber<string, NoBody>(
    Effect.mapError(body.text(response, maxHeldBytes), (error) => noBody(reading, error)),
    {
      deadline,
      onTimeout: () => timedOut(reading)
    }
  )
}

/**
 * The body of an answer that is open. Each piece must be there within the deadline, which the reader's time does not
 * count for; the failure is `None` when there is no more.
 */
export const pieces = (
  response: HttpClientResponse.HttpClientResponse,
  attempt: Reading,
  /** Its encoding is not undone, where the client can do that. */
  as: "decoded" | "sent" = "decoded"
): Effect.Effect<Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<NoBody>>, never, Scope.Scope> =>
  Effect.withFiberRuntime((fiber) => {
    const { deadline, maxHeldBytes } = attempt
    const bounded = (chunks: Chunk.Chunk<Uint8Array>) =>
      Chunk.some(chunks, ({ length }) => length > maxHeldBytes)
        ? Effect.fail(Option.some<NoBody>(tooLarge(attempt, response.status, "piece")))
        : Effect.succeed(chunks)
    const key = as === "sent" && isHadAsSent(response) ? sentWithin : streamWithin
    const keepsDeadline = isStreaming(response, key) && isLive(fiber)
    const stream = isStreaming(response, key)
      ? response[key](keepsDeadline ? timerOf(deadline) : undefined)
      : body.stream(response)
    return Effect.flatMap(Stream.toPull(Stream.mapError(stream, (error) => noBody(attempt, error))), (pull) =>
      keepsDeadline
        ? Effect.succeed(Effect.flatMap(pull, bounded))
        : pullsInOwnFiber(Effect.flatMap(pull, bounded), {
            deadline,
            onTimeout: () => Option.map(deadline, () => timedOut(attempt))
          })
    )
  })

const isExit = <A, E>(effect: Effect.Effect<A, E>): effect is Exit.Exit<A, E> => Exit.isExit(effect)

/** Requests that have what all have; those that were authorized are made once for each header, as headers are copied. */
const bases = (headers: Readonly<Record<string, string>>) => {
  const plain = new Map<HttpMethod, HttpClientRequest.HttpClientRequest>()
  const authorized = new Map<
    HttpMethod,
    { readonly header: Redacted.Redacted; readonly base: HttpClientRequest.HttpClientRequest }
  >()
  const base = (method: HttpMethod): HttpClientRequest.HttpClientRequest => {
    const known = plain.get(method) ?? HttpClientRequest.make(method)("", { headers })
    plain.set(method, known)
    return known
  }
  return {
    base,
    /** None: no request can have this header. */
    withHeader: (
      method: HttpMethod,
      header: Option.Option<Redacted.Redacted>
    ): HttpClientRequest.HttpClientRequest | undefined => {
      if (Option.isNone(header)) return base(method)
      const known = authorized.get(method)
      if (known?.header === header.value) return known.base
      if (!isHeader("authorization", Redacted.value(header.value))) return undefined
      const made = HttpClientRequest.setHeader(base(method), "authorization", Redacted.value(header.value))
      authorized.set(method, { header: header.value, base: made })
      return made
    }
  }
}

/**
 * Attempts by a client that keeps deadlines, follows no redirect and makes no span: nothing has to stand around it.
 * Under a test's clock it is as any other, as its deadlines are real time.
 */
const collectLean =
  (send: CollectWithin, { base, withHeader }: ReturnType<typeof bases>): Attempts["collect"] =>
  (attempt, receive) => {
    const { deadline, header, maxHeldBytes, method } = attempt
    const failed = (error: HttpClientError.HttpClientError) => Effect.fail(noAnswer(attempt, error))
    const authorized = withHeader(method, header)
    if (authorized === undefined) return failed(unsendable(base(method), "authorization"))
    return Effect.matchEffect(send(attempt.prepare(authorized), timerOf(deadline), maxHeldBytes), {
      onFailure: failed,
      onSuccess: (response) => {
        const { text } = response
        // What is there already is an exit.
        return isExit(text) && Exit.isSuccess(text)
          ? receive(new Collected(response, text.value))
          : Effect.matchEffect(text, {
              onFailure: failed,
              onSuccess: (text) => receive(new Collected(response, text))
            })
      }
    })
  }

/** The attempts over a client, the program's middleware around it; `headers` are those of all requests. */
export const make = (
  http: HttpClient.HttpClient,
  origin: string,
  headers: Readonly<Record<string, string>>,
  transformClient: ClientOptions["transformClient"]
): Attempts => {
  const own = toOrigin(http, origin)
  const client = transformClient === undefined ? own : transformClient(sealed(own))
  const requests = bases(headers)

  const attempt = <A>(
    options: Attempt,
    readUpTo: (
      response: HttpClientResponse.HttpClientResponse,
      limit: number
    ) => Effect.Effect<A, HttpClientError.HttpClientError>
  ): Effect.Effect<A, NoAnswer> => {
    const { deadline, header, maxHeldBytes } = options
    const read = (response: HttpClientResponse.HttpClientResponse) => readUpTo(response, maxHeldBytes)
    return inOwnFiber<A, NoAnswer>(
      Effect.mapError(
        Effect.matchEffect(client.execute(options.prepare(requests.base(options.method))), {
          // Middleware may have turned a status into an error: here it is an answer like any other.
          onFailure: (error) =>
            error._tag === "ResponseError" && error.reason === "StatusCode" ? read(error.response) : Effect.fail(error),
          onSuccess: read
        }),
        (error) => noAnswer(options, error)
      ),
      {
        deadline,
        onTimeout: () => timedOut(options),
        updateRefs: settings(header)
      }
    )
  }

  const collect: Attempts["collect"] = (options, receive) =>
    Effect.flatMap(attempt(options, options.isLive ? toAnswerInTurn : toAnswer), receive)
  // Middleware may do anything: its time counts, so the deadline goes around it.
  const lean =
    transformClient === undefined && isCollecting(http) ? collectLean(http[collectWithin], requests) : collect
  return {
    collect: (options, receive) => (options.isLive ? lean : collect)(options, receive),
    open: (options, receive) => Effect.flatMap(attempt(options, readFailure), receive)
  }
}
