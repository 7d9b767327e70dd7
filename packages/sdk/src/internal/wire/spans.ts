/** The span of a call: named after the operation, with OpenTelemetry's HTTP attributes, and nothing secret. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import type { Call } from "../../GlobusError.js"

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
