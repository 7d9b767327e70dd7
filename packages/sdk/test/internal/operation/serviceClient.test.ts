import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import { describe, expect, it } from "@effect/vitest"
import { Chunk, Context, Effect, Exit, type Layer, Option, Stream } from "effect"
import { unsafeCoerce } from "effect/Function"
import { AuthApi } from "../../../src/auth/AuthApi.js"
import * as AuthClient from "../../../src/auth/AuthClient.js"
import * as IdentityMap from "../../../src/auth/IdentityMap.js"
import * as GCSCollectionClient from "../../../src/collections/GCSCollectionClient.js"
import { ComputeApiV2, ComputeApiV3 } from "../../../src/compute/ComputeApi.js"
import * as ComputeClientV2 from "../../../src/compute/ComputeClientV2.js"
import * as ComputeClientV3 from "../../../src/compute/ComputeClientV3.js"
import { FlowsApi } from "../../../src/flows/FlowsApi.js"
import * as FlowsClient from "../../../src/flows/FlowsClient.js"
import * as SpecificFlowClient from "../../../src/flows/SpecificFlowClient.js"
import { GcsApi } from "../../../src/gcs/GcsApi.js"
import * as GCSClient from "../../../src/gcs/GCSClient.js"
import { GroupsApi } from "../../../src/groups/GroupsApi.js"
import * as GroupsClient from "../../../src/groups/GroupsClient.js"
import * as Paging from "../../../src/Paging.js"
import { SearchApi } from "../../../src/search/SearchApi.js"
import * as SearchClient from "../../../src/search/SearchClient.js"
import { TimersApi } from "../../../src/timers/TimersApi.js"
import * as TimersClient from "../../../src/timers/TimersClient.js"
import { recursiveLs } from "../../../src/transfer/RecursiveLs.js"
import * as SplitTransfer from "../../../src/transfer/SplitTransfer.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"
import * as TransferClient from "../../../src/transfer/TransferClient.js"
import * as TransferClientV2 from "../../../src/transfer/TransferClientV2.js"
import { settle } from "../../script.js"

type Fields = Readonly<Record<string, unknown>>
type Call = (argument?: Fields) => Effect.Effect<unknown, unknown>
type Listing = (argument?: Fields) => Stream.Stream<unknown, unknown>

/** A client and what it declares. Its members are looked up by name, which its types do not allow. */
interface Client {
  readonly name: string
  readonly operations: ReadonlyMap<string, Option.Option<Paging.Style>>
  readonly of: (handlers: Readonly<Record<string, Call>>) => Effect.Effect<{
    readonly call: (operation: string) => Call
    readonly reply: (operation: string) => Call
    readonly list: (operation: string) => Listing
  }>
}

const client = <Id, Service, ApiId extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  tag: Context.Tag<Id, Service>,
  layerNoop: (handlers: Partial<Service>) => Layer.Layer<Id>,
  api: HttpApi.HttpApi<ApiId, Groups, E, R>,
  /** The operations that the client has; all of them by default. */
  has: (operation: string) => boolean = () => true
): Client => {
  const operations = new Map<string, Option.Option<Paging.Style>>()
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, mergedAnnotations }) => {
      if (has(endpoint.name)) operations.set(endpoint.name, Context.getOption(mergedAnnotations, Paging.Paging))
    }
  })
  return {
    name: tag.key.replace(/^.*\//, ""),
    operations,
    of: (handlers) =>
      Effect.map(Effect.provide(tag, layerNoop(unsafeCoerce(handlers))), (service) => {
        const members: Readonly<Record<string, unknown>> = unsafeCoerce(service)
        return {
          call: (operation) => unsafeCoerce(members[operation]),
          reply: (operation) => unsafeCoerce(Reflect.get(Object(members["withResponse"]), operation)),
          list: (operation) => unsafeCoerce(members[operation])
        }
      })
  }
}

const ofOneFlow = new Set(["runFlow", "validateRun", "resumeRun"])

/** Globus Auth's declaration has the operations of applications too. */
const ofAuth = Effect.runSync(Effect.provide(AuthClient.AuthClient, AuthClient.layerNoop({})))

