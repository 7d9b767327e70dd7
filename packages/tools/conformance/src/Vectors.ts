/** `vectors.jsonl`: each recorded call, made by our client against a server that plays the recorded answers. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Authorizers from "./Authorizers.js"
import type { Reading } from "./Call.js"
import * as Call from "./Call.js"
import * as ClientPool from "./ClientPool.js"
import { clients, specimens } from "./Clients.js"
import type { Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import { isElsewhere } from "./differences/pythonOnly.js"
import * as Judge from "./Judge.js"
import type { Mismatch } from "./Mismatch.js"
import * as OutcomeComparison from "./OutcomeComparison.js"
import * as ReplayServer from "./ReplayServer.js"
import * as RequestComparison from "./RequestComparison.js"
import * as ScopeRequirements from "./ScopeRequirements.js"
import * as Verdict from "./Verdict.js"

/** A call to hold, and what is to be said of it beside the call itself. */
export interface HeldCall extends Omit<Call.Options, "exchanges"> {
  /** What the call gives of the last answer's document. Default: all of it. */
  readonly answer?: (document: unknown) => unknown
  /** Differences that are known before the call. */
  readonly known?: ReadonlyArray<Mismatch>
}

/** Holds our client against a recorded call. */
export const hold = (
  pool: ClientPool.ClientPool,
  { answer, known = [], ...call }: HeldCall
): Effect.Effect<Verdict.Finding, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { reading, vector } = call
    const order = { unordered: vector.unordered === true }
    const exchanges = Authorizers.exchanges(vector)
    const called = yield* Call.make(pool, { ...call, exchanges })
    if (Option.isNone(called)) {
      return Verdict.notYet(`no ${vector.clientConfig.authorizer ?? vector.clientConfig.app ?? "authorizer"}`)
    }
    const made = called.value
    return Judge.judge(
      [
        ...known,
        ...RequestComparison.requests(exchanges, made.heard, order),
        ...OutcomeComparison.outcome(vector, exchanges, made, { answer, order, reading }),
        ...OutcomeComparison.sleeps(vector, made)
      ],
      { kind: "call", facts: { vector, exchanges, made } }
    )
  })

const isIds = Schema.is(Schema.Union(Schema.String, Schema.Array(Schema.String)))

/** A refused call that would add to an app's scopes. Ours gives such a scope, or refuses as well. */
const refusedScope = ({ client, operation, outcome: { error, message }, params }: Vector) => {
  const [arg] = Object.values(params)
  return error === "ValidationError" && ScopeRequirements.isHelper(client, operation) && isIds(arg)
    ? { client, helper: operation, arg, ok: false, message: String(message) }
    : undefined
}

/** A list is read twice, page by page and item by item. */
const readings = ({ mode }: Corpus.Head): ReadonlyArray<Reading> => (mode === "pages" ? ["Pages", "Stream"] : ["Pages"])

const decodeHead = Schema.decodeUnknownOption(Corpus.Head)

/** The verdicts of `vectors.jsonl`. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const pool = ClientPool.make(yield* ReplayServer.make)
    const known = yield* specimens
    const lines = yield* Corpus.lines(folder, "vectors.jsonl", Corpus.Vector)

    /** What our clients lack for a vector's call. */
    const lacking = (head: Corpus.Head): string | undefined => {
      const specimen = known.get(head.client)
      if (specimen === undefined) return `no ${head.client}`
      const missing = readings(head).find((reading) => Call.find(specimen, head, reading) === undefined)
      return missing === undefined ? undefined : `no ${Call.nameOf(head, missing)}`
    }

    const held = (vector: Vector): Effect.Effect<Verdict.Finding, unknown, HttpClient.HttpClient> => {
      const clientClass = clients.get(vector.client)
      const lack = lacking(vector)
      const refusal = refusedScope(vector)
      if (refusal !== undefined) return ScopeRequirements.holdHelper(refusal)
      if (clientClass === undefined || (lack !== undefined && !isElsewhere(vector))) {
        return Effect.succeed(Verdict.notYet(lack ?? `no ${vector.client}`))
      }
      const unheld = Judge.unheld({ kind: "recorded call", facts: vector })
      if (unheld !== undefined) return Effect.succeed(unheld)
      return Effect.map(
        Effect.forEach(readings(vector), (reading) => hold(pool, { vector, clientClass, reading })),
        Verdict.worst
      )
    }

    /** A row that cannot be read is no failure if our clients have nothing to hold against it. */
    const unreadable = ({ json, number }: Corpus.Line<Vector>, reason: string): Verdict.Verdict => {
      const failed = Verdict.unreadable("vectors", `row ${number}`, reason)
      const head = decodeHead(json)
      const lack = Option.isSome(head) ? lacking(head.value) : undefined
      return lack === undefined ? failed : { ...failed, ...Verdict.notYet(lack) }
    }

    return yield* Effect.forEach(
      lines,
      (line) =>
        Either.match(line.row, {
          onLeft: (reason) => Effect.succeed(unreadable(line, reason)),
          onRight: (vector) =>
            Verdict.make({ section: "vectors", subject: `${vector.client}.${vector.operation}`, id: vector.id }, () =>
              held(vector)
            )
        }),
      { concurrency: 12 }
    )
  }).pipe(Effect.scoped)
