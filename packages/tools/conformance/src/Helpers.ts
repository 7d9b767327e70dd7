/**
 * `helpers.jsonl`: calls of helpers of the Python SDK, which call a client. Here each is a call of the client itself, with a
 * document from a builder if the operation takes one.
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
import * as ClientPool from "./ClientPool.js"
import type { ClientClass } from "./Clients.js"
import { camelCase, clients, someId, withAuthorization } from "./Clients.js"
import type { Exchange, Helper, Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import * as Judge from "./Judge.js"
import * as Payloads from "./Payloads.js"
import * as ReplayServer from "./ReplayServer.js"
import * as Vectors from "./Vectors.js"
import * as Verdict from "./Verdict.js"

/** The call of ours that stands for a call of a helper. */
interface Ours extends Pick<Vector, "operation"> {
  readonly client: ClientClass
  /** The arguments. Default: by the rules for every call. */
  readonly given?: Arguments
  /** Changes of the recording. */
  readonly recorded?: Partial<Vector>
  /** What the call gives of the last answer's document. Default: all of it. */
  readonly answer?: (document: unknown) => unknown
  /** The requests of the recording that Python alone makes. */
  readonly left?: ReadonlyArray<Exchange>
}

const inGroups = (operation: string, given?: Arguments): Ours | undefined => {
  const client = clients.get("GroupsClient")
  return client?.operations.has(camelCase(operation)) === true
    ? { client, operation, ...(given === undefined ? {} : { given }) }
    : undefined
}

/** A method for one identity is an action of a batch. All others are methods of the client too. */
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

/** Whether a parameter of a request has the keys that an identity map asks for. */
const isKeys = ([name]: readonly [string, string]): boolean => name === "ids" || name === "usernames"

/**
 * Python's map looks up a key together with all that were waiting, which the recorded request has. Here they are the keys of
 * one `getAll`. A key that Globus does not know is an error in Python, or the given default; here it is absent.
 */
const identityMap = ({ exchanges, operation, outcome, params: { key } }: Helper): Ours | undefined => {
  if (operation !== "__getitem__" && operation !== "get") return undefined
  const asked = exchanges[0]?.request.query ?? []
  // The key itself is among them, even if the recorded request is not for it.
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
 * Python's downloader reads a file by its URL alone. It asks without a token, takes the collection's id from the login page
 * that it is sent to, and asks Transfer which scopes are needed. Here a client is made with the collection and its
 * authorizer. Held are the token that an application gets for the collection, and the file.
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
    ...(token === undefined ? {} : { left: exchanges.slice(0, exchanges.indexOf(token)) })
  }
}

const helpers = new Map<string, (helper: Helper) => Ours | undefined>([
  ["GCSDownloader", downloader],
  ["GroupsManager", groupsManager],
  ["IdentityMap", identityMap]
])

const baseUrl = ({ exchanges: [first] }: Helper): string =>
  first !== undefined && URL.canParse(first.request.url) ? new URL(first.request.url).origin : ""

const held = (pool: ClientPool.ClientPool, helper: Helper) => {
  const ours = helpers.get(helper.client)?.(helper)
  if (ours === undefined) {
    return Effect.succeed(Verdict.notYet(helpers.has(helper.client) ? `no ${helper.operation}` : `no ${helper.client}`))
  }
  const unheld = Judge.unheld({ kind: "helper", facts: helper })
  if (unheld !== undefined) return Effect.succeed(unheld)
  const { answer, client, given, left = [], operation, recorded } = ours
  const vector: Vector = { ...helper, clientConfig: { baseUrl: baseUrl(helper) }, operation, ...recorded }
  return Vectors.hold(pool, {
    vector,
    clientClass: client,
    reading: "Pages",
    ...(left.length === 0 ? {} : { known: [{ place: "requests left out", recorded: left.length, ours: undefined }] }),
    ...(given === undefined ? {} : { given }),
    ...(answer === undefined ? {} : { answer })
  })
}

/** The verdicts of `helpers.jsonl`. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const pool = ClientPool.make(yield* ReplayServer.make)
    const lines = yield* Corpus.lines(folder, "helpers.jsonl", Corpus.Helper)
    return yield* Effect.forEach(
      lines,
      ({ number, row }) =>
        Either.match(row, {
          onLeft: (reason) => Effect.succeed(Verdict.unreadable("helpers", `row ${number}`, reason)),
          onRight: (helper) =>
            Verdict.make({ section: "helpers", subject: `${helper.client}.${helper.operation}`, id: helper.id }, () =>
              held(pool, helper)
            )
        }),
      { concurrency: 8 }
    )
  }).pipe(Effect.scoped)
