/**
 * Globus Search in the sandbox: indices with their entries, tasks and roles, in memory, and queries over them.
 *
 * @since 0.1.0
 */
import type { GMetaEntry } from "@effect-globus/sdk/search/Ingest"
import { resourceServer } from "@effect-globus/sdk/search/SearchApi"
import type { DeleteQuery, Filter, ScrollQuery, SearchQuery } from "@effect-globus/sdk/search/SearchQuery"
import type { GMetaResult, ResultEntry } from "@effect-globus/sdk/search/SearchResult"
import type { SearchTask, SubmittedTask } from "@effect-globus/sdk/search/SearchTask"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Principals from "../Principals.js"
import * as AdvancedQuery from "./AdvancedQuery.js"
import * as BetaHandlers from "./BetaHandlers.js"
import * as Indices from "./Indices.js"
import * as IndicesHandlers from "./IndicesHandlers.js"
import * as Query from "./Query.js"
import {
  admins,
  dateOf,
  find,
  forbidden,
  held,
  notImitated,
  put,
  refuse,
  requireStatus,
  SearchStore,
  rolesOf,
  type SearchOptions,
  type State,
  understood,
  writers
} from "./SearchStore.js"

export type { SearchOptions }

// --- Queries ----------------------------------------------------------------------------------------------------------

interface Seen {
  readonly entry: GMetaEntry
  readonly matched: ReadonlyArray<string>
}

/** The entries that the caller may see, with the names of the sets of principals that it is in. */
const seen = (
  index: Indices.StoredIndex,
  { bypass = false, sets = [] }: { readonly bypass?: boolean | undefined; readonly sets?: ReadonlyArray<string> }
) =>
  Effect.gen(function* () {
    const principals = yield* Principals.ofCaller
    if (bypass && !rolesOf(index, principals).some((role) => admins.includes(role))) {
      return yield* forbidden("bypass_visible_to")
    }
    const isIn = (list: ReadonlyArray<string>) => list.some((principal) => principals.has(principal))
    return HashMap.toValues(index.entries)
      .filter((entry) => bypass || isIn(entry.visible_to))
      .map((entry) => ({
        entry,
        matched: Object.entries(entry.principal_sets ?? {}).flatMap(([name, list]) => (isIn(list) ? [name] : []))
      }))
      .filter(({ matched }) => sets.length === 0 || matched.some((name) => sets.includes(name)))
  })

const resultEntry = ({ entry, matched }: Seen, fields: SearchQuery["fields"] = ["content"]): ResultEntry => ({
  entry_id: entry.id ?? null,
  ...(fields.includes("content") ? { content: entry.content } : {}),
  ...(fields.includes("visible_to") ? { visible_to: entry.visible_to } : {}),
  ...(fields.includes("principal_sets") ? { principal_sets: Object.keys(entry.principal_sets ?? {}) } : {}),
  matched_principal_sets: matched
})

