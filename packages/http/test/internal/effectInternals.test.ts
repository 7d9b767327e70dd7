/** What each internal of Effect and of the platform must do, and the versions that it was tried on. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"
import { createRequire } from "node:module"
import { isTraced, scopeSignal } from "../../src/internal/effectInternals.js"

const require = createRequire(import.meta.url)

/** Major and minor version. After a change, read `effectInternals.ts` and what it names there, and change them here. */
const triedOn = { effect: "3.22", "@effect/platform": "0.97" }

const request = HttpClientRequest.get("http://127.0.0.1/")

describe("internals of other packages", () => {
  for (const [name, version] of Object.entries(triedOn)) {
    it(`were tried on this version of ${name}`, () => {
      const installed: { readonly version: string } = require(`${name}/package.json`)
      expect(
        installed.version,
        `${name} changed: see whether src/internal/effectInternals.ts still holds, then name the version in this test`
      ).toMatch(new RegExp(`^${version.replaceAll(".", "\\.")}\\.`))
    })
  }
})

describe("a request", () => {
  const traced = Effect.withFiberRuntime<boolean>((fiber) => Effect.succeed(isTraced(fiber, request)))

  const tracer = Tracer.make({
    context: (run) => run(),
    span: () => {
      throw new Error("no span is asked for")
    }
  })

  it.effect("is not traced by the tracer that every fiber has", () =>
    Effect.gen(function* () {
      expect(yield* traced).toBe(false)
      expect(yield* Effect.withSpan(traced, "a span")).toBe(false)
      expect(yield* Effect.flatMap(Effect.tracer, (native) => Effect.withTracer(traced, native))).toBe(false)
    })
  )

  it.effect("is traced by a tracer of the program, unless it is turned off", () =>
    Effect.gen(function* () {
      expect(yield* traced).toBe(true)
      expect(yield* Effect.withTracerEnabled(traced, false)).toBe(false)
      expect(yield* Effect.locally(traced, HttpClient.currentTracerDisabledWhen, () => true)).toBe(false)
    }).pipe(Effect.withTracer(tracer))
  )

  it.effect("has the signal of the scope that the platform's withScope gave it, and no other has one", () =>
    Effect.gen(function* () {
      const signals: Array<AbortSignal | undefined> = []
      const client = HttpClient.makeWith(
        (request: Effect.Effect<HttpClientRequest.HttpClientRequest>) =>
          Effect.map(request, (request) => {
            signals.push(scopeSignal(request))
            return HttpClientResponse.fromWeb(request, new Response())
          }),
        Effect.succeed
      )
      yield* client.execute(request)
      const scoped = HttpClient.withScope(client).execute(request)
      yield* Effect.scoped(Effect.map(scoped, () => expect(signals[1]?.aborted).toBe(false)))
      expect(signals[0]).toBe(undefined)
      expect(signals[1]?.aborted).toBe(true)
    })
  )
})
