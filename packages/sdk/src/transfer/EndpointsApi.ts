/**
 * The part of Globus Transfer that manages endpoints and collections: their descriptions, roles and access rules, and
 * the bookmarks of users.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { Id, nullable } from "../internal/operation/document.js"
import { Count } from "../internal/operation/query.js"
import { endpointPath } from "./internal/transfer.js"
import { paged } from "../internal/operation/paging.js"
import { AccessRule, AccessRuleCreated, AccessRuleList } from "./AccessRule.js"
import { Bookmark, BookmarkList } from "./Bookmark.js"
import { EndpointList } from "./Endpoint.js"
import { EndpointRole, EndpointRoleList } from "./EndpointRole.js"
import { EndpointServer, EndpointServerList } from "./EndpointServer.js"
import { PauseRuleLimitedList } from "./PauseRule.js"
import { SharedEndpointCreated, SharedEndpointList } from "./SharedEndpoint.js"
import { Result } from "./TransferResult.js"

// --- Endpoints and collections ----------------------------------------------------------------------------------------

/** The members that a caller may set in a new collection and in a change. */
const described = {
  description: nullable(Schema.String),
  organization: nullable(Schema.String),
  department: nullable(Schema.String),
  /** Separated by commas. */
  keywords: nullable(Schema.String),
  contact_email: nullable(Schema.String),
  contact_info: nullable(Schema.String),
  info_link: nullable(Schema.String),
  /** The displayed name of the owner. */
  owner_string: nullable(Schema.String),
  /** The directory that is listed if a listing names no path. */
  default_directory: nullable(Schema.String),
  /** Whether all transfers must be encrypted. */
  force_encryption: nullable(Schema.Boolean),
  /** Whether transfers cannot verify checksums. */
  disable_verify: nullable(Schema.Boolean),
  /** The longest lifetime of an access rule, in minutes. */
  acl_max_expiration_period_mins: nullable(Schema.Number)
}

const collectionPath = Schema.Struct({
  /** The collection's UUID. */
  collection_id: Schema.String
})

const Management = group("transfer.endpointManagement", {
  /**
   * Changes an endpoint or a collection. Members that are not given stay as they are. Only for collections of
   * Globus Connect Personal. Those of a Globus Connect Server are changed by `GCSClient`.
   */
  updateEndpoint: HttpApiEndpoint.put("updateEndpoint", "/v0.10/endpoint/:endpoint_id")
    .setPath(endpointPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.optional(Schema.Literal("endpoint")),
        display_name: nullable(Schema.String),
        ...described,
        /** Whether everyone can find it. */
        public: nullable(Schema.Boolean),
        /** A message to users of the collection, and a link to more. */
        user_message: nullable(Schema.String),
        user_message_link: nullable(Schema.String),
        /** UUID. See `setSubscriptionId`. */
        subscription_id: nullable(Schema.String),
        /** How long an authentication of a user counts, in minutes. */
        authentication_timeout_mins: nullable(Schema.Number),
        /** Latitude and longitude in degrees, separated by a comma. */
        location: nullable(Schema.String),
        /** `normal`, `minimal`, `aggressive`, or `custom`. With `custom`, the next four numbers hold. */
        network_use: nullable(Schema.String),
        max_concurrency: nullable(Schema.Number),
        preferred_concurrency: nullable(Schema.Number),
        max_parallelism: nullable(Schema.Number),
        preferred_parallelism: nullable(Schema.Number)
      })
    )
    .addSuccess(Result),
  /** Deletes an endpoint or a collection. The files stay. */
  deleteEndpoint: HttpApiEndpoint.del("deleteEndpoint", "/v0.10/endpoint/:endpoint_id")
    .setPath(endpointPath)
    .addSuccess(Result),
  /** Puts an endpoint under a subscription, or takes it from one. */
  setSubscriptionId: HttpApiEndpoint.put("setSubscriptionId", "/v0.10/endpoint/:collection_id/subscription")
    .setPath(collectionPath)
    .setPayload(
      Schema.Struct({
        /** UUID. `DEFAULT`: the caller's only subscription. Null removes the subscription. */
        subscription_id: Schema.NullOr(Schema.String)
      })
    )
    .addSuccess(Result),
  /** Says that a subscription's administrator has verified the collection, or takes that back. */
  setSubscriptionAdminVerified: HttpApiEndpoint.put(
    "setSubscriptionAdminVerified",
    "/v0.10/endpoint/:collection_id/subscription_admin_verified"
  )
    .setPath(collectionPath)
    .setPayload(
      Schema.Struct({
        /** Whether an administrator of the subscription has verified the collection. The caller must be one. */
        subscription_admin_verified: Schema.Boolean
      })
    )
    .addSuccess(Result)
})