const clients: ReadonlyArray<Client> = [
  client(AuthClient.AuthClient, AuthClient.layerNoop, AuthApi, (operation) => operation in ofAuth),
  client(ComputeClientV2.ComputeClientV2, ComputeClientV2.layerNoop, ComputeApiV2),
  client(ComputeClientV3.ComputeClientV3, ComputeClientV3.layerNoop, ComputeApiV3),
  client(FlowsClient.FlowsClient, FlowsClient.layerNoop, FlowsApi, (operation) => !ofOneFlow.has(operation)),
  client(SpecificFlowClient.SpecificFlowClient, SpecificFlowClient.layerNoop, FlowsApi, (operation) =>
    ofOneFlow.has(operation)
  ),
  client(GCSClient.GCSClient, GCSClient.layerNoop, GcsApi),
  client(GroupsClient.GroupsClient, GroupsClient.layerNoop, GroupsApi),
  client(SearchClient.SearchClient, SearchClient.layerNoop, SearchApi),
  client(TimersClient.TimersClient, TimersClient.layerNoop, TimersApi),
  client(TransferClient.TransferClient, TransferClient.layerNoop, TransferApi),
  client(TransferClientV2.TransferClientV2, TransferClientV2.layerNoop, TransferApiV2)
]

/** Two pages of a list, by its style: the second is the last. */
const twoPages = (style: Paging.Style) => {
  const at = style.kind === "marked" ? style.parameter : style.kind === "linked" ? "page[marker]" : "offset"
  const asked: Array<Fields> = []
  const handler: Call = (argument = {}) =>
    Effect.sync(() => {
      asked.push(argument)
      const isLast = argument[at] !== undefined
      const items = isLast ? [{ n: 3 }] : [{ n: 1 }, { n: 2 }]
      const member = style.kind === "marked" ? { [style.member]: isLast ? null : "m-2" } : {}
      const links = { next: isLast ? null : "https://elsewhere.example.org/?page[marker]=m-2" }
      return { [style.items]: items, total: 3, has_next_page: !isLast, links, ...member }
    })
  return { asked, at, handler }
}

