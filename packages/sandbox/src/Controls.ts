/**
 * The hands on the sandbox: what its service does to the state that the handlers share.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { State } from "./App.js"
import type { Client, ClientOptions, User, UserOptions } from "./auth/Directory.js"
import { Directory, toSecret } from "./auth/Directory.js"
import { Grants } from "./auth/Grants.js"
import { IdToken } from "./auth/IdToken.js"
import { asksForRefreshTokens, ScopeTable } from "./auth/ScopeTable.js"
import * as TokenAnswer from "./auth/TokenAnswer.js"
import { refusal, Visitor } from "./auth/Visitor.js"
import { Connection } from "./Connection.js"
import { Faults } from "./Faults.js"
import { endpointId } from "./gcs/SandboxEndpoint.js"
import { Journal } from "./Journal.js"
import type { SeededCollection, SubmittedTask, TokenOptions } from "./Options.js"
import { wrong } from "./SandboxError.js"
import type { Seed } from "./Seed.js"
import { checkLife } from "./Seed.js"
import type { CollectionOptions } from "./transfer/Collections.js"
import * as Collections from "./transfer/Collections.js"
import { TaskEngine } from "./transfer/TaskEngine.js"
import type { Task } from "./transfer/Tasks.js"

/** Timers has two names: the Python SDK reads the first, the JavaScript SDK the second. */
const services = ["AUTH", "APP", "TRANSFER", "GROUPS", "SEARCH", "FLOWS", "TIMER", "TIMERS", "COMPUTE"]

const submitted = (task: Task): SubmittedTask => ({
  id: task.id,
  submissionId: task.submissionId,
  ownerId: task.ownerId,
  type: task.job._tag === "Transfer" ? "TRANSFER" : "DELETE",
  label: task.job.document.label ?? undefined,
  status: task.status,
  requestTime: task.requestTime,
  completionTime: task.completionTime
})

/**
 * The controls of an app. Its collections are added on the way.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (state: Context.Context<State>, seed: Seed) =>
  Effect.gen(function* () {
    const connection = Context.get(state, Connection)
    const collections = Context.get(state, Collections.Collections)
    const directory = Context.get(state, Directory)
    const faults = Context.get(state, Faults)
    const grants = Context.get(state, Grants)
    const journal = Context.get(state, Journal)
    const scopes = Context.get(state, ScopeTable)
    const tasks = Context.get(state, TaskEngine)
    const visitor = Context.get(state, Visitor)
    // Globus's own SDK joins the page of the code to the URL by hand: without the slash that link is broken.
    const baseUrl = `${connection.origin}/`
    const [firstUser] = seed.users

    const addCollection = (options: CollectionOptions, place: string) =>
      Effect.gen(function* () {
        const owned = { ownerId: firstUser.sub, ownerName: firstUser.username, ...options }
        const { displayName, document, id } = yield* Effect.mapError(collections.add(owned), ({ message, option }) =>
          wrong(`${place}.${option}`, message)
        )
        yield* scopes.addCollection(id, { dataAccess: Collections.hasDataAccess(document) })
        return { id, displayName } satisfies SeededCollection
      })

    const identity = (user: User | string | undefined) => {
      if (user === undefined) return Effect.succeed(firstUser)
      const name = typeof user === "string" ? user : user.sub
      return Effect.zipWith(directory.identity(name), directory.identityByName(name), (byId, byName) =>
        Option.orElse(byId, () => byName)
      ).pipe(
        Effect.flatMap(
          Option.match({
            onNone: () => wrong("user", `there is no user ${name}: add it first`),
            onSome: Effect.succeed
          })
        )
      )
    }

    const issueTokens = (options: TokenOptions) =>
      Effect.gen(function* () {
        const { sub } = yield* identity(options.user)
        const clientId = options.clientId ?? seed.confidentialClient.id
        const client = yield* directory.client(clientId)
        if (Option.isNone(client)) return yield* wrong("clientId", `there is no client ${clientId}: add it first`)
        const asked = [options.scopes].flat().join(" ")
        const granted = yield* Effect.mapError(scopes.read(asked), (flaw) => wrong("scopes", flaw))
        const accessTokenLife =
          options.accessTokenLife === undefined ? undefined : yield* checkLife(options.accessTokenLife)
        const issued = yield* grants.issue({
          sub,
          clientId: client.value.id,
          granted,
          refreshTokens: options.refreshTokens ?? asksForRefreshTokens(asked),
          accessTokenLife
        })
        return yield* TokenAnswer.make(issued, { nonce: options.nonce, idToken: sub !== client.value.id })
      })

    const revoke = (kind: "access" | "refresh", resourceServer: string | undefined) =>
      grants.revoke(
        (token) => token.kind === kind && (resourceServer === undefined || token.resourceServer === resourceServer)
      )

    const addScopes = (client: Client) => scopes.addService(client.id, client.scopes)
    yield* Effect.forEach(seed.clients, addScopes, { discard: true })

    return {
      baseUrl,
      environment: Object.fromEntries(services.map((name) => [`GLOBUS_SDK_SERVICE_URL_${name}`, baseUrl])),
      endpointId,
      users: seed.users,
      clients: seed.clients,
      confidentialClient: seed.confidentialClient,
      nativeClient: seed.nativeClient,
      collections: yield* Effect.forEach(seed.collections, (options, index) =>
        addCollection(options, `collections[${index}]`)
      ),
      addUser: (user: UserOptions) => directory.addUser(user, "user"),
      addClient: (client: ClientOptions) =>
        Effect.tap(directory.addClient(client, toSecret(client.secret), "client"), addScopes),
      addCollection: (options: CollectionOptions) => addCollection(options, "collection"),
      issueTokens: (options: TokenOptions) => Effect.provide(issueTokens(options), state),
      approveAuthorization: (as?: User | string) =>
        Effect.flatMap(identity(as), ({ sub }) => visitor.decide({ _tag: "Approve", sub })),
      refuseAuthorization: (error?: string, description?: string) => visitor.decide(refusal(error, description)),
      expireAccessTokens: (resourceServer?: string) => revoke("access", resourceServer),
      revokeRefreshTokens: (resourceServer?: string) => revoke("refresh", resourceServer),
      revokeToken: (token: Redacted.Redacted | string) => {
        const gone = typeof token === "string" ? token : Redacted.value(token)
        return grants.revoke(({ token }) => token === gone)
      },
      rotateSigningKey: Context.get(state, IdToken).rotate,
      fault: faults.add,
      chooseFaults: faults.choose,
      clearFaults: faults.clear,
      tasks: Effect.map(tasks.all, (all) => all.map(submitted)),
      journal: journal.entries,
      awaitJournal: journal.awaitEntries,
      clearJournal: journal.clear
    }
  })
