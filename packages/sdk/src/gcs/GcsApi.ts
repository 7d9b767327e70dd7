/**
 * The declaration of the manager of a Globus Connect Server endpoint: collections, storage gateways, roles,
 * credentials, and the endpoint itself.
 *
 * @since 0.1.0
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { Id } from "../internal/operation/document.js"
import { CommaSeparated, Count } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
import { gcsEndpointScopes } from "../Scopes.js"
import { CollectionList, CollectionResult, GuestCollection, MappedCollection } from "./Collection.js"
import { GcsEndpointData, GcsEndpointResult } from "./GcsEndpoint.js"
import { GcsInfoResult } from "./GcsInfo.js"
import { GcsResult } from "./GcsResult.js"
import { GcsRoleData, GcsRoleList, GcsRoleResult } from "./GcsRole.js"
import { StorageGatewayData, StorageGatewayList, StorageGatewayResult } from "./StorageGateway.js"
import { UserCredentialData, UserCredentialList, UserCredentialResult } from "./UserCredential.js"

const collectionPath = Schema.Struct({
  /** UUID. */
  collection_id: Schema.String
})

const gatewayPath = Schema.Struct({
  /** UUID. */
  storage_gateway_id: Schema.String
})

const rolePath = Schema.Struct({
  /** UUID. */
  role_id: Schema.String
})

const credentialPath = Schema.Struct({
  /** UUID. */
  user_credential_id: Schema.String
})

/** `private_policies`: the answer includes what only managers may see. */
const include = Schema.optional(CommaSeparated)

const page = {
  /** Items on a page. */
  page_size: Schema.optional(Count),
  marker: Schema.optional(Schema.String)
}

const byMarker = paged({
  kind: "marked",
  items: "data",
  parameter: "marker",
  member: "marker",
  hasNextPage: true
})

const collectionData = Schema.Union(MappedCollection, GuestCollection)

const Collections = group("gcs.collections", {
  /**
   * Creates a mapped or a guest collection. A guest collection also needs `data_access` of the mapped collection,
   * unless that is a high-assurance collection.
   */
  createCollection: HttpApiEndpoint.post("createCollection", "/collections")
    .setPayload(collectionData)
    .addSuccess(CollectionResult),
  /** Reads a collection. */
  getCollection: HttpApiEndpoint.get("getCollection", "/collections/:collection_id")
    .setPath(collectionPath)
    .addSuccess(CollectionResult),
  /** Lists the endpoint's collections that the caller may see. */
  getCollectionList: HttpApiEndpoint.get("getCollectionList", "/collections")
    .setUrlParams(
      Schema.Struct({
        /** UUID: only guest collections of this mapped collection. */
        mapped_collection_id: Schema.optional(Id),
        /** `mapped_collections`, `guest_collections`, `managed_by_me`, `created_by_me`. */
        filter: Schema.optional(CommaSeparated),
        include,
        ...page
      })
    )
    .addSuccess(CollectionList)
    .pipe(byMarker),
  /** Changes a collection. Members that are not given stay as they are. */
  updateCollection: HttpApiEndpoint.patch("updateCollection", "/collections/:collection_id")
    .setPath(collectionPath)
    .setPayload(collectionData)
    .addSuccess(CollectionResult),
  /**
   * Deletes a collection. The files stay. Guest collections of a mapped collection are deleted with it. A
   * `delete_protected` collection cannot be deleted.
   */
  deleteCollection: HttpApiEndpoint.del("deleteCollection", "/collections/:collection_id")
    .setPath(collectionPath)
    .addSuccess(GcsResult)
})

const Endpoint = group("gcs.endpoint", {
  /** Reads the endpoint's own document. */
  getEndpoint: HttpApiEndpoint.get("getEndpoint", "/endpoint").addSuccess(GcsEndpointResult),
  /** Changes the endpoint's own document. Members that are not given stay as they are. */
  updateEndpoint: HttpApiEndpoint.patch("updateEndpoint", "/endpoint")
    .setUrlParams(
      Schema.Struct({
        /** `endpoint`: the answer has the updated endpoint. */
        include: Schema.optional(CommaSeparated)
      })
    )
    .setPayload(GcsEndpointData)
    .addSuccess(GcsEndpointResult)
})

const Roles = group("gcs.roles", {
  /** Gives an identity or a group a role, on the endpoint or on a collection. */
  createRole: HttpApiEndpoint.post("createRole", "/roles").setPayload(GcsRoleData).addSuccess(GcsRoleResult),
  /** Reads a role. */
  getRole: HttpApiEndpoint.get("getRole", "/roles/:role_id").setPath(rolePath).addSuccess(GcsRoleResult),
  /** Lists the roles on the endpoint, or on a collection. */
  getRoleList: HttpApiEndpoint.get("getRoleList", "/roles")
    .setUrlParams(
      Schema.Struct({
        /** UUID. Absent: the roles on the endpoint itself. */
        collection_id: Schema.optional(Id),
        /** `all_roles`: also the roles of others, and the roles on all collections. */
        include: Schema.optional(CommaSeparated),
        ...page
      })
    )
    .addSuccess(GcsRoleList)
    .pipe(byMarker),
  /** Takes a role away. */
  deleteRole: HttpApiEndpoint.del("deleteRole", "/roles/:role_id").setPath(rolePath).addSuccess(GcsResult)
})

