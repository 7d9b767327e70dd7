/**
 * One attempt: a plain request goes out, and an answer of any status comes back, or the reason why there is none. An
 * `HttpClient` that keeps deadlines itself is asked to; around any other one the deadline is kept here.
 */
import { type CollectWithin, collectWithin, isDeadlineHttpClient } from "@effect-globus/http/DeadlineHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { ClientOptions } from "../../ClientOptions.js"
import { isHeader } from "./callOptions.js"
import {
  attemptRefs,
  authorizationOf,
  inFiber,
  inOwnFiber,
  serviceOf,
  setService,
  settled,
  timerOf
} from "../effectInternals.js"
import * as body from "./body.js"
import { isSuccess } from "./classify.js"
import type { NoAnswer } from "./noAnswer.js"
import { noAnswer, timedOut, unsendable } from "./noAnswer.js"
import { type Answer, noHeaders, type PlainRequest } from "./types.js"

/** Sends a request once. Right: an answer of status 2xx. Left: one of any other status, its text read. */
export type Attempt<B> = (request: PlainRequest) => Effect.Effect<Either.Either<B, Answer>, NoAnswer>

export interface Attempts {
  /** Reads the whole answer within the deadline. */
  readonly collect: Attempt<Answer>
  /** The head of the answer comes within the deadline. The body of a success is still to be read. */
  readonly open: Attempt<HttpClientResponse.HttpClientResponse>
}

/**
 * A client that follows no redirect. The authorization is set last, after middleware, and only for the client's own origin, so
 * that it cannot be redirected with the request. `FetchHttpClient` reads from a service whether to follow redirects: that is set here,
 * inside of the client, where the service that the program gave to the fetch layer can be seen, and its other settings kept.
 */
const toOrigin = (client: HttpClient.HttpClient, origin: string): HttpClient.HttpClient => {
  const isOwn = (url: string) => url.startsWith(`${origin}/`) || (URL.canParse(url) && new URL(url).origin === origin)
  return HttpClient.mapRequestEffect(client, (request) =>
    inFiber((fiber) => {
      const header = authorizationOf(fiber)
      const init = serviceOf(fiber, FetchHttpClient.RequestInit)
      const sent =
        Option.isSome(header) && isOwn(request.url)
          ? HttpClientRequest.setHeader(request, "authorization", Redacted.value(header.value))
          : request
      // Clients differ in what they do with a header that cannot be sent: some throw, some report a broken connection.
      const bad = Object.entries(sent.headers).find(([name, value]) => !isHeader(name, value))
      if (bad !== undefined) return Effect.fail(unsendable(sent, bad[0]))
      return Effect.as(setService(fiber, FetchHttpClient.RequestInit, { ...init, redirect: "manual" }), sent)
    })
  )
}

/** The client as middleware gets it: what middleware does to a request comes before anything that the client does itself. */
const sealed = (client: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.makeWith(
    (request: Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.HttpClientError>) =>
      Effect.flatMap(request, client.execute),
    Effect.succeed
  )

/** An answer whose text was read. Its headers are parsed when somebody asks for them. */
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

const collected = (response: HttpClientResponse.HttpClientResponse, text: string): Either.Either<Answer, Answer> => {
  const answer = new Collected(response, text)
  return isSuccess(answer.status) ? Either.right(answer) : Either.left(answer)
}

declare const setImmediate: ((callback: () => void) => unknown) | undefined

/** Node and runtimes like it have one. It is taken here, before a test's fake timers can replace it. */
const immediate = typeof setImmediate === "function" ? setImmediate : undefined

/**
 * On Node a connection of fetch is free one turn of the event loop after its answer. A program that goes on at once opens
 * another connection, and `FetchHttpClient` does not wait for that turn.
 */
const nextTurn: Effect.Effect<void> =
  immediate === undefined ? Effect.void : Effect.async((resume) => void immediate(() => resume(Effect.void)))

type Read<A> = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
) => Effect.Effect<A, HttpClientError.HttpClientError>

const readAll: Read<Either.Either<Answer, Answer>> = (response, limit) =>
  Effect.map(body.text(response, limit), (text) => collected(response, text))

const readAllInTurn: Read<Either.Either<Answer, Answer>> = (response, limit) =>
  Effect.zipLeft(readAll(response, limit), nextTurn)

const readFailure: Read<Either.Either<HttpClientResponse.HttpClientResponse, Answer>> = (response, limit) =>
  isSuccess(response.status)
    ? Effect.succeed(Either.right(response))
    : Effect.map(body.text(response, limit), (text) => Either.left(new Collected(response, text)))