const SharedEndpoints = group("transfer.sharedEndpoints", {
  /** Creates a guest collection on a collection of Globus Connect Personal. Only on Globus Connect Personal. */
  createSharedEndpoint: HttpApiEndpoint.post("createSharedEndpoint", "/v0.10/shared_endpoint")
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("shared_endpoint"),
        display_name: Schema.String,
        /** UUID of the collection that hosts it. Documents have it as `host_endpoint_id`. */
        host_endpoint: Id,
        /** The directory on the host that becomes its root. */
        host_path: Schema.String,
        ...described
      })
    )
    .addSuccess(SharedEndpointCreated, { status: 201 }),
  /**
   * Lists the caller's guest collections on an endpoint. Lists guest collections on the endpoint on which the
   * caller is an administrator or an access manager.
   */
  mySharedEndpointList: HttpApiEndpoint.get(
    "mySharedEndpointList",
    "/v0.10/endpoint/:endpoint_id/my_shared_endpoint_list"
  )
    .setPath(endpointPath)
    .addSuccess(EndpointList),
  /** Lists all guest collections on an endpoint. Only for managers of the endpoint. */
  getSharedEndpointList: HttpApiEndpoint.get(
    "getSharedEndpointList",
    "/v0.10/endpoint/:endpoint_id/shared_endpoint_list"
  )
    .setPath(endpointPath)
    .setUrlParams(
      Schema.Struct({
        /** The most entries of a page. */
        max_results: Schema.optional(Count),
        /** `next_token` of the page before. */
        next_token: Schema.optional(Schema.String)
      })
    )
    .addSuccess(SharedEndpointList)
    .pipe(paged({ kind: "marked", items: "shared_endpoints", parameter: "next_token", member: "next_token" }))
})

const serverPath = Schema.Struct({
  ...endpointPath.fields,
  server_id: Schema.Union(Count, Schema.String)
})

const Servers = group("transfer.servers", {
  /** Lists the servers of an endpoint. */
  endpointServerList: HttpApiEndpoint.get("endpointServerList", "/v0.10/endpoint/:endpoint_id/server_list")
    .setPath(endpointPath)
    .addSuccess(EndpointServerList),
  /** Reads a server of an endpoint. */
  getEndpointServer: HttpApiEndpoint.get("getEndpointServer", "/v0.10/endpoint/:endpoint_id/server/:server_id")
    .setPath(serverPath)
    .addSuccess(EndpointServer)
})

// --- Roles and access rules -------------------------------------------------------------------------------------------

const rolePath = Schema.Struct({
  ...endpointPath.fields,
  /** UUID. */
  role_id: Schema.String
})

const Roles = group("transfer.roles", {
  /** Lists the roles on an endpoint. */
  endpointRoleList: HttpApiEndpoint.get("endpointRoleList", "/v0.10/endpoint/:endpoint_id/role_list")
    .setPath(endpointPath)
    .addSuccess(EndpointRoleList),
  /** Gives an identity or a group a role on an endpoint. */
  addEndpointRole: HttpApiEndpoint.post("addEndpointRole", "/v0.10/endpoint/:endpoint_id/role")
    .setPath(endpointPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("role"),
        /** `identity` or `group`. */
        principal_type: Schema.String,
        /** UUID of the identity or the group. */
        principal: Schema.String,
        /** `administrator`, `access_manager`, `activity_manager` or `activity_monitor`. */
        role: Schema.String
      })
    )
    .addSuccess(EndpointRole, { status: 201 }),
  /** Reads a role on an endpoint. */
  getEndpointRole: HttpApiEndpoint.get("getEndpointRole", "/v0.10/endpoint/:endpoint_id/role/:role_id")
    .setPath(rolePath)
    .addSuccess(EndpointRole),
  /** Takes a role on an endpoint away. */
  deleteEndpointRole: HttpApiEndpoint.del("deleteEndpointRole", "/v0.10/endpoint/:endpoint_id/role/:role_id")
    .setPath(rolePath)
    .addSuccess(Result)
})

const rulePath = Schema.Struct({
  ...endpointPath.fields,
  rule_id: Schema.String
})

