/**
 * Globus Flows in the sandbox: flows, and runs that really go through their states. There are no registered APIs, no web
 * inputs, no subscriptions and no emails; nothing is hidden from logs, private parameters included.
 *
 * @since 0.1.0
 */
import type { Flow } from "@effect-globus/sdk/flows/Flow"
import { resourceServer } from "@effect-globus/sdk/flows/FlowsApi"
import type { Run, RunLogEntry } from "@effect-globus/sdk/flows/Run"
import { FlowsScopes, specificFlowScopes } from "@effect-globus/sdk/Scopes"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ordering from "effect/Order"
import * as Ref from "effect/Ref"
import { ScopeTable } from "../auth/ScopeTable.js"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import type { Flaw, Problem } from "../ErrorDocument.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Principals from "../Principals.js"
import type { Fields } from "../transfer/Filter.js"
import * as Order from "../transfer/Order.js"
import * as Definition from "./Definition.js"
import * as Flows from "./Flows.js"

const refuse = (status: number, detail: string, more: Partial<Problem> = {}) =>
  Envelope.refuse(resourceServer, { status, detail, ...more })

/** The message says of the flaws what programs that print nothing else should print. */
const unprocessable = (fields: ReadonlyArray<Flaw>) =>
  refuse(422, fields.map(({ loc, msg }) => `$.${loc.slice(1).map(String).join(".")}: ${msg}`).join("; "), { fields })

/** ISO 8601 with an offset. */
const dateOf = (time: number): string => new Date(time).toISOString().replace("Z", "000+00:00")

// --- Pages ------------------------------------------------------------------------------------------------------------

/** A guess, but for the log's. */
const onPage = 20
const entriesOnPage = 10

/** A marker holds the place of the first item that is left. */
const page = <A>(
  all: ReadonlyArray<A>,
  limit: number,
  marker: string | undefined
): Effect.Effect<
  {
    readonly items: ReadonlyArray<A>
    readonly limit: number
    readonly has_next_page: boolean
    readonly marker: string | null
  },
  Failure
> =>
  Effect.gen(function* () {
    const from = marker === undefined ? "0" : Either.getOrElse(Encoding.decodeBase64UrlString(marker), () => "")
    if (!/^\d+$/.test(from)) return yield* unprocessable([{ loc: ["query", "marker"], msg: "This is no marker" }])
    if (limit === 0) return yield* unprocessable([{ loc: ["query", "limit"], msg: "A page has one item or more" }])
    const next = Number(from) + limit
    const has_next_page = next < all.length
    return {
      items: all.slice(Number(from), next),
      limit,
      has_next_page,
      marker: has_next_page ? Encoding.encodeBase64Url(String(next)) : null
    }
  })

// --- Documents --------------------------------------------------------------------------------------------------------

const flowDocument = (flow: Flows.StoredFlow, roles: ReadonlyArray<string>): Flow => {
  const { id, settings } = flow
  const url = `https://flows.automate.globus.org/flows/${id}`
  return {
    id,
    ...settings,
    globus_auth_scope: specificFlowScopes(id).user,
    globus_auth_username: `${id}@clients.auth.globus.org`,
    principal_urn: Principals.identity(id),
    user_role: roles[0] ?? "none",
    user_roles: roles,
    created_by: flow.createdBy,
    created_at: dateOf(flow.createdAt),
    updated_at: dateOf(flow.updatedAt),
    visible_to: settings.flow_viewers,
    runnable_by: settings.flow_starters,
    administered_by: settings.flow_administrators,
    action_url: url,
    flow_url: url,
    api_version: "1.0",
    types: ["Action"],
    synchronous: false,
    log_supported: true,
    is_high_assurance: false
  }
}

/** The highest first. Roles that the flow gives for all its runs come after the run's own. */
const runRoles = (run: Flows.StoredRun, principals: ReadonlySet<string>): ReadonlyArray<string> =>
  Object.entries({
    run_owner: [Principals.identity(run.ownerId)],
    run_manager: run.managers,
    flow_run_manager: run.flow.settings.run_managers,
    run_monitor: run.monitors,
    flow_run_monitor: run.flow.settings.run_monitors
  })
    .filter(([, holders]) => holders.some((holder) => principals.has(holder)))
    .map(([role]) => role)

const manages: ReadonlySet<string> = new Set(["run_owner", "run_manager", "flow_run_manager"])

