/** `vectors.jsonl`: each recorded call, made by our client against a server that plays the recorded answers. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Authorizers from "./Authorizers.js"
import type { Reading } from "./Call.js"
import * as Call from "./Call.js"
import { clients, specimens } from "./Clients.js"
import type { Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import type { Difference } from "./Differences.js"
import { differences } from "./Differences.js"
import * as Excuses from "./Excuses.js"
import * as OutcomeComparison from "./OutcomeComparison.js"
import * as PythonOnly from "./PythonOnly.js"
import * as ReplayServer from "./ReplayServer.js"
import * as RequestComparison from "./RequestComparison.js"
import * as Row from "./Row.js"
import * as ScopeRequirements from "./ScopeRequirements.js"
import type { Verdict } from "./Verdict.js"

/** What our client makes of a recorded call. */
export const hold = (
  server: ReplayServer.ReplayServer,
  call: Omit<Call.Options, "replay">,
  allowed: ReadonlyArray<Difference> = differences
): Effect.Effect<Row.Finding, unknown, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const { reading, vector } = call
    const order = { unordered: vector.unordered === true }
    const exchanges = Authorizers.exchanges(vector)
    const replay = server.play(exchanges)
    const called = yield* Call.make({ ...call, replay })
    if (Option.isNone(called)) {
      return Row.notYet(`no ${vector.clientConfig.authorizer ?? vector.clientConfig.app ?? "authorizer"}`)
    }
    const made = called.value
    return Excuses.judge(
      [
        ...RequestComparison.requests(exchanges, replay.heard, order),
        ...OutcomeComparison.outcome(vector, exchanges, made, { answer: call.answer, order, reading }),
        ...OutcomeComparison.sleeps(vector, made)
      ],
      { vector, exchanges, heard: replay.heard, made },
      allowed
    )
  })

const isIds = Schema.is(Schema.Union(Schema.String, Schema.Array(Schema.String)))

/** A call that was to add to an app's scopes, and was refused: ours gives such a scope, or refuses as well. */
const refusedScope = ({ client, operation, outcome: { error, message }, params }: Vector) => {
  const [arg] = Object.values(params)
  return error === "ValidationError" && ScopeRequirements.isHelper(client, operation) && isIds(arg)
    ? { client, helper: operation, arg, ok: false, message: String(message) }
    : undefined
}

/** A list is read twice, by pages and by items. */
const readings = ({ mode }: Corpus.Head): ReadonlyArray<Reading> => (mode === "pages" ? ["Pages", "Stream"] : ["Pages"])

const decodeHead = Schema.decodeUnknownOption(Corpus.Head)

/** The verdicts of a corpus. One that has no `vectors.jsonl` has none. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const server = yield* ReplayServer.make
    const known = yield* specimens
    const lines = yield* Corpus.lines(folder, "vectors.jsonl", Corpus.Vector)

    /** What our clients have not yet of a vector's call. */
    const lacking = (head: Corpus.Head): string | undefined => {
      const specimen = known.get(head.client)
      if (specimen === undefined) return `no ${head.client}`
      const missing = readings(head).find((reading) => Call.find(specimen, head, reading) === undefined)
      return missing === undefined ? undefined : `no ${Call.nameOf(head, missing)}`
    }

    const held = (vector: Vector): Effect.Effect<Row.Finding, unknown, HttpClient.HttpClient> => {
      const clientClass = clients.get(vector.client)
      const lack = lacking(vector)
      const refusal = refusedScope(vector)
      if (refusal !== undefined) return ScopeRequirements.holdHelper(refusal)
      if (clientClass === undefined || (lack !== undefined && !PythonOnly.isElsewhere(vector))) {
        return Effect.succeed(Row.notYet(lack ?? ""))
      }
      const pythonOnly = PythonOnly.reason(vector)
      if (Option.isSome(pythonOnly)) return Effect.succeed(Row.byDesign(pythonOnly.value))
      return Effect.map(
        Effect.forEach(readings(vector), (reading) => hold(server, { vector, clientClass, reading })),
        Row.worst
      )
    }

    /** A row that can not be understood is no fault where there is nothing to hold against it. */
    const unreadable = ({ json, number }: Corpus.Line<Vector>, reason: string): Verdict => {
      const failed = Row.unreadable("vectors", number, reason)
      const head = decodeHead(json)
      const lack = Option.isSome(head) ? lacking(head.value) : undefined
      return lack === undefined ? failed : { ...failed, ...Row.notYet(lack) }
    }

    return yield* Effect.forEach(
      lines,
      (line) =>
        Either.match(line.row, {
          onLeft: (reason) => Effect.succeed(unreadable(line, reason)),
          onRight: (vector) =>
            Row.verdict(
              { section: "vectors", subject: `${vector.client}.${vector.operation}`, id: vector.id },
              held(vector)
            )
        }),
      { concurrency: 32 }
    )
  }).pipe(Effect.scoped)