const byKey = (one: Seen, other: Seen): number => {
  const [left, right] = [Indices.keyOf(one.entry), Indices.keyOf(other.entry)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** One result for each subject, in the order of their first entries. */
const results = (entries: ReadonlyArray<Seen>, fields?: SearchQuery["fields"]): ReadonlyArray<GMetaResult> => {
  const bySubject = new Map<string, Array<ResultEntry>>()
  for (const one of entries) {
    const known = bySubject.get(one.entry.subject)
    if (known === undefined) bySubject.set(one.entry.subject, [resultEntry(one, fields)])
    else known.push(resultEntry(one, fields))
  }
  return Array.from(bySubject, ([subject, entries]) => ({
    "@datatype": "GMetaResult",
    "@version": "2019-08-27",
    subject,
    entries
  }))
}

const longestQuery = 256

const advancedly = (q: string, settings: DeleteQuery["q_settings"]) =>
  Either.match(AdvancedQuery.parse(q, { isOr: Query.isOr(settings) }), {
    onLeft: (problem) => (problem._tag === "NotImitated" ? notImitated(problem.what) : refuse(400, problem.message)),
    onRight: Effect.succeed
  })

/** What `q` and the filters hold of a document. */
const selection = (query: Pick<DeleteQuery, "q" | "advanced" | "q_settings">, filters: ReadonlyArray<Filter>) =>
  Effect.gen(function* () {
    const { advanced, q = "", q_settings } = query
    if (q.length > longestQuery) return yield* refuse(400, `q has more than ${longestQuery} characters`)
    const filtered = yield* understood(Query.acceptsAll(filters))
    // Nothing stands for everything, whatever the syntax.
    const isAdvanced = (advanced === true || q_settings?.mode === "advanced_query_string") && q.trim() !== ""
    const hasWords = isAdvanced ? yield* advancedly(q, q_settings) : Query.hasWords(q, q_settings)
    return ({ entry }: { readonly entry: GMetaEntry }) => hasWords(entry.content) && filtered(entry.content)
  })

/** Of `offset` and `limit` together. */
const deepest = 10_000

/** Boosts have no say: without an order the subjects come by the alphabet. */
const search = (index: Indices.StoredIndex, query: SearchQuery) =>
  Effect.gen(function* () {
    const { facets = [], filters = [], limit = 10, offset = 0, post_facet_filters = [], sort = [] } = query
    yield* requireStatus(index, "open")
    if (offset + limit > deepest) return yield* refuse(400, `offset and limit make more than ${deepest}: scroll`)
    const visible = yield* seen(index, { bypass: query.bypass_visible_to, sets: query.filter_principal_sets ?? [] })
    const after = [...filters.filter(({ post_filter }) => post_filter === true), ...post_facet_filters]
    const before = filters.filter((filter) => !after.includes(filter))
    const counted = visible.filter(yield* selection(query, before))
    const facet_results = yield* Effect.forEach(facets, (facet) =>
      understood(
        Query.facet(
          facet,
          counted.map(({ entry }) => entry.content)
        )
      )
    )
    const accepts = yield* understood(Query.acceptsAll(after))
    const byOrder = Query.order(sort)
    const found = results(
      counted
        .filter(({ entry }) => accepts(entry.content))
        .sort((one, other) => byOrder(one.entry.content, other.entry.content) || byKey(one, other)),
      query.fields
    )
    const gmeta = found.slice(offset, offset + limit)
    return {
      "@datatype": "GSearchResult",
      "@version": "2017-09-01",
      gmeta,
      count: gmeta.length,
      offset,
      total: found.length,
      has_next_page: offset + limit < found.length,
      ...(facets.length === 0 ? {} : { facet_results })
    }
  })

/** The marker is the last subject of the page, so that what comes in between changes nothing of what is still to come. */
const scroll = (index: Indices.StoredIndex, query: ScrollQuery) =>
  Effect.gen(function* () {
    const { filters = [], limit = 10, marker } = query
    yield* requireStatus(index, "open")
    const last = marker === undefined ? Either.right(undefined) : Encoding.decodeBase64UrlString(marker)
    if (Either.isLeft(last)) return yield* refuse(400, "The marker is none of an earlier page")
    const visible = yield* seen(index, { bypass: query.bypass_visible_to, sets: query.filter_principal_sets ?? [] })
    const found = [...results(visible.filter(yield* selection(query, filters)), query.fields)].sort((one, other) =>
      one.subject < other.subject ? -1 : 1
    )
    const rest = found.filter(({ subject }) => last.right === undefined || subject > last.right)
    const gmeta = rest.slice(0, limit)
    const end = gmeta.at(-1)
    const has_next_page = rest.length > gmeta.length
    return {
      "@datatype": "GSearchResult",
      "@version": "2017-09-01",
      gmeta,
      count: gmeta.length,
      total: found.length,
      has_next_page,
      marker: has_next_page && end !== undefined ? Encoding.encodeBase64Url(end.subject) : null
    }
  })

const queries = HttpApiBuilder.group(GlobusApi, "search.queries", (handlers) =>
  Effect.gen(function* () {
    const { state } = yield* SearchStore
    const open = (id: string) => Effect.flatMap(SynchronizedRef.get(state), (state) => find(state, id))
    return handlers
      .handle("search", ({ path, urlParams: { filter_principal_sets, ...query } }) =>
        answered(
          Effect.flatMap(open(path.index_id), (index) =>
            search(
              index,
              filter_principal_sets === undefined
                ? query
                : { ...query, filter_principal_sets: listed(filter_principal_sets) }
            )
          )
        )
      )
      .handle("postSearch", ({ path, payload }) =>
        answered(Effect.flatMap(open(path.index_id), (index) => search(index, payload)))
      )
      .handle("scroll", ({ path, payload }) =>
        answered(Effect.flatMap(open(path.index_id), (index) => scroll(index, payload)))
      )
  })
)

// --- Entries ----------------------------------------------------------------------------------------------------------

const subjectBytes = 500
const principalsOfEntry = 100

const entryFlaw = ({ subject, visible_to }: GMetaEntry): string | undefined => {
  if (subject === "" || new TextEncoder().encode(subject).length > subjectBytes) return "subject"
  return visible_to.length === 0 || visible_to.length > principalsOfEntry ? "visible_to" : undefined
}

const entries = HttpApiBuilder.group(GlobusApi, "search.entries", (handlers) =>
  Effect.gen(function* () {
    const { settings, state } = yield* SearchStore

    const submit = (index_id: string, operation: string, work: Indices.Work) =>
      SynchronizedRef.modifyEffect(state, (current) =>
        Effect.gen(function* () {
          const index = yield* held(current, index_id, operation, writers)
          const createdAt = yield* Clock.currentTimeMillis
          const task: Indices.StoredTask = {
            id: globalThis.crypto.randomUUID(),
            type: operation.toUpperCase(),
            createdAt,
            dueAt: createdAt + Duration.toMillis(settings.searchTaskTime),
            outcome: { _tag: "Pending", work }
          }
          const answer: SubmittedTask = { acknowledged: true, task_id: task.id }
          return [answer, put(current, { ...index, tasks: [...index.tasks, task] })] as const
        })
      )

    const read = (index_id: string, bypass: boolean | undefined, is: (entry: GMetaEntry) => boolean, what: string) =>
      Effect.gen(function* () {
        const index = yield* find(yield* SynchronizedRef.get(state), index_id)
        yield* requireStatus(index, "open")
        const found = (yield* seen(index, { bypass })).filter(({ entry }) => is(entry)).sort(byKey)
        const [result] = results(found)
        return result ?? (yield* refuse(404, `There is no ${what} in this index, or it is not visible to the caller`))
      })

    const isEntry =
      ({ entry_id, subject }: { readonly entry_id?: string | undefined; readonly subject: string }) =>
      (entry: GMetaEntry) =>
        entry.subject === subject && (entry.id ?? undefined) === entry_id

    return handlers
      .handle("ingest", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const brought = payload.ingest_type === "GMetaEntry" ? [payload.ingest_data] : payload.ingest_data.gmeta
            const flaws = brought.flatMap((entry) => entryFlaw(entry) ?? [])
            if (flaws.length > 0) {
              const failure = yield* Envelope.malformed(
                resourceServer,
                { method: "POST", path: "" },
                flaws.map((flaw) => ({ path: ["ingest_data", flaw] }))
              )
              return yield* failure
            }
            return yield* submit(path.index_id, "ingest", Indices.ingest(brought, payload.field_mapping))
          })
        )
      )
      .handle("deleteByQuery", ({ path, payload }) =>
        answered(
          Effect.flatMap(selection(payload, payload.filters ?? []), (is) =>
            submit(
              path.index_id,
              "delete_by_query",
              Indices.remove((entry) => is({ entry }))
            )
          )
        )
      )
      .handle("batchDeleteBySubject", ({ path, payload }) =>
        answered(
          submit(
            path.index_id,
            "batch_delete_by_subject",
            Indices.remove(({ subject }) => payload.subjects.includes(subject))
          )
        )
      )
      .handle("getSubject", ({ path, urlParams }) =>
        answered(
          read(
            path.index_id,
            urlParams.bypass_visible_to,
            ({ subject }) => subject === urlParams.subject,
            `subject "${urlParams.subject}"`
          )
        )
      )
      .handle("deleteSubject", ({ path, urlParams }) =>
        answered(
          submit(
            path.index_id,
            "delete_by_subject",
            Indices.remove(({ subject }) => subject === urlParams.subject)
          )
        )
      )
      .handle("getEntry", ({ path, urlParams }) =>
        answered(
          read(
            path.index_id,
            urlParams.bypass_visible_to,
            isEntry(urlParams),
            `entry of subject "${urlParams.subject}"`
          )
        )
      )
      .handle("deleteEntry", ({ path, urlParams }) =>
        answered(submit(path.index_id, "delete_entry", Indices.remove(isEntry(urlParams))))
      )
  })
)