const runDocument = (run: Flows.StoredRun, roles: ReadonlyArray<string>): Run => {
  const { flow, id, status } = run
  const owner = Principals.identity(run.ownerId)
  return {
    run_id: id,
    action_id: id,
    status,
    display_status: status,
    flow_id: flow.id,
    flow_title: flow.settings.title ?? null,
    flow_last_updated: dateOf(flow.updatedAt),
    label: run.label,
    tags: run.tags,
    start_time: dateOf(run.startedAt),
    completion_time: run.endedAt === undefined ? null : dateOf(run.endedAt),
    details: run.details,
    run_owner: owner,
    created_by: owner,
    run_managers: run.managers,
    run_monitors: run.monitors,
    manage_by: run.managers,
    monitor_by: run.monitors,
    user_role: roles[0] ?? "none",
    user_roles: roles,
    blocking_web_input_id: null
  }
}

const descriptionOf = ({
  createdAt,
  createdBy,
  id,
  settings,
  updatedAt
}: Flows.StoredFlow): Run["flow_description"] => ({
  id,
  title: settings.title,
  subtitle: settings.subtitle,
  description: settings.description,
  keywords: settings.keywords,
  globus_auth_scope: specificFlowScopes(id).user,
  flow_owner: settings.flow_owner,
  created_by: createdBy,
  created_at: dateOf(createdAt),
  updated_at: dateOf(updatedAt)
})

const entryOf = ({ code, description, details, time }: Flows.Happening): RunLogEntry => ({
  time: dateOf(time),
  code,
  description,
  details
})

// --- Flows ------------------------------------------------------------------------------------------------------------

const principalLists = ["flow_viewers", "flow_starters", "flow_administrators", "run_managers", "run_monitors"] as const

const everybody: Readonly<Record<string, string>> = {
  flow_viewers: "public",
  flow_starters: "all_authenticated_users"
}

const principal = /^urn:globus:(?:auth:identity|groups:id):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Entries of the lists that are no principals. */
const principalFlaws = (lists: Partial<Record<string, unknown>>): ReadonlyArray<Flaw> =>
  principalLists.flatMap((name) => {
    const list: unknown = lists[name]
    return (Array.isArray(list) ? list : []).flatMap((text: unknown, index) =>
      typeof text === "string" && (principal.test(text) || text === everybody[name])
        ? []
        : [{ loc: ["body", name, index], msg: `This is no principal: "${String(text)}"` }]
    )
  })

const text = (read: (flow: Flow) => string | null | undefined) => ({ kind: "text" as const, read })

const flowFields: Fields<Flow> = {
  id: text(({ id }) => id),
  scope_string: text(({ globus_auth_scope }) => globus_auth_scope),
  flow_owner: text(({ flow_owner }) => flow_owner),
  flow_owners: text(({ flow_owner }) => flow_owner),
  flow_administrators: text(({ flow_administrators }) => flow_administrators?.join()),
  title: text(({ title }) => title?.toLowerCase()),
  created_at: text(({ created_at }) => created_at),
  updated_at: text(({ updated_at }) => updated_at)
}

const byId = Ordering.mapInput(Ordering.string, ({ id }: Flow) => id)

const contains = (flow: Flow, wanted: string): boolean =>
  [flow.id, flow.title, flow.subtitle, flow.description, flow.flow_owner, ...(flow.flow_administrators ?? [])].some(
    (text) => text?.toLowerCase().includes(wanted.toLowerCase()) === true
  )