/** Requests that hold what all requests have. Headers are copied when one is added, so they are made once. */
const bases = (headers: Readonly<Record<string, string>>) => {
  const plain = new Map<HttpMethod, HttpClientRequest.HttpClientRequest>()
  const authorized = new Map<
    HttpMethod,
    { readonly authorization: Redacted.Redacted; readonly base: HttpClientRequest.HttpClientRequest }
  >()
  const base = (method: HttpMethod): HttpClientRequest.HttpClientRequest => {
    const known = plain.get(method) ?? HttpClientRequest.make(method)("", { headers })
    plain.set(method, known)
    return known
  }
  return {
    base,
    /** Undefined: no request can have this authorization. */
    withAuthorization: (
      method: HttpMethod,
      authorization: Option.Option<Redacted.Redacted>
    ): HttpClientRequest.HttpClientRequest | undefined => {
      if (Option.isNone(authorization)) return base(method)
      const known = authorized.get(method)
      if (known?.authorization === authorization.value) return known.base
      const value = Redacted.value(authorization.value)
      if (!isHeader("authorization", value)) return undefined
      const made = HttpClientRequest.setHeader(base(method), "authorization", value)
      authorized.set(method, { authorization: authorization.value, base: made })
      return made
    }
  }
}

/** The platform's request: a base with what is the attempt's own. */
const platformRequest = (
  base: HttpClientRequest.HttpClientRequest,
  { body, headers, url }: PlainRequest
): HttpClientRequest.HttpClientRequest => {
  const addressed = HttpClientRequest.setUrl(base, url)
  const complete = headers === noHeaders ? addressed : HttpClientRequest.setHeaders(addressed, headers)
  return body._tag === "Empty" ? complete : HttpClientRequest.setBody(complete, body)
}

/** Attempts by a client that keeps deadlines, follows no redirect and makes no span: nothing has to stand around it. */
const collectLean =
  (send: CollectWithin, { base, withAuthorization }: ReturnType<typeof bases>): Attempt<Answer> =>
  (request) => {
    const { authorization, deadline, maxHeldBytes, method } = request
    const failed = (error: HttpClientError.HttpClientError) => Effect.fail(noAnswer(request, error))
    const authorized = withAuthorization(method, authorization)
    if (authorized === undefined) return failed(unsendable(base(method), "authorization"))
    return Effect.matchEffect(send(platformRequest(authorized, request), timerOf(deadline), maxHeldBytes), {
      onFailure: failed,
      onSuccess: (response) => {
        const { text } = response
        const read = settled(text)
        return read !== undefined && Exit.isSuccess(read)
          ? Effect.succeed(collected(response, read.value))
          : Effect.matchEffect(text, {
              onFailure: failed,
              onSuccess: (text) => Effect.succeed(collected(response, text))
            })
      }
    })
  }

/** The attempts over a client, with the program's middleware around it. `headers`: what all requests have. */
export const make = (
  http: HttpClient.HttpClient,
  origin: string,
  headers: Readonly<Record<string, string>>,
  transformClient: ClientOptions["transformClient"]
): Attempts => {
  const own = toOrigin(http, origin)
  const client = transformClient === undefined ? own : transformClient(sealed(own))
  const requests = bases(headers)

  const attempt = <A>(request: PlainRequest, readUpTo: Read<A>): Effect.Effect<A, NoAnswer> => {
    const read = (response: HttpClientResponse.HttpClientResponse) => readUpTo(response, request.maxHeldBytes)
    return inOwnFiber<A, NoAnswer>(
      Effect.mapError(
        Effect.matchEffect(client.execute(platformRequest(requests.base(request.method), request)), {
          // Middleware may have turned a status into an error: here it is an answer like any other.
          onFailure: (error) =>
            error._tag === "ResponseError" && error.reason === "StatusCode" ? read(error.response) : Effect.fail(error),
          onSuccess: read
        }),
        (error) => noAnswer(request, error)
      ),
      {
        deadline: request.deadline,
        onTimeout: () => timedOut(request),
        updateRefs: attemptRefs(request.authorization)
      }
    )
  }

  // Middleware may do anything: its time counts, so the deadline goes around it. A lean client's deadlines are real time, so
  // under a test's clock it is a client like any other.
  const lean =
    transformClient === undefined && isDeadlineHttpClient(http) ? collectLean(http[collectWithin], requests) : undefined
  return {
    collect: (request) =>
      lean !== undefined && request.isLive ? lean(request) : attempt(request, request.isLive ? readAllInTurn : readAll),
    open: (request) => attempt(request, readFailure)
  }
}