// --- Tasks ------------------------------------------------------------------------------------------------------------

const states = {
  Pending: ["PENDING", "Task has not been started yet"],
  Succeeded: ["SUCCESS", "Task succeeded"],
  Failed: ["FAILED", "Task failed"]
} as const

const taskDocument = (index_id: string, { createdAt, dueAt, id, outcome, type }: Indices.StoredTask): SearchTask => {
  const [state, state_description] = states[outcome._tag]
  return {
    task_id: id,
    index_id,
    task_type: type,
    state,
    state_description,
    message: outcome._tag === "Failed" ? outcome.message : null,
    additional_details: null,
    creation_date: dateOf(createdAt),
    completion_date: outcome._tag === "Pending" ? null : dateOf(dueAt)
  }
}

/** Of a list of tasks. */
const newest = 1000

const tasks = HttpApiBuilder.group(GlobusApi, "search.tasks", (handlers) =>
  Effect.gen(function* () {
    const { state } = yield* SearchStore
    return handlers
      .handle("getTask", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const current = yield* SynchronizedRef.get(state)
            const is = ({ id }: Indices.StoredTask) => id === path.task_id
            const of = HashMap.findFirst(current.indices, ({ tasks }) => tasks.some(is))
            // A guess: its code was not seen.
            if (Option.isNone(of)) return yield* refuse(404, `There is no task "${path.task_id}"`)
            const index = yield* held(current, of.value[0], "task_get", writers)
            const task = yield* Effect.orDie(Effect.fromNullable(index.tasks.find(is)))
            return taskDocument(index.id, task)
          })
        )
      )
      .handle("getTaskList", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const index = yield* held(yield* SynchronizedRef.get(state), path.index_id, "task_list", writers)
            const newestFirst = [...index.tasks].reverse().slice(0, newest)
            return { index_id: index.id, tasks: newestFirst.map((task) => taskDocument(index.id, task)) }
          })
        )
      )
  })
)

/**
 * The handlers of Search. Entries can be visible to groups, so it asks who belongs to one.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (settings: SearchOptions) =>
  Layer.mergeAll(
    queries,
    entries,
    tasks,
    IndicesHandlers.layerIndices,
    IndicesHandlers.layerRoles,
    BetaHandlers.layer()
  ).pipe(
    Layer.provide(
      Layer.effect(
        SearchStore,
        Effect.map(SynchronizedRef.make<State>({ indices: HashMap.empty(), roles: 0 }), (state) => ({
          state,
          settings
        }))
      )
    )
  )