const flows = HttpApiBuilder.group(GlobusApi, "flows.flows", (handlers) =>
  Effect.gen(function* () {
    const { flows } = yield* Flows.Flows
    const scopes = yield* ScopeTable

    /** The flow with the caller's roles in it; none is as good as no flow. */
    const visible = (id: string) =>
      Effect.gen(function* () {
        const flow = Option.getOrUndefined(HashMap.get(yield* Ref.get(flows), id.toLowerCase()))
        const roles = flow === undefined ? [] : Flows.rolesOf(flow, yield* Principals.ofCaller)
        return flow === undefined || roles.length === 0 ? yield* refuse(404, `There is no flow ${id}`) : { flow, roles }
      })

    const held = (id: string, permission: string, allowed: ReadonlyArray<string>) =>
      Effect.filterOrElse(
        visible(id),
        ({ roles }) => roles.some((role) => allowed.includes(role)),
        () => refuse(403, `You may not do this to the flow ${id}. Missing permissions: ${permission}.`)
      )

    return handlers
      .handle("createFlow", ({ payload }) =>
        answered(
          Effect.gen(function* () {
            const flaws = [...Definition.check(payload.definition), ...principalFlaws(payload)]
            if (flaws.length > 0) return yield* unprocessable(flaws)
            if (payload.subscription_id != null) {
              return yield* refuse(404, `There is no subscription ${payload.subscription_id}: the sandbox has none`)
            }
            const { sub } = yield* Caller
            const now = yield* Clock.currentTimeMillis
            const owner = Principals.identity(sub)
            const flow: Flows.StoredFlow = {
              id: globalThis.crypto.randomUUID(),
              settings: {
                title: payload.title,
                subtitle: payload.subtitle ?? null,
                description: payload.description ?? null,
                keywords: payload.keywords ?? [],
                definition: payload.definition,
                input_schema: payload.input_schema,
                flow_owner: owner,
                flow_viewers: payload.flow_viewers ?? [],
                flow_starters: payload.flow_starters ?? [],
                flow_administrators: payload.flow_administrators ?? [],
                run_managers: payload.run_managers ?? [],
                run_monitors: payload.run_monitors ?? [],
                subscription_id: null,
                authentication_policy_id: payload.authentication_policy_id ?? null
              },
              createdBy: owner,
              createdAt: now,
              updatedAt: now
            }
            yield* scopes.addFlow(flow.id)
            yield* Ref.update(flows, HashMap.set(flow.id, flow))
            return flowDocument(flow, Flows.rolesOf(flow, yield* Principals.ofCaller))
          })
        )
      )
      .handle("validateFlow", ({ payload: { definition } }) =>
        answered(
          Effect.gen(function* () {
            const flaws = Definition.check(definition)
            if (flaws.length > 0) return yield* unprocessable(flaws)
            const scopes = Definition.scopes(definition)
            return { scopes: scopes.length === 0 ? {} : { User: scopes } }
          })
        )
      )
      .handle("getFlow", ({ path }) =>
        answered(Effect.map(visible(path.flow_id), ({ flow, roles }) => flowDocument(flow, roles)))
      )
      .handle("listFlows", ({ urlParams: { filter_fulltext, filter_roles, marker, orderby, per_page } }) =>
        answered(
          Effect.gen(function* () {
            const principals = yield* Principals.ofCaller
            const wanted = filter_roles === undefined ? undefined : listed(filter_roles)
            if (wanted?.length === 0) return yield* unprocessable([{ loc: ["query", "filter_roles"], msg: "no role" }])
            const order = Order.parse(flowFields, orderby ?? "updated_at DESC", byId)
            if (Either.isLeft(order)) return yield* unprocessable([{ loc: ["query", "orderby"], msg: order.left }])
            const found = HashMap.toValues(yield* Ref.get(flows))
              .map((flow) => ({ flow, roles: Flows.rolesOf(flow, principals) }))
              .filter(({ roles }) => roles.some((role) => wanted === undefined || wanted.includes(role)))
              .map(({ flow, roles }) => flowDocument(flow, roles))
              .filter((flow) => filter_fulltext === undefined || contains(flow, filter_fulltext))
              .sort(order.right)
            const { items, ...rest } = yield* page(found, per_page ?? onPage, marker)
            return { flows: items, ...rest }
          })
        )
      )
      .handle("updateFlow", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const { flow, roles } = yield* held(path.flow_id, "UPDATE", ["flow_owner", "flow_administrator"])
            const { flow_owner, subscription_id, ...changes } = payload
            const flaws = [
              ...(payload.definition === undefined ? [] : Definition.check(payload.definition)),
              ...principalFlaws(payload),
              ...(flow_owner === undefined || principal.test(flow_owner)
                ? []
                : [{ loc: ["body", "flow_owner"], msg: `This is no principal: "${flow_owner}"` }])
            ]
            if (flaws.length > 0) return yield* unprocessable(flaws)
            if (subscription_id != null) {
              return yield* refuse(404, `There is no subscription ${subscription_id}: the sandbox has none`)
            }
            if (flow_owner !== undefined && !roles.includes("flow_owner")) {
              return yield* refuse(403, "The owner alone may give a flow away")
            }
            const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
            const changed: Flows.StoredFlow = {
              ...flow,
              settings: { ...flow.settings, ...given, flow_owner: flow_owner ?? flow.settings.flow_owner },
              updatedAt: yield* Clock.currentTimeMillis
            }
            yield* Ref.update(flows, HashMap.set(flow.id, changed))
            return flowDocument(changed, Flows.rolesOf(changed, yield* Principals.ofCaller))
          })
        )
      )
      .handle("deleteFlow", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { flow, roles } = yield* held(path.flow_id, "DELETE", ["flow_owner", "flow_administrator"])
            yield* Ref.update(flows, HashMap.remove(flow.id))
            const deleted_at = dateOf(yield* Clock.currentTimeMillis)
            return { ...flowDocument(flow, roles), DELETED: true, deleted_at }
          })
        )
      )
  })
)

