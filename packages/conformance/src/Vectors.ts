/** `vectors.jsonl`: each recorded call, made by our client against a server that plays the recorded answers. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Authorizers from "./Authorizers.js"
import type { Reading } from "./Call.js"
import * as Call from "./Call.js"
import type { ClientClass } from "./Clients.js"
import { clients } from "./Clients.js"
import type { Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import { differences, type Held } from "./Differences.js"
import * as Mismatches from "./Mismatch.js"
import * as OutcomeComparison from "./OutcomeComparison.js"
import * as PythonOnly from "./PythonOnly.js"
import * as ReplayServer from "./ReplayServer.js"
import * as RequestComparison from "./RequestComparison.js"
import type { Verdict } from "./Verdict.js"

type Finding = Pick<Verdict, "outcome" | "detail">

const section = "vectors"

/** Each mismatch needs a difference that excuses it. */
const judge = (held: Held): Finding => {
  if (held.mismatches.length === 0) return { outcome: "passed", detail: "" }
  const excuses = held.mismatches.map((mismatch) => ({
    mismatch,
    difference: differences.find(({ excuses }) => excuses(mismatch, held))
  }))
  const unexcused = excuses.filter(({ difference }) => difference === undefined)
  return unexcused.length > 0
    ? { outcome: "failed", detail: unexcused.map(({ mismatch }) => Mismatches.print(mismatch)).join("\n") }
    : { outcome: "by design", detail: [...new Set(excuses.map(({ difference }) => difference?.name ?? ""))].join(", ") }
}

const hold = (
  server: ReplayServer.ReplayServer,
  vector: Vector,
  clientClass: ClientClass,
  reading: Reading
): Effect.Effect<Finding, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const order = { unordered: vector.unordered === true }
    const exchanges = Authorizers.exchanges(vector)
    const replay = server.play(exchanges)
    const made = yield* Call.make(vector, clientClass, replay, reading)
    if ("notYet" in made) return { outcome: "not yet", detail: made.notYet }
    return judge({
      vector,
      exchanges,
      made,
      mismatches: [
        ...RequestComparison.requests(exchanges, replay.heard, order),
        ...OutcomeComparison.outcome(vector, exchanges, made, reading, order)
      ]
    })
  })

/** A list is read twice, by pages and by items. */
const held = (
  server: ReplayServer.ReplayServer,
  vector: Vector
): Effect.Effect<Finding, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const clientClass = clients.get(vector.client)
    if (clientClass === undefined) return { outcome: "not yet", detail: `no ${vector.client}` }
    const pythonOnly = PythonOnly.reason(vector)
    if (Option.isSome(pythonOnly)) return { outcome: "by design", detail: pythonOnly.value }
    const first = yield* hold(server, vector, clientClass, "Pages")
    if (vector.mode !== "pages" || first.outcome === "failed" || first.outcome === "not yet") return first
    const second = yield* hold(server, vector, clientClass, "Stream")
    return second.outcome === "passed" ? first : second
  })

/** The verdicts of a corpus. One that has no `vectors.jsonl` has none. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const server = yield* ReplayServer.make
    const lines = yield* Corpus.lines(folder, "vectors.jsonl", Corpus.Vector)
    return yield* Effect.forEach(
      lines,
      ({ number, row }): Effect.Effect<Verdict, never, HttpClient.HttpClient> => {
        if (Either.isLeft(row)) {
          return Effect.succeed({
            section,
            subject: "rows that can not be understood",
            id: `line ${number}`,
            outcome: "failed",
            detail: row.left
          })
        }
        const vector = row.right
        return held(server, vector).pipe(
          Effect.timeoutFail({ duration: "30 seconds", onTimeout: () => "it did not end within 30 seconds" }),
          Effect.catchAllCause((cause): Effect.Effect<Finding> =>
            Effect.succeed({ outcome: "failed", detail: `the call could not be made: ${String(cause)}` })
          ),
          Effect.map((finding) => ({
            section,
            subject: `${vector.client}.${vector.operation}`,
            id: vector.id,
            ...finding
          }))
        )
      },
      { concurrency: 32 }
    )
  }).pipe(Effect.scoped)
