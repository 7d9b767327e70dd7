/**
 * Failures on demand: which requests go wrong, how, and how often. Faults are tried in the order they were asked for,
 * at most one a request, each counted down as it is applied; then the program's own choice, if it made one.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type { Arrival } from "./Journal.js"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"

/**
 * Which requests go wrong (all that match everything given; nothing given matches every request), and how.
 *
 * @since 0.1.0
 * @category options
 */
export interface FaultOptions {
  /** Stands in the journal with the requests that it is applied to. */
  readonly name?: string | undefined
  /** The operation's name in the declarations, such as `oauth2Token`. */
  readonly operation?: string | undefined
  /** The operation's resource server, such as `search.api.globus.org`: Transfer and Search both have a `getTask`. */
  readonly service?: string | undefined
  readonly method?: string | undefined
  /** The whole path without the query, or a pattern somewhere in it. */
  readonly path?: string | RegExp | undefined
  /** Answers with this status. Without `body` in the words of the service. */
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Answers with this text as it is, or with this document as JSON. Without `status`, as a success. */
  readonly body?: string | Readonly<Record<string, unknown>> | ReadonlyArray<unknown> | undefined
  /** Of `body`. Default: `text/plain` for a text, `application/json` for a document. */
  readonly contentType?: string | undefined
  /** Waits before anything else is done. Alone: the request is handled as ever, only later. */
  readonly delay?: Duration.DurationInput | undefined
  /** Drops the connection instead of an answer. */
  readonly drop?: boolean | undefined
  /** Handles the request, then fails: what was asked for is done, and the caller does not learn of it. */
  readonly after?: boolean | undefined
  /** Handles the request and cuts its answer in the middle: as if it were all, or with `drop` as the connection goes. */
  readonly truncate?: boolean | undefined
  /** How many requests. Default: 1. `Infinity`: until `clearFaults`. */
  readonly times?: number | undefined
}

/**
 * A program's own choice, asked once for each request: what goes wrong with it, if anything. `times` counts for nothing.
 *
 * @since 0.1.0
 * @category models
 */
export type Choice = (request: Arrival) => FaultOptions | undefined

/**
 * The faults that were asked for and are not used up.
 *
 * @since 0.1.0
 * @category services
 */
export class Faults extends Context.Tag("@effect-globus/sandbox/Faults")<Faults, Faults.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Faults {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    readonly add: (fault: FaultOptions) => Effect.Effect<void, SandboxError>
    /** From now on this chooses for the requests that no other fault is meant for. A fault that makes no sense is a defect. */
    readonly choose: (choice: Choice) => Effect.Effect<void>
    readonly clear: Effect.Effect<void>
    /** The fault for this request, if there is one; it counts as applied. */
    readonly take: (request: Arrival) => Effect.Effect<Option.Option<FaultOptions>>
  }
}

/**
 * Whether a fault is meant for a request.
 *
 * @since 0.1.0
 * @category predicates
 */
export const matches = (
  fault: FaultOptions,
  request: Pick<Arrival, "operation" | "service" | "method" | "path">
): boolean =>
  (fault.operation === undefined || fault.operation === request.operation) &&
  (fault.service === undefined || fault.service === request.service) &&
  (fault.method === undefined || fault.method.toUpperCase() === request.method) &&
  (fault.path === undefined ||
    (typeof fault.path === "string" ? fault.path === request.path : request.path.search(fault.path) >= 0))

const check = (fault: FaultOptions): SandboxError | undefined => {
  const { body, delay, drop, status, times = 1, truncate } = fault
  if (!(times === Infinity || (Number.isInteger(times) && times > 0))) {
    return wrong("times", "give a whole number from 1 up, or Infinity")
  }
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    return wrong("status", "give an HTTP status from 200 to 599")
  }
  if (delay !== undefined && Option.isNone(Duration.decodeUnknown(delay))) {
    return wrong("delay", 'give a duration, such as "2 seconds"')
  }
  const answers = status !== undefined || body !== undefined
  if (answers && (drop === true || truncate === true)) {
    return wrong("fault", "give an answer (status, body), or drop or truncate")
  }
  if (!answers && drop !== true && truncate !== true) {
    if (delay === undefined) return wrong("fault", "say what goes wrong: status, body, delay, drop or truncate")
    if (fault.after === true)
      return wrong("after", "give what fails after the request is handled: status, body or drop")
  }
  return undefined
}

interface Pending {
  readonly fault: FaultOptions
  readonly left: number
}

/**
 * No faults yet.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Faults.Service> = Effect.gen(function* () {
  const pending = yield* Ref.make<ReadonlyArray<Pending>>([])
  const choice = yield* Ref.make<Choice>(() => undefined)

  const chosen = (request: Arrival) =>
    Effect.flatMap(Ref.get(choice), (choose) => {
      const fault = choose(request)
      return fault === undefined ? Effect.succeedNone : Effect.orDie(check(fault) ?? Effect.succeedSome(fault))
    })

  return {
    add: (fault) =>
      Effect.suspend(() => check(fault) ?? Ref.update(pending, (all) => [...all, { fault, left: fault.times ?? 1 }])),
    choose: (choose) => Ref.set(choice, choose),
    clear: Effect.zipRight(
      Ref.set(pending, []),
      Ref.set(choice, () => undefined)
    ),
    take: (request) =>
      Effect.flatMap(
        Ref.modify(pending, (all): readonly [FaultOptions | undefined, ReadonlyArray<Pending>] => {
          const found = all.find(({ fault }) => matches(fault, request))
          if (found === undefined) return [undefined, all]
          const left = { ...found, left: found.left - 1 }
          return [found.fault, all.flatMap((one) => (one !== found ? [one] : left.left > 0 ? [left] : []))]
        }),
        (fault) => (fault === undefined ? chosen(request) : Effect.succeedSome(fault))
      )
  }
})

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Faults> => Layer.effect(Faults, make)
