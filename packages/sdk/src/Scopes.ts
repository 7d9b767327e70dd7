/**
 * The scopes of Globus services, under the Python SDK's names.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */

const urn = <Server extends string, Name extends string>(server: Server, name: Name) =>
  `urn:globus:auth:scope:${server}:${name}` as const

const url = <Client extends string, Name extends string>(client: Client, name: Name) =>
  `https://auth.globus.org/scopes/${client}/${name}` as const

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
  ({ data_access: url(collectionId, "data_access"), https: url(collectionId, "https") }) as const

/**
 * Those of a Globus Connect Server endpoint, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const gcsEndpointScopes = (endpointId: string) =>
  ({ manage_collections: urn(endpointId, "manage_collections") }) as const

/**
 * Those of a flow, by its id.
 *
 * @since 0.1.0
 * @category constructors
 */
export const specificFlowScopes = (flowId: string) =>
  ({ user: url(flowId, `flow_${flowId.replaceAll("-", "_")}_user`) }) as const
