/** Interrupting a request ends it on the server, whatever it waits for. */
import { collectWithin } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { collecting, overAll, overOneConnection, overOurs } from "../clients.js"
import { arrived, half, serve, silence, until } from "../servers.js"

/** Starts a request, waits until the server has it, and interrupts it. */
const interrupted = <R>(
  service: { readonly seen: ReadonlyArray<unknown> },
  request: Effect.Effect<unknown, unknown, R>
) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(request)
    yield* until(() => service.seen.length > 0)
    // Gives time for what the server has sent.
    yield* Effect.sleep(20)
    expect(Exit.isInterrupted(yield* Fiber.interrupt(fiber))).toBe(true)
  })

describe("an interrupted request", () => {
  overAll(
    "that waits for the head is aborted on the server",
    Effect.gen(function* () {
      const service = yield* serve(silence)
      yield* interrupted(service, HttpClient.get(service.url))
      yield* service.gone
    })
  )

  overAll(
    "whose body is collected is aborted on the server",
    Effect.gen(function* () {
      const service = yield* serve(half)
      yield* interrupted(
        service,
        Effect.flatMap(HttpClient.get(service.url), ({ text }) => text)
      )
      yield* service.gone
    })
  )

  overAll(
    "whose body is read as a stream is aborted on the server",
    Effect.gen(function* () {
      const service = yield* serve(half)
      yield* interrupted(
        service,
        Effect.flatMap(HttpClient.get(service.url), ({ stream }) => Stream.runDrain(stream))
      )
      yield* service.gone
    })
  )

  for (const [what, answer] of [
    ["the head", silence],
    ["the rest of the body", half]
  ] as const) {
    overOurs(
      `that is collected, and waits for ${what}, is aborted on the server`,
      Effect.gen(function* () {
        const service = yield* serve(answer)
        const client = yield* collecting
        yield* interrupted(service, client[collectWithin](HttpClientRequest.get(service.url), 60_000))
        yield* service.gone
      })
    )
  }

  overOneConnection(
    "that waits for a connection is never sent, and the others keep theirs",
    Effect.gen(function* () {
      const service = yield* serve((request, response) => {
        if (request.url === "/first") setTimeout(() => response.end(), 50)
        else response.end()
      })
      const first = yield* Effect.fork(HttpClient.get(`${service.url}/first`))
      yield* arrived(service)
      const second = yield* Effect.fork(HttpClient.get(`${service.url}/second`))
      const third = yield* Effect.fork(HttpClient.get(`${service.url}/third`))
      yield* Effect.sleep(5)
      yield* Fiber.interrupt(second)
      yield* Fiber.joinAll([first, third])
      expect(service.seen.map(({ url }) => url)).toEqual(["/first", "/third"])
      expect(service.sockets.length).toBe(1)
    })
  )

  overOurs(
    "that is still connecting is never sent",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      const fiber = yield* Effect.fork(HttpClient.get(`${service.url}/first`))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      yield* HttpClient.get(`${service.url}/second`)
      yield* Effect.sleep(20)
      expect(service.seen.map(({ url }) => url)).toEqual(["/second"])
    })
  )

  const endless = Stream.repeatEffect(Effect.delay(Effect.succeed(Buffer.from("more")), "1 millis"))

  overAll(
    "that is sending its body is aborted on the server",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      yield* interrupted(service, HttpClient.post(service.url, { body: HttpBody.stream(endless) }))
      yield* service.gone
    })
  )

  overOurs(
    "that is sending its body interrupts the body's stream",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      const ended = yield* Deferred.make<void>()
      const body = HttpBody.stream(Stream.ensuring(endless, Deferred.succeed(ended, undefined)))
      yield* interrupted(service, HttpClient.post(service.url, { body }))
      yield* Deferred.await(ended)
    })
  )

  overOurs(
    "whose body has sent nothing yet interrupts the body's stream too",
    Effect.gen(function* () {
      const service = yield* serve((request) => request.resume())
      const ended = yield* Deferred.make<void>()
      const stuck = Stream.concat(Stream.make(Buffer.from("one")), Stream.never)
      const body = HttpBody.stream(Stream.ensuring(stuck, Deferred.succeed(ended, undefined)))
      yield* interrupted(service, HttpClient.post(service.url, { body }))
      yield* service.gone
      yield* Deferred.await(ended)
    })
  )
})

describe("a request in a scope", () => {
  const scoped = Effect.map(HttpClient.HttpClient, HttpClient.withScope)

  overAll(
    "is aborted on the server when the scope closes before the head",
    Effect.gen(function* () {
      const service = yield* serve(silence)
      const client = yield* scoped
      const scope = yield* Scope.make()
      const fiber = yield* Effect.fork(Effect.flip(Scope.extend(client.get(service.url), scope)))
      yield* arrived(service)
      yield* Scope.close(scope, Exit.void)
      yield* service.gone
      expect((yield* Fiber.join(fiber))._tag).toBe("RequestError")
    })
  )

  overAll(
    "is aborted on the server when the scope closes in the middle of the body",
    Effect.gen(function* () {
      const service = yield* serve(half)
      const client = yield* scoped
      const scope = yield* Scope.make()
      const response = yield* Scope.extend(client.get(service.url), scope)
      const fiber = yield* Effect.fork(Effect.flip(response.text))
      yield* Effect.sleep(5)
      yield* Scope.close(scope, Exit.void)
      yield* service.gone
      expect((yield* Fiber.join(fiber))._tag).toBe("ResponseError")
    })
  )

  overAll(
    "is not sent when the scope is closed already",
    Effect.gen(function* () {
      const service = yield* serve((_request, response) => response.end())
      const client = yield* scoped
      const scope = yield* Scope.make()
      yield* Scope.close(scope, Exit.void)
      const error = yield* Effect.flip(Scope.extend(client.get(service.url), scope))
      expect(error._tag).toBe("RequestError")
      expect(service.seen).toEqual([])
    })
  )

  overOurs(
    "is aborted on the server when it is interrupted, while the scope stays open",
    Effect.gen(function* () {
      const service = yield* serve(silence)
      const client = yield* scoped
      const scope = yield* Scope.make()
      yield* interrupted(service, Scope.extend(client.get(service.url), scope))
      yield* service.gone
      yield* Scope.close(scope, Exit.void)
    })
  )
})