for (const { name, of, operations } of clients) {
  describe(`layerNoop of ${name}`, () => {
    it.effect("answers each operation by its handler, alone and whole", () =>
      Effect.gen(function* () {
        expect(operations.size).toBeGreaterThan(0)
        for (const operation of operations.keys()) {
          // A client is particular about some answers.
          const value = { clients: [], client: {}, value: "s" }
          const argument = {
            client_id: "c",
            data: {},
            ...(operation.startsWith("submit") && {
              source_endpoint: "a",
              destination_endpoint: "b",
              endpoint: "a",
              DATA: [1]
            })
          }
          const { call, reply } = yield* of({ [operation]: () => Effect.succeed(value) })
          expect(yield* call(operation)(argument)).toBe(value)
          expect(yield* reply(operation)(argument)).toMatchObject({ status: 200, value })
        }
      })
    )

    it.effect("dies of an operation without a handler, and names it", () =>
      Effect.gen(function* () {
        for (const operation of operations.keys()) {
          if (name === "TransferClient" && operation === "getSubmissionId") continue
          const { call } = yield* of({})
          const exit = yield* Effect.exit(call(operation)({ client_id: "c" }))
          if (!Exit.isFailure(exit)) expect.fail(`${operation} succeeds`)
          expect(String(exit.cause)).toMatch(/has no handler for it|GlobusUsageError/)
        }
      })
    )

    for (const [operation, paging] of operations) {
      if (Option.isNone(paging)) continue
      it.effect(`feeds ${operation}Pages and ${operation}Stream by the handler of ${operation}`, () =>
        Effect.gen(function* () {
          const { asked, at, handler } = twoPages(paging.value)
          const { list } = yield* of({ [operation]: handler })
          const pages = yield* Stream.runCollect(list(`${operation}Pages`)({ mine: 1 }))
          const items = yield* Stream.runCollect(list(`${operation}Stream`)({ mine: 1 }))
          expect(Chunk.toReadonlyArray(pages)).toMatchObject([
            { page: { [paging.value.items]: [{ n: 1 }, { n: 2 }] } },
            { page: { [paging.value.items]: [{ n: 3 }] } }
          ])
          expect(Chunk.toReadonlyArray(items)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
          expect(asked.map((argument) => [argument["mine"], argument[at] === undefined])).toEqual([
            [1, true],
            [1, false],
            [1, true],
            [1, false]
          ])
        })
      )
    }
  })
}

describe("what is more than one call", () => {
  const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" } as const

  const listing = (path = "/") =>
    Effect.succeed({
      path,
      DATA: path === "/" ? [{ name: "a", type: "dir" }] : [{ name: "b", type: "file" }],
      total: 1
    })

  it.effect("of a directory lists by the handler of operationLs", () =>
    Effect.gen(function* () {
      const entries = yield* Stream.runCollect(recursiveLs({ endpoint_id: "e", path: "/" }))
      expect(Chunk.toReadonlyArray(entries).map(({ path }) => path)).toEqual(["/a", "/a/b"])
    }).pipe(Effect.provide(TransferClient.layerNoop({ operationLs: ({ path }) => listing(path) })))
  )

  it.effect("of tasks waits by the handlers of getTask, getRun and Search's getTask", () =>
    Effect.gen(function* () {
      let looks = 0
      const status = () => (++looks % 2 === 0 ? "SUCCEEDED" : "ACTIVE")
      const task = yield* settle(
        Effect.flatMap(TransferClient.TransferClient, ({ taskWait }) => taskWait({ task_id: "t" })).pipe(
          Effect.provide(
            TransferClient.layerNoop({ getTask: ({ task_id }) => Effect.sync(() => ({ task_id, status: status() })) })
          )
        )
      )
      const run = yield* settle(
        Effect.flatMap(FlowsClient.FlowsClient, ({ runWait }) => runWait({ run_id: "r" })).pipe(
          Effect.provide(
            FlowsClient.layerNoop({ getRun: ({ run_id }) => Effect.sync(() => ({ run_id, status: status() })) })
          )
        )
      )
      const search = yield* settle(
        Effect.flatMap(SearchClient.SearchClient, ({ searchTaskWait }) => searchTaskWait({ task_id: "s" })).pipe(
          Effect.provide(
            SearchClient.layerNoop({ getTask: ({ task_id }) => Effect.succeed({ task_id, state: "SUCCESS" }) })
          )
        )
      )
      expect([task, run, search]).toEqual([
        Exit.succeed({ task_id: "t", status: "SUCCEEDED" }),
        Exit.succeed({ run_id: "r", status: "SUCCEEDED" }),
        Exit.succeed({ task_id: "s", state: "SUCCESS" })
      ])
    })
  )

  it.effect("of a submission takes its id from the handler, or from nobody", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const submitTransfer = (document?: { readonly submission_id?: string | undefined }) =>
        Effect.sync(() => {
          seen.push(document?.submission_id)
          return { task_id: "t" }
        })
      const data = { source_endpoint: "a", destination_endpoint: "b", DATA: [item] }
      const submit = Effect.flatMap(TransferClient.TransferClient, ({ submitTransfer, withResponse }) =>
        Effect.zipRight(submitTransfer(data), withResponse.submitTransfer(data))
      )
      const getSubmissionId = () => Effect.succeed({ value: "s-1" })
      yield* Effect.provide(submit, TransferClient.layerNoop({ submitTransfer, getSubmissionId }))
      yield* Effect.provide(submit, TransferClient.layerNoop({ submitTransfer }))
      expect(seen).toEqual([
        "s-1",
        "s-1",
        expect.stringMatching(/^[0-9a-f-]{36}$/),
        expect.stringMatching(/^[0-9a-f-]{36}$/)
      ])
    })
  )

  it.effect("of a split transfer submits and looks by the handlers", () =>
    Effect.gen(function* () {
      const parts = yield* SplitTransfer.split(
        { source_endpoint: "a", destination_endpoint: "b", DATA: [item, item] },
        { itemsPerPart: 1 }
      )
      const progress = yield* Stream.runLast(SplitTransfer.follow(parts))
      expect(Option.getOrUndefined(progress)).toMatchObject({ parts: 2, succeeded: 2, isFinal: true })
    }).pipe(
      Effect.provide(
        TransferClient.layerNoop({
          submitTransfer: (document) => Effect.succeed({ task_id: document?.submission_id ?? "" }),
          getTask: ({ task_id }) => Effect.succeed({ task_id, status: "SUCCEEDED" })
        })
      )
    )
  )

  it.effect("of identities asks the handler of getIdentities", () =>
    Effect.gen(function* () {
      const identities = yield* IdentityMap.make()
      expect(yield* identities.get("ada@example.org")).toMatchObject(Option.some({ id: "i-1" }))
    }).pipe(
      Effect.provide(
        AuthClient.layerNoop({
          getIdentities: () => Effect.succeed({ identities: [{ id: "i-1", username: "ada@example.org" }] })
        })
      )
    )
  )

  it.effect("of a file gets what the handler of download gives", () =>
    Effect.gen(function* () {
      const { get } = yield* GCSCollectionClient.GCSCollectionClient
      expect(yield* get("/a")).toEqual(new Uint8Array([1, 2, 3]))
    }).pipe(
      Effect.provide(
        GCSCollectionClient.layerNoop({
          download: () => Stream.make(new Uint8Array([1, 2]), new Uint8Array([3]))
        })
      )
    )
  )
})
