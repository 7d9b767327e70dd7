/**
 * The scopes of Globus services, under the Python SDK's names; what each client asks for unless told otherwise; and the
 * scopes with dependencies that files of some collections, and flows, take.
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

/** Those of one collection, endpoint or flow, by its id. Scopes are compared as text. */
const of = <Scopes>(id: string, scopes: (id: string) => Scopes): Scopes => scopes(canonicalId(id))

const auth = "auth.globus.org"

/**
 * Globus Auth: who somebody is, and what developers register.
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
 * Globus Flows. To run a flow takes the flow's own scope: `specificFlowScopes`.
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
 * Nexus, which was before Globus Groups.
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
 * Those of a collection, by its id: `https` to read and write its files over HTTPS, `data_access` for what Transfer does
 * with it in somebody's name.
 *
 * @since 0.1.0
 * @category constructors
 */
export const gcsCollectionScopes = (collectionId: string) =>
  of(collectionId, (id) => ({ data_access: url(id, "data_access"), https: url(id, "https") }) as const)

/**
 * Those of a Globus Connect Server endpoint, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const gcsEndpointScopes = (endpointId: string) =>
  of(endpointId, (id) => ({ manage_collections: urn(id, "manage_collections") }) as const)

/**
 * Those of a flow, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const specificFlowScopes = (flowId: string) =>
  of(flowId, (id) => ({ user: url(id, `flow_${id.replaceAll("-", "_")}_user`) }) as const)

/**
 * What each client asks a user for, unless the program needs more or less, by the client's name. A `SpecificFlowClient`
 * asks for its flow's own scope (`specificFlowScopes`). The login clients have no token, and ask for none.
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

/** A scope of each id. Ids go into a notation with characters of its own, so they are checked. */
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
 * Transfer, with the consent that collections ask for before it reads and writes their files in somebody's name: for
 * mapped collections of Globus Connect Server whose `GlobusConsentRequired` names `data_access`. One id or several, UUIDs.
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
 * Timers, for timers of transfers with these collections: `transferWithDataAccess`, in the timer's hands.
 *
 * @since 0.1.0
 * @category constructors
 */
export const timersWithDataAccess = (
  collection_ids: string | ReadonlyArray<string>
): Either.Either<Scope, GlobusUsageError> =>
  Either.map(transferWithDataAccess(collection_ids), (transfer) => withDependencies(TimersScopes.timer, [transfer]))

/**
 * Timers, for timers that run these flows. One id or several, UUIDs.
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
 * A flow, for runs that transfer with these collections. A flow need not transfer, so Transfer is optional there.
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
