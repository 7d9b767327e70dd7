/**
 * What was asked of the sandbox, request by request, so that a test can count. No token, code or secret stands in it:
 * of a token only a fingerprint, by which tokens can be told apart.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { createHash } from "node:crypto"

/**
 * A request, from its arrival on.
 *
 * @since 0.1.0
 * @category models
 */
export interface JournalEntry {
  /** Epoch milliseconds of its arrival. */
  readonly time: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Values of secret parameters (`code`, `access_token`, …) are fingerprints. */
  readonly query: Readonly<Record<string, string | ReadonlyArray<string>>>
  /** The operation's name in the declarations; undefined when the sandbox has no such route. */
  readonly operation: string | undefined
  /** The service the operation belongs to, by its resource server. */
  readonly service: string | undefined
  /** `Bearer`, `Basic`, … as it was sent. */
  readonly scheme: string | undefined
  /** The bearer token's fingerprint. */
  readonly token: string | undefined
  /** The resource server that the token is for; undefined for a token that was never issued. */
  readonly tokenResourceServer: string | undefined
  /** The client that the token was issued to, or that identified itself. */
  readonly clientId: string | undefined
  /** At the token endpoint. */
  readonly grantType: string | undefined
  /** Whether a fault was applied. */
  readonly fault: boolean
  /** The name of that fault, if it has one. */
  readonly faultName: string | undefined
  /** `dropped`: the connection was, on purpose. `interrupted`: the caller went away. */
  readonly outcome: "pending" | "answered" | "dropped" | "interrupted"
  /** Of the answer, when there was one. */
  readonly status: number | undefined
  /** Epoch milliseconds of its end: before its caller knows of it. Undefined while it is pending. */
  readonly endTime: number | undefined
}

/**
 * What is known of a request when it arrives.
 *
 * @since 0.1.0
 * @category models
 */
export interface Arrival extends Omit<
  JournalEntry,
  "time" | "fault" | "faultName" | "outcome" | "status" | "endTime"
> {}

/**
 * The first 16 hexadecimal digits of the SHA-256 of a secret.
 *
 * @since 0.1.0
 * @category hashing
 */
export const fingerprint = (secret: string): string => createHash("sha256").update(secret).digest("hex").slice(0, 16)

/**
 * What was asked of the sandbox.
 *
 * @since 0.1.0
 * @category services
 */
export class Journal extends Context.Tag("@effect-globus/sandbox/Journal")<Journal, Journal.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Journal {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** In the order of arrival. */
    readonly entries: Effect.Effect<ReadonlyArray<JournalEntry>>
    readonly clear: Effect.Effect<void>
    /** The entries, once they are as wanted. */
    readonly awaitEntries: (
      wanted: (entries: ReadonlyArray<JournalEntry>) => boolean
    ) => Effect.Effect<ReadonlyArray<JournalEntry>>
    /** Writes down an arrival; the effect it yields changes that entry later. */
    readonly open: (
      arrival: Arrival
    ) => Effect.Effect<(change: Partial<Omit<JournalEntry, "time" | "endTime">>) => Effect.Effect<void>>
  }
}

/**
 * An empty journal.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Journal.Service> = Effect.gen(function* () {
  // Lines are changed in place: a copy of the book for each request would cost the square of their number.
  const book = yield* Ref.make<Array<{ entry: JournalEntry }>>([])
  const revision = yield* SubscriptionRef.make(0)
  const revised = SubscriptionRef.update(revision, (revision) => revision + 1)
  const entries = Effect.map(Ref.get(book), (lines): ReadonlyArray<JournalEntry> => lines.map(({ entry }) => entry))
  return {
    entries,
    clear: Effect.zipRight(Ref.set(book, []), revised),
    awaitEntries: (wanted) =>
      revision.changes.pipe(
        Stream.mapEffect(() => entries),
        Stream.filter(wanted),
        Stream.runHead,
        Effect.map(Option.getOrElse((): ReadonlyArray<JournalEntry> => []))
      ),
    open: (arrival) =>
      Effect.gen(function* () {
        const time = yield* Clock.currentTimeMillis
        const line: { entry: JournalEntry } = {
          entry: {
            time,
            ...arrival,
            fault: false,
            faultName: undefined,
            outcome: "pending",
            status: undefined,
            endTime: undefined
          }
        }
        yield* Ref.update(book, (lines) => {
          lines.push(line)
          return lines
        })
        yield* revised
        return (change) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            line.entry = { ...line.entry, ...change, ...(change.outcome === undefined ? {} : { endTime: now }) }
            return revised
          })
      })
  }
})

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Journal> => Layer.effect(Journal, make)
