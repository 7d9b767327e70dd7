/**
 * The scopes of Globus services, with the names of the Python SDK; the default scopes of each client; and scopes with
 * the dependencies that some collections and flows need.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import * as Either from "effect/Either"
import type { GlobusUsageError } from "./GlobusError.js"
import { canonicalId, checkUuid } from "./internal/usage.js"
import type { Scope } from "./Scope.js"

const urn = <Server extends string, Name extends string>(server: Server, name: Name) =>
  `urn:globus:auth:scope:${server}:${name}` as const

const url = <Client extends string, Name extends string>(client: Client, name: Name) =>
  `https://auth.globus.org/scopes/${client}/${name}` as const

/** The scopes of one collection, endpoint or flow. Scopes are compared as text, so the id is made canonical. */
const of = <Scopes>(id: string, scopes: (id: string) => Scopes): Scopes => scopes(canonicalId(id))

const auth = "auth.globus.org"

/**
 * Globus Auth: identities, and what developers register.
 *
 * @since 0.1.0
 * @category constants
 */
export const AuthScopes = {
  email: "email",
  openid: "openid",
  profile: "profile",
  manage_projects: urn(auth, "manage_projects"),
  view_authentications: urn(auth, "view_authentications"),
  view_clients: urn(auth, "view_clients"),
  view_clients_and_scopes: urn(auth, "view_clients_and_scopes"),
  view_consents: urn(auth, "view_consents"),
  view_identities: urn(auth, "view_identities"),
  view_identity_set: urn(auth, "view_identity_set")
} as const

/**
 * Globus Compute.
 *
 * @since 0.1.0
 * @category constants
 */
export const ComputeScopes = { all: url("facd7ccc-c5f4-42aa-916b-a0e270e2c2a9", "all") } as const

const flows = "eec9b274-0c81-4334-bdc2-54e90e689b9a"

/**
 * Globus Flows. Running a flow needs the flow's own scope: see `specificFlowScopes`.
 *
 * @since 0.1.0
 * @category constants
 */
export const FlowsScopes = {
  all: url(flows, "all"),
  manage_flows: url(flows, "manage_flows"),
  run: url(flows, "run"),
  run_manage: url(flows, "run_manage"),
  run_status: url(flows, "run_status"),
  view_flows: url(flows, "view_flows")
} as const

const groups = "groups.api.globus.org"

/**
 * Globus Groups.
 *
 * @since 0.1.0
 * @category constants
 */
export const GroupsScopes = {
  all: urn(groups, "all"),
  view_my_groups_and_memberships: urn(groups, "view_my_groups_and_memberships")
} as const

/**
 * Nexus, the predecessor of Globus Groups.
 *
 * @since 0.1.0
 * @category constants
 */
export const NexusScopes = { groups: urn("nexus.api.globus.org", "groups") } as const

const search = "search.api.globus.org"

/**
 * Globus Search.
 *
 * @since 0.1.0
 * @category constants
 */
export const SearchScopes = {
  all: urn(search, "all"),
  globus_connect_server: urn(search, "globus_connect_server"),
  ingest: urn(search, "ingest"),
  search: urn(search, "search")
} as const

/**
 * Globus Timers.
 *
 * @since 0.1.0
 * @category constants
 */
export const TimersScopes = { timer: url("524230d7-ea86-4a52-8312-86065a9e0417", "timer") } as const

const transfer = "transfer.api.globus.org"

/**
 * Globus Transfer.
 *
 * @since 0.1.0
 * @category constants
 */
export const TransferScopes = { all: urn(transfer, "all"), gcp_install: urn(transfer, "gcp_install") } as const

/**
 * The scopes of a collection, by its id. `https` allows reading and writing its files over HTTPS. `data_access` lets
 * Transfer act on the collection for a user.
 *
 * @since 0.1.0
 * @category constructors
 */
export const gcsCollectionScopes = (collectionId: string) =>
  of(collectionId, (id) => ({ data_access: url(id, "data_access"), https: url(id, "https") }) as const)