// Policies contain secrets, and answers may repeat them, so these operations are sensitive.
const StorageGateways = group("gcs.storageGateways", {
  /** Creates a storage gateway, through which collections reach storage. */
  createStorageGateway: HttpApiEndpoint.post("createStorageGateway", "/storage_gateways")
    .setPayload(StorageGatewayData)
    .addSuccess(StorageGatewayResult)
    .annotate(Operation.Sensitive, true),
  /** Reads a storage gateway. */
  getStorageGateway: HttpApiEndpoint.get("getStorageGateway", "/storage_gateways/:storage_gateway_id")
    .setPath(gatewayPath)
    .setUrlParams(Schema.Struct({ include }))
    .addSuccess(StorageGatewayResult),
  /** Lists the endpoint's storage gateways. */
  getStorageGatewayList: HttpApiEndpoint.get("getStorageGatewayList", "/storage_gateways")
    .setUrlParams(Schema.Struct({ include, ...page }))
    .addSuccess(StorageGatewayList)
    .pipe(byMarker),
  /** Changes a storage gateway. Members that are not given stay as they are. */
  updateStorageGateway: HttpApiEndpoint.patch("updateStorageGateway", "/storage_gateways/:storage_gateway_id")
    .setPath(gatewayPath)
    .setPayload(StorageGatewayData)
    .addSuccess(StorageGatewayResult)
    .annotate(Operation.Sensitive, true),
  /** Deletes a storage gateway. It must have no collections. */
  deleteStorageGateway: HttpApiEndpoint.del("deleteStorageGateway", "/storage_gateways/:storage_gateway_id")
    .setPath(gatewayPath)
    .addSuccess(GcsResult)
})

const UserCredentials = group("gcs.userCredentials", {
  /** Creates a credential for the caller's access to a storage gateway. */
  createUserCredential: HttpApiEndpoint.post("createUserCredential", "/user_credentials")
    .setPayload(UserCredentialData)
    .addSuccess(UserCredentialResult)
    .annotate(Operation.Sensitive, true),
  /** Reads a user credential. */
  getUserCredential: HttpApiEndpoint.get("getUserCredential", "/user_credentials/:user_credential_id")
    .setPath(credentialPath)
    .addSuccess(UserCredentialResult),
  /** Lists the caller's user credentials. */
  getUserCredentialList: HttpApiEndpoint.get("getUserCredentialList", "/user_credentials")
    .setUrlParams(
      Schema.Struct({
        /** UUID: only credentials for this storage gateway. */
        storage_gateway: Schema.optional(Id),
        ...page
      })
    )
    .addSuccess(UserCredentialList)
    .pipe(byMarker),
  /** Changes a user credential. Members that are not given stay as they are. */
  updateUserCredential: HttpApiEndpoint.patch("updateUserCredential", "/user_credentials/:user_credential_id")
    .setPath(credentialPath)
    .setPayload(UserCredentialData)
    .addSuccess(UserCredentialResult)
    .annotate(Operation.Sensitive, true),
  /** Deletes a user credential. */
  deleteUserCredential: HttpApiEndpoint.del("deleteUserCredential", "/user_credentials/:user_credential_id")
    .setPath(credentialPath)
    .addSuccess(GcsResult)
})

const managed = HttpApi.make("gcs.managed")
  .add(Collections)
  .add(Endpoint)
  .add(Roles)
  .add(StorageGateways)
  .add(UserCredentials)

// `getGcsInfo` is public, so it has no resource server and sends no token.
const open = HttpApi.make("gcs").add(
  group("gcs.info", {
    /** Tells the endpoint's version and ids. It needs no authorization. */
    getGcsInfo: HttpApiEndpoint.get("getGcsInfo", "/info").addSuccess(GcsInfoResult)
  })
)

/**
 * The declaration of the manager of an endpoint. Each endpoint is a resource server of its own: `forEndpoint` adds it.
 *
 * @since 0.1.0
 * @category api
 */
export const GcsApi = declaration(open.addHttpApi(managed))

/**
 * `GcsApi` for one endpoint. Its id is the resource server of all operations except `getGcsInfo`, which needs no token.
 *
 * @since 0.1.0
 * @category api
 */
export const forEndpoint = (endpointId: string): typeof GcsApi =>
  declaration(
    open.addHttpApi(
      managed
        .annotate(Operation.ResourceServer, endpointId)
        .annotate(Operation.Scopes, [gcsEndpointScopes(endpointId).manage_collections])
    )
  )
