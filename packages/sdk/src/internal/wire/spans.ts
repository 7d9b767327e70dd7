/** The span of a call: named after the operation, with OpenTelemetry's HTTP attributes, and nothing secret. */
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import type { Call } from "../../GlobusError.js"

const nativeTracer = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether anything reads spans. Nothing reads those of Effect's native tracer. */
export const isTraced = (fiber: Fiber.RuntimeFiber<unknown, unknown>): boolean =>
  fiber.currentTracer !== nativeTracer && fiber.getFiberRef(FiberRef.currentTracerEnabled)

/** A tracer sees what the effect of a span gives. An answer may hold tokens, so it goes around the span. */
export const inSpan = <A, E>(
  call: Call,
  server: Readonly<Record<string, unknown>>,
  effect: (span: Tracer.Span) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  let success = Option.none<A>()
  const attributes = { "http.request.method": call.method, ...server, "url.template": call.path }
  return Effect.map(
    Effect.useSpan(call.operation, { kind: "client", captureStackTrace: false, attributes }, (span) =>
      Effect.withParentSpan(
        Effect.map(effect(span), (value) => {
          success = Option.some(value)
        }),
        span
      )
    ),
    () => Option.getOrThrow(success)
  )
}
