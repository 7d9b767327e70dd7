/** A tracer that keeps everything that a span is told. */
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

export interface Recorded {
  readonly name: string
  readonly kind: Tracer.SpanKind
  /** The name of the span that it stands in. */
  readonly parent: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: ReadonlyArray<unknown>
  readonly status: Tracer.SpanStatus
}

export const recorder = (): { readonly tracer: Tracer.Tracer; readonly spans: ReadonlyArray<Recorded> } => {
  const spans: Array<Recorded> = []
  const tracer = Tracer.make({
    context: (f) => f(),
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      const events: Array<unknown> = []
      let status: Tracer.SpanStatus = { _tag: "Started", startTime }
      spans.push({
        name,
        kind,
        parent: Option.match(parent, {
          onNone: () => undefined,
          onSome: (parent) => (parent._tag === "Span" ? parent.name : parent.spanId)
        }),
        events,
        get attributes() {
          return Object.fromEntries(attributes)
        },
        get status() {
          return status
        }
      })
      return {
        _tag: "Span",
        name,
        spanId: `span-${spans.length}`,
        traceId: Option.match(parent, { onNone: () => "trace", onSome: ({ traceId }) => traceId }),
        parent,
        context,
        links,
        kind,
        attributes,
        sampled: true,
        get status() {
          return status
        },
        end: (endTime, exit) => {
          status = { _tag: "Ended", startTime, endTime, exit }
        },
        attribute: (key, value) => {
          attributes.set(key, value)
        },
        event: (name, startTime, attributes) => {
          events.push({ name, startTime, attributes })
        },
        addLinks: () => {}
      }
    }
  })
  return { tracer, spans }
}