// --- Runs -------------------------------------------------------------------------------------------------------------

/**
 * Whether the caller's token is for this flow. Flows' own scope `run` will do for a flow that calls no actions; a token
 * of any other service is none here.
 */
const authorized = (flow: Flows.StoredFlow): Effect.Effect<void, Failure> =>
  Effect.gen(function* () {
    const { resourceServer: server, scopes } = yield* Caller
    const needed = specificFlowScopes(flow.id).user
    if (server === flow.id && scopes.includes(needed)) return
    if (server !== resourceServer) {
      return yield* Effect.flatMap(Envelope.unauthenticated(resourceServer, "", { sent: true }), Effect.fail)
    }
    if (!scopes.includes(FlowsScopes.run) || Definition.hasActions(flow.settings.definition)) {
      return yield* Effect.flatMap(Envelope.insufficientScope(resourceServer, "", [needed]), Effect.fail)
    }
  })

const visibleRun = (id: string) =>
  Effect.gen(function* () {
    const runs = yield* Flows.Flows
    const run = Option.getOrUndefined(yield* runs.run(id))
    const roles = run === undefined ? [] : runRoles(run, yield* Principals.ofCaller)
    return run === undefined || roles.length === 0 ? yield* refuse(404, `There is no run ${id}`) : { run, roles }
  })

const managedRun = (id: string) =>
  Effect.filterOrElse(
    visibleRun(id),
    ({ roles }) => roles.some((role) => manages.has(role)),
    () => refuse(403, `You may not do this to the run ${id}. Missing permissions: MANAGE.`)
  )

const shown = (id: string) => Effect.map(visibleRun(id), ({ roles, run }) => runDocument(run, roles))

const conflict = ({ id, status }: Flows.StoredRun, wanted: string) =>
  refuse(409, `Run ${id} has status '${status}' but must have status in ${wanted} for requested operation`, {
    code: "STATE_CONFLICT"
  })

const flowRuns = HttpApiBuilder.group(GlobusApi, "flows.flowRuns", (handlers) =>
  Effect.map(Flows.Flows, (service) => {
    /** Before the input is looked at, the token is; a flow that the caller may not run says no more than that. */
    const startable = (id: string, input: Parameters<typeof service.startable>[2]) =>
      Effect.gen(function* () {
        const { sub } = yield* Caller
        const known = HashMap.get(yield* Ref.get(service.flows), id.toLowerCase())
        if (Option.isSome(known)) yield* authorized(known.value)
        const flaws = principalFlaws(input)
        if (flaws.length > 0) return yield* unprocessable(flaws)
        return { flow: yield* service.startable(id, sub, input), sub }
      })

    return handlers
      .handle("runFlow", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const { flow, sub } = yield* startable(path.flow_id, payload)
            const run = yield* service.start(flow, sub, payload)
            return runDocument(run, runRoles(run, yield* Principals.ofCaller))
          })
        )
      )
      .handle("validateRun", ({ path, payload }) =>
        answered(Effect.as(startable(path.flow_id, payload), { message: "validation successful" }))
      )
      .handle("resumeRun", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { run } = yield* managedRun(path.run_id)
            yield* authorized(run.flow)
            if (run.status !== "INACTIVE") return yield* conflict(run, "{'INACTIVE'}")
            yield* service.resume(run.id)
            return yield* shown(run.id)
          })
        )
      )
  })
)