/**
 * The scopes of a Globus Connect Server endpoint, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const gcsEndpointScopes = (endpointId: string) =>
  of(endpointId, (id) => ({ manage_collections: urn(id, "manage_collections") }) as const)

/**
 * The scopes of a flow, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const specificFlowScopes = (flowId: string) =>
  of(flowId, (id) => ({ user: url(id, `flow_${id.replaceAll("-", "_")}_user`) }) as const)

/**
 * The default scopes of each client, by the client's name. A `SpecificFlowClient` needs the scope of its flow
 * (`specificFlowScopes`). The login clients use no token, and need no scope.
 *
 * @since 0.1.0
 * @category constants
 */
export const defaultScopes = {
  AuthClient: [AuthScopes.openid, AuthScopes.profile, AuthScopes.email],
  ComputeClientV2: [ComputeScopes.all],
  ComputeClientV3: [ComputeScopes.all],
  FlowsClient: [FlowsScopes.all],
  GroupsClient: [GroupsScopes.view_my_groups_and_memberships],
  SearchClient: [SearchScopes.search],
  TimersClient: [TimersScopes.timer],
  TransferClient: [TransferScopes.all],
  TransferClientV2: [TransferScopes.all]
} as const

const withDependencies = (scope: string, dependencies: ReadonlyArray<Scope>, optional = false): Scope => ({
  scope,
  optional,
  dependencies
})

/** One scope for each id. The ids become part of the scope notation, so they are checked. */
const scopeOfEach = (
  field: string,
  ids: string | ReadonlyArray<string>,
  scopeOf: (id: string) => Scope
): Either.Either<ReadonlyArray<Scope>, GlobusUsageError> =>
  Either.map(
    Either.all(
      typeof ids === "string" ? [checkUuid(field, ids)] : ids.map((id, place) => checkUuid(`${field}[${place}]`, id))
    ),
    (ids) => [...new Set(ids)].map(scopeOf)
  )

/**
 * The scope of Transfer, with `data_access` for these collections as optional dependencies. Mapped collections of
 * Globus Connect Server need it if they answer `GlobusConsentRequired` and name `data_access`. Takes one id or several,
 * UUIDs.
 *
 * @since 0.1.0
 * @category constructors
 */
export const transferWithDataAccess = (
  collection_ids: string | ReadonlyArray<string>
): Either.Either<Scope, GlobusUsageError> =>
  Either.map(
    scopeOfEach("collection_ids", collection_ids, (id) =>
      withDependencies(gcsCollectionScopes(id).data_access, [], true)
    ),
    (dependencies) => withDependencies(TransferScopes.all, dependencies)
  )

/**
 * The scope of Timers for timers that transfer with these collections. It depends on `transferWithDataAccess`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const timersWithDataAccess = (
  collection_ids: string | ReadonlyArray<string>
): Either.Either<Scope, GlobusUsageError> =>
  Either.map(transferWithDataAccess(collection_ids), (transfer) => withDependencies(TimersScopes.timer, [transfer]))

/**
 * The scope of Timers for timers that run these flows. Takes one id or several, UUIDs.
 *
 * @since 0.1.0
 * @category constructors
 */
export const timersWithFlows = (flow_ids: string | ReadonlyArray<string>): Either.Either<Scope, GlobusUsageError> =>
  Either.map(
    scopeOfEach("flow_ids", flow_ids, (id) => withDependencies(specificFlowScopes(id).user, [])),
    (dependencies) => withDependencies(TimersScopes.timer, dependencies)
  )

/**
 * The scope of a flow for runs that transfer with these collections. Transfer is an optional dependency, since not
 * every flow transfers.
 *
 * @since 0.1.0
 * @category constructors
 */
export const specificFlowWithDataAccess = (
  flow_id: string,
  collection_ids: string | ReadonlyArray<string>
): Either.Either<Scope, GlobusUsageError> =>
  Either.flatMap(checkUuid("flow_id", flow_id), (flow_id) =>
    Either.map(transferWithDataAccess(collection_ids), ({ dependencies, scope }) =>
      withDependencies(specificFlowScopes(flow_id).user, [withDependencies(scope, dependencies, true)])
    )
  )
