/**
 * `helpers.jsonl`: calls of helpers of the Python SDK, which call a client in turn. Here a helper is a call of the client,
 * with a document from a builder where it takes one.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Arguments } from "./Argument.js"
import { camelCase, clients } from "./Clients.js"
import type { Helper, Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import { differences } from "./Differences.js"
import { helperDifferences } from "./HelperDifferences.js"
import * as Payloads from "./Payloads.js"
import * as ReplayServer from "./ReplayServer.js"
import * as Row from "./Row.js"
import * as Vectors from "./Vectors.js"

/** What a call of a helper is here. */
interface Ours {
  readonly client: string
  readonly operation: string
  /** Default: by the rules for every call. */
  readonly given?: Arguments
}

/** A method for one identity is an action of a batch; all others are methods of the client too. */
const groupsManager = ({ operation, params }: Helper): Ours | undefined => {
  const { group_id, identity_id, ...about } = params
  const document = Option.firstSomeOf(
    // `add_member` puts one under what `add_members` puts many under.
    [`${operation}s`, operation].map((call) =>
      Payloads.build({ class: "BatchMembershipActions", call, params: { identity_ids: [identity_id], ...about } })
    )
  )
  if (Option.isSome(document) && Predicate.isRecord(document.value)) {
    return {
      client: "GroupsClient",
      operation: "batch_membership_action",
      given: { argument: { group_id, ...document.value }, options: {} }
    }
  }
  return clients.get("GroupsClient")?.operations.has(camelCase(operation)) === true
    ? { client: "GroupsClient", operation }
    : undefined
}

const helpers: ReadonlyMap<string, (helper: Helper) => Ours | undefined> = new Map([["GroupsManager", groupsManager]])

const baseUrl = ({ exchanges: [first] }: Helper): string =>
  first !== undefined && URL.canParse(first.request.url) ? new URL(first.request.url).origin : ""

const held = (server: ReplayServer.ReplayServer, helper: Helper) => {
  const ours = helpers.get(helper.client)?.(helper)
  const clientClass = clients.get(ours?.client ?? "")
  if (ours === undefined || clientClass === undefined) {
    return Effect.succeed(Row.notYet(helpers.has(helper.client) ? `no ${helper.operation}` : `no ${helper.client}`))
  }
  const { given, ...names } = ours
  const vector: Vector = { ...helper, ...names, clientConfig: { baseUrl: baseUrl(helper) } }
  return Vectors.hold(server, { vector, clientClass, reading: "Pages", ...(given === undefined ? {} : { given }) }, [
    ...differences,
    ...helperDifferences
  ])
}

/** The verdicts of a corpus. One that has no `helpers.jsonl` has none. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const server = yield* ReplayServer.make
    const lines = yield* Corpus.lines(folder, "helpers.jsonl", Corpus.Helper)
    return yield* Effect.forEach(
      lines,
      ({ number, row }) =>
        Either.match(row, {
          onLeft: (reason) => Effect.succeed(Row.unreadable("helpers", number, reason)),
          onRight: (helper) =>
            Row.verdict(
              { section: "helpers", subject: `${helper.client}.${helper.operation}`, id: helper.id },
              held(server, helper)
            )
        }),
      { concurrency: 16 }
    )
  }).pipe(Effect.scoped)