const runs = HttpApiBuilder.group(GlobusApi, "flows.runs", (handlers) =>
  Effect.map(Flows.Flows, (service) =>
    handlers
      .handle("getRun", ({ path, urlParams }) =>
        answered(
          Effect.map(visibleRun(path.run_id), ({ roles, run }) => ({
            ...runDocument(run, roles),
            ...(urlParams.include_flow_description === true ? { flow_description: descriptionOf(run.flow) } : {})
          }))
        )
      )
      .handle("getRunDefinition", ({ path }) =>
        answered(
          Effect.map(visibleRun(path.run_id), ({ run: { flow } }) => ({
            flow_id: flow.id,
            definition: flow.settings.definition,
            input_schema: flow.settings.input_schema
          }))
        )
      )
      .handle("getRunLogs", ({ path, urlParams: { limit, marker, reverse_order } }) =>
        answered(
          Effect.gen(function* () {
            const { run } = yield* visibleRun(path.run_id)
            const log = Chunk.toReadonlyArray(run.log).map(entryOf)
            const { items, ...rest } = yield* page(
              reverse_order === true ? log.reverse() : log,
              limit ?? entriesOnPage,
              marker
            )
            return { entries: items, ...rest }
          })
        )
      )
      .handle("listRuns", ({ urlParams: { filter_flow_id, filter_roles, limit, marker } }) =>
        answered(
          Effect.gen(function* () {
            const principals = yield* Principals.ofCaller
            // Globus's own command line sends empty filters, which filter nothing. A guess: then all is there that the caller sees.
            const [flowIds, wanted] = [listed(filter_flow_id ?? ""), listed(filter_roles ?? "")]
            const found = (yield* service.runs)
              .filter(({ flow }) => flowIds.length === 0 || flowIds.includes(flow.id))
              .map((run) => ({ run, roles: runRoles(run, principals) }))
              .filter(({ roles }) => roles.some((role) => wanted.length === 0 || wanted.includes(role)))
              .map(({ roles, run }) => runDocument(run, roles))
              .reverse()
            const { items, ...rest } = yield* page(found, limit ?? onPage, marker)
            return { runs: items, ...rest }
          })
        )
      )
      .handle("updateRun", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const { run } = yield* managedRun(path.run_id)
            const flaws = principalFlaws(payload)
            if (flaws.length > 0) return yield* unprocessable(flaws)
            yield* service.change(run.id, {
              label: payload.label ?? run.label,
              tags: payload.tags ?? run.tags,
              managers: payload.run_managers ?? run.managers,
              monitors: payload.run_monitors ?? run.monitors
            })
            return yield* shown(run.id)
          })
        )
      )
      .handle("cancelRun", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { run } = yield* managedRun(path.run_id)
            if (Flows.isFinal(run)) return yield* conflict(run, "{'ACTIVE', 'INACTIVE'}")
            yield* service.cancel(run.id)
            return yield* shown(run.id)
          })
        )
      )
      .handle("deleteRun", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { roles, run } = yield* managedRun(path.run_id)
            if (!Flows.isFinal(run)) return yield* conflict(run, "{'ENDED', 'SUCCEEDED', 'FAILED'}")
            yield* service.release(run.id)
            return runDocument(run, roles)
          })
        )
      )
  )
)

// --- What there is not ------------------------------------------------------------------------------------------------

const registeredApis = HttpApiBuilder.group(GlobusApi, "flows.registeredApis", (handlers) =>
  handlers
    .handle("getRegisteredApi", ({ path }) =>
      answered(refuse(404, `There is no registered API ${path.registered_api_id}: the sandbox has none`))
    )
    .handle("listRegisteredApis", ({ urlParams: { marker, per_page } }) =>
      answered(
        Effect.map(page<never>([], per_page ?? onPage, marker), ({ items, ...rest }) => ({
          registered_apis: items,
          ...rest
        }))
      )
    )
)

const noWebInput = (id: string) => refuse(404, `There is no web input ${id}: the sandbox's runs ask nothing`)

const webInputs = HttpApiBuilder.group(GlobusApi, "flows.webInputs", (handlers) =>
  handlers
    .handle("getWebInput", ({ path }) => answered(noWebInput(path.web_input_id)))
    .handle("listWebInputs", () => Effect.succeed({ web_input_summaries: [], marker: null }))
    .handle("respondToWebInput", ({ path }) => answered(noWebInput(path.web_input_id)))
)

/**
 * The handlers of Flows.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () => Layer.mergeAll(flows, flowRuns, runs, registeredApis, webInputs)
