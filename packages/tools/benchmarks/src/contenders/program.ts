/** The common part of the contenders that use Effect: a runtime, and calls as promises or as fibers of one program. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import type { Contender } from "./Contender.js"

/** A span that stores only the required fields. */
class CheapSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly spanId = "0000000000000001"
  readonly traceId = "00000000000000000000000000000001"
  readonly sampled = false
  readonly attributes: ReadonlyMap<string, unknown> = new Map()
  readonly links: ReadonlyArray<Tracer.SpanLink> = []
  status: Tracer.SpanStatus

  constructor(
    readonly name: string,
    readonly parent: Option.Option<Tracer.AnySpan>,
    readonly context: Context.Context<never>,
    startTime: bigint,
    readonly kind: Tracer.SpanKind
  ) {
    this.status = { _tag: "Started", startTime }
  }

  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.status = { _tag: "Ended", startTime: this.status.startTime, endTime, exit }
  }

  attribute(): void {}
  event(): void {}
  addLinks(): void {}
}

let spans = 0

/** How many spans `cheapTracer` has made. */
export const spansMade = (): number => spans

/** A tracer that does almost nothing, so that a measurement shows only the program's own cost of making spans. */
export const cheapTracer: Layer.Layer<never> = Layer.setTracer(
  Tracer.make({
    span: (name, parent, context, _links, startTime, kind) => {
      spans++
      return new CheapSpan(name, parent, context, startTime, kind)
    },
    context: (run) => run()
  })
)

/** The calls of a program. Any failure invalidates the measurement. */
export interface Calls {
  readonly task: Effect.Effect<unknown, unknown>
  readonly listing: Effect.Effect<ReadonlyArray<unknown>, unknown>
  readonly stream?: Effect.Effect<number, unknown>
  readonly header?: Effect.Effect<unknown, unknown>
  readonly download?: (bytes: number) => Effect.Effect<number, unknown>
  readonly upload?: (bytes: number) => Effect.Effect<void, unknown>
}

/** A service with the calls, so that any layer can make them. */
export class Program extends Context.Tag("@effect-globus/benchmarks/Program")<Program, Calls>() {}

/** Makes a contender from a program. */
export const contender = async (
  layer: Layer.Layer<Program, unknown>,
  { storm }: Pick<Contender, "storm"> = {}
): Promise<Contender> => {
  const runtime = ManagedRuntime.make(layer)
  const { download, header, listing, stream, task, upload } = await runtime.runPromise(Program)
  return {
    task: () => runtime.runPromise(task),
    listing: () => runtime.runPromise(listing),
    inFibers: (calls, width, check) => {
      let left = calls
      const fiber = Effect.whileLoop({
        while: () => left > 0,
        body: () => {
          left--
          return task
        },
        step: check
      })
      return runtime.runPromise(
        Effect.forEach(Array.from({ length: width }), () => fiber, { concurrency: "unbounded", discard: true })
      )
    },
    ...(download === undefined ? {} : { download: (bytes: number) => runtime.runPromise(download(bytes)) }),
    ...(upload === undefined ? {} : { upload: (bytes: number) => runtime.runPromise(upload(bytes)) }),
    ...(stream === undefined ? {} : { stream: () => runtime.runPromise(stream) }),
    ...(header === undefined
      ? {}
      : {
          headers: (times: number) => {
            let left = times
            return runtime.runPromise(
              Effect.whileLoop({ while: () => left > 0, body: () => (left--, header), step: () => {} })
            )
          }
        }),
    ...(storm === undefined ? {} : { storm }),
    close: () => runtime.dispose()
  }
}
