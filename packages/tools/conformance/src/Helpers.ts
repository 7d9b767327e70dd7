/**
 * `helpers.jsonl`: calls of helpers of the Python SDK, which call a client in turn. Here a helper is a call of the client,
 * with a document from a builder where it takes one.
 */
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as IdentityMap from "@effect-globus/sdk/auth/IdentityMap"
import * as GCSCollectionClient from "@effect-globus/sdk/collections/GCSCollectionClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Arguments } from "./Argument.js"
import * as Authorizers from "./Authorizers.js"
import type { ClientClass } from "./Clients.js"
import { camelCase, clients, someId, withAuthorization } from "./Clients.js"
import type { Helper, Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import { differences } from "./Differences.js"
import { helperDifferences } from "./HelperDifferences.js"
import * as Payloads from "./Payloads.js"
import * as ReplayServer from "./ReplayServer.js"
import * as Row from "./Row.js"
import * as Vectors from "./Vectors.js"

/** What a call of a helper is here. */
interface Ours extends Pick<Vector, "operation"> {
  readonly client: ClientClass
  /** Default: by the rules for every call. */
  readonly given?: Arguments
  /** What stands instead in the recording. */
  readonly recorded?: Partial<Vector>
  /** What of the last answer's document the call gives. Default: all of it. */
  readonly answer?: (document: unknown) => unknown
  /** What of the recording is Python's alone, and why. */
  readonly left?: string
}

const inGroups = (operation: string, given?: Arguments): Ours | undefined => {
  const client = clients.get("GroupsClient")
  return client?.operations.has(camelCase(operation)) === true
    ? { client, operation, ...(given === undefined ? {} : { given }) }
    : undefined
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
    return inGroups("batch_membership_action", { argument: { group_id, ...document.value }, options: {} })
  }
  return inGroups(operation)
}

/** What a request of an identity map asks for. */
const isKeys = ([name]: readonly [string, string]): boolean => name === "ids" || name === "usernames"

/**
 * One key of those that were waiting, which its request has: here they are those of one `getAll`. A key that Globus does not
 * know is an error of Python's, or the default that was given: here it is none.
 */
const identityMap = ({ exchanges, operation, outcome, params: { key } }: Helper): Ours | Row.Finding | undefined => {
  if (operation !== "__getitem__" && operation !== "get") return undefined
  if (exchanges.length === 0) return Row.byDesign("it was remembered from another call, which is not in the recording")
  const asked = exchanges[0]?.request.query ?? []
  // With the key itself, in case that the recorded request is not for it.
  const keys = [...(asked.find(isKeys)?.[1].split(",") ?? []), String(key)]
  const provision = asked.some(([name, value]) => name === "provision" && value === "true")
  return {
    client: {
      operations: new Map(),
      make: withAuthorization((options) =>
        Effect.map(
          Effect.provideServiceEffect(IdentityMap.make({ provision }), AuthClient.AuthClient, AuthClient.make(options)),
          ({ getAll }) => ({
            lookUp: () => Effect.map(getAll(keys), (found) => found.get(String(key)) ?? null)
          })
        )
      )
    },
    operation: "look_up",
    recorded: { outcome: outcome.ok === true || outcome.error === "KeyError" ? { ok: true } : outcome },
    answer: (document) => {
      const identities = Predicate.isRecord(document) ? document["identities"] : undefined
      const isIt = (identity: unknown) =>
        Predicate.isRecord(identity) && (identity["id"] === key || identity["username"] === key)
      return (Array.isArray(identities) ? identities.find(isIt) : undefined) ?? null
    }
  }
}

/**
 * A file by its URL alone: Python asks without a token, takes the collection's id from the login page that it is sent to,
 * and asks Transfer which scopes that needs. Here the collection and its authorizer are what a client is made with: what is
 * held is the token that an application gets for the collection, and the file.
 */
const downloader = ({ exchanges, operation, params: { file_uri } }: Helper): Ours | undefined => {
  if (operation !== "read_file" || !Predicate.isString(file_uri) || !URL.canParse(file_uri)) return undefined
  const { origin, pathname } = new URL(file_uri)
  const token = exchanges.filter(Authorizers.isTokenRequest).at(-1)
  const answered = token !== undefined && "status" in token.response ? token.response.body : undefined
  const collectionId =
    Predicate.isRecord(answered) && Predicate.isString(answered["resource_server"])
      ? answered["resource_server"]
      : someId
  return {
    client: {
      operations: new Map(),
      make: withAuthorization(({ baseUrl: collectionAddress = "", ...options }) =>
        Effect.map(GCSCollectionClient.make({ ...options, collectionAddress, collectionId }), ({ get }) => ({
          readFile: () => Effect.map(get(`${collectionAddress}${pathname}`), (bytes) => new TextDecoder().decode(bytes))
        }))
      )
    },
    operation,
    given: { argument: {}, options: {} },
    recorded: {
      clientConfig: { baseUrl: origin, ...(token === undefined ? {} : { app: "ClientApp" }) },
      exchanges: token === undefined ? exchanges : exchanges.slice(exchanges.indexOf(token))
    },
    ...(token === undefined
      ? {}
      : {
          left: "the collection and its scopes are said, not looked for: whose token goes where is the program's to say"
        })
  }
}

const helpers = new Map<string, (helper: Helper) => Ours | Row.Finding | undefined>([
  ["GCSDownloader", downloader],
  ["GroupsManager", groupsManager],
  ["IdentityMap", identityMap]
])

const baseUrl = ({ exchanges: [first] }: Helper): string =>
  first !== undefined && URL.canParse(first.request.url) ? new URL(first.request.url).origin : ""

const held = (server: ReplayServer.ReplayServer, helper: Helper) => {
  const ours = helpers.get(helper.client)?.(helper)
  if (ours === undefined) {
    return Effect.succeed(Row.notYet(helpers.has(helper.client) ? `no ${helper.operation}` : `no ${helper.client}`))
  }
  if ("outcome" in ours) return Effect.succeed(ours)
  const { answer, client, given, left, operation, recorded } = ours
  const vector: Vector = { ...helper, clientConfig: { baseUrl: baseUrl(helper) }, operation, ...recorded }
  return Effect.map(
    Vectors.hold(
      server,
      {
        vector,
        clientClass: client,
        reading: "Pages",
        ...(given === undefined ? {} : { given }),
        ...(answer === undefined ? {} : { answer })
      },
      [...differences, ...helperDifferences]
    ),
    (finding) =>
      left !== undefined && finding.outcome !== "failed"
        ? Row.byDesign([left, finding.detail].filter((detail) => detail !== "").join(", "))
        : finding
  )
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