const AccessRules = group("transfer.accessRules", {
  /** Lists the access rules of a guest collection. */
  endpointAclList: HttpApiEndpoint.get("endpointAclList", "/v0.10/endpoint/:endpoint_id/access_list")
    .setPath(endpointPath)
    .addSuccess(AccessRuleList),
  /** Adds an access rule to a guest collection: who may read or write below a path. */
  addEndpointAclRule: HttpApiEndpoint.post("addEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access")
    .setPath(endpointPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("access"),
        /** `identity`, `group`, `all_authenticated_users` or `anonymous`. */
        principal_type: Schema.String,
        /** A directory; ends with `/`. The rule holds for everything below it. */
        path: Schema.String,
        /** `r` or `rw`. */
        permissions: Schema.String,
        /** UUID of the identity or the group. Absent for the other types. */
        principal: nullable(Schema.String),
        /** ISO 8601. Null: it does not expire. */
        expiration_date: nullable(Schema.String),
        /** The email address to notify, and the text. */
        notify_email: nullable(Schema.String),
        notify_message: nullable(Schema.String)
      })
    )
    .addSuccess(AccessRuleCreated, { status: 201 }),
  /** Reads an access rule. */
  getEndpointAclRule: HttpApiEndpoint.get("getEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
    .setPath(rulePath)
    .addSuccess(AccessRule),
  /** Changes an access rule. */
  updateEndpointAclRule: HttpApiEndpoint.put("updateEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
    .setPath(rulePath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.Literal("access"),
        /** `r` or `rw`. */
        permissions: nullable(Schema.String),
        /** ISO 8601. Null: it does not expire. */
        expiration_date: nullable(Schema.String)
      })
    )
    .addSuccess(Result),
  /** Deletes an access rule. */
  deleteEndpointAclRule: HttpApiEndpoint.del("deleteEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
    .setPath(rulePath)
    .addSuccess(Result)
})

const EffectivePauseRules = group("transfer.effectivePauseRules", {
  /** Lists the pause rules that hold for the caller's tasks on an endpoint. */
  myEffectivePauseRuleList: HttpApiEndpoint.get(
    "myEffectivePauseRuleList",
    "/v0.10/endpoint/:endpoint_id/my_effective_pause_rule_list"
  )
    .setPath(endpointPath)
    .addSuccess(PauseRuleLimitedList)
})

// --- Bookmarks --------------------------------------------------------------------------------------------------------

const bookmarkPath = Schema.Struct({
  /** UUID. */
  bookmark_id: Schema.String
})

// `DATA_TYPE` is optional: Transfer accepts bookmarks without it, and the Globus CLI sends none.
const Bookmarks = group("transfer.bookmarks", {
  /** Lists the caller's bookmarks. */
  bookmarkList: HttpApiEndpoint.get("bookmarkList", "/v0.10/bookmark_list").addSuccess(BookmarkList),
  /** Creates a bookmark: a name for a path of a collection. */
  createBookmark: HttpApiEndpoint.post("createBookmark", "/v0.10/bookmark")
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.optional(Schema.Literal("bookmark")),
        /** Unique among the caller's bookmarks. */
        name: Schema.String,
        /** UUID of the collection. */
        endpoint_id: Id,
        /** A directory on the collection; ends with `/`. */
        path: Schema.String,
        pinned: nullable(Schema.Boolean)
      })
    )
    .addSuccess(Bookmark, { status: 201 }),
  /** Reads a bookmark. */
  getBookmark: HttpApiEndpoint.get("getBookmark", "/v0.10/bookmark/:bookmark_id")
    .setPath(bookmarkPath)
    .addSuccess(Bookmark),
  /** Changes a bookmark. */
  updateBookmark: HttpApiEndpoint.put("updateBookmark", "/v0.10/bookmark/:bookmark_id")
    .setPath(bookmarkPath)
    .setPayload(
      Schema.Struct({
        DATA_TYPE: Schema.optional(Schema.Literal("bookmark")),
        name: nullable(Schema.String),
        pinned: nullable(Schema.Boolean)
      })
    )
    .addSuccess(Bookmark),
  /** Deletes a bookmark. */
  deleteBookmark: HttpApiEndpoint.del("deleteBookmark", "/v0.10/bookmark/:bookmark_id")
    .setPath(bookmarkPath)
    .addSuccess(Result)
})

/**
 * The declaration of the part of Globus Transfer that manages endpoints and collections. `TransferApi` includes it and
 * adds the resource server and the scopes.
 *
 * @since 0.1.0
 * @category api
 */
export const EndpointsApi = declaration(
  HttpApi.make("transfer.endpointsAndCollections")
    .add(Management)
    .add(SharedEndpoints)
    .add(Servers)
    .add(Roles)
    .add(AccessRules)
    .add(EffectivePauseRules)
    .add(Bookmarks)
)
