/**
 * The part of Globus Transfer that manages endpoints and collections: their descriptions, roles and access rules, and
 * the bookmarks of users.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { declaration } from "../internal/operation/declaration.js"
import { Id, nullable } from "../internal/operation/document.js"
import { Count } from "../internal/operation/query.js"
import { endpointPath } from "./internal/transfer.js"
import * as Paging from "../Paging.js"
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

const Management = HttpApiGroup.make("transfer.endpointManagement")
  .add(
    // Only for collections of Globus Connect Personal. Those of a Globus Connect Server are changed by `GCSClient`.
    HttpApiEndpoint.put("updateEndpoint", "/v0.10/endpoint/:endpoint_id")
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
      .addSuccess(Result)
  )
  .add(HttpApiEndpoint.del("deleteEndpoint", "/v0.10/endpoint/:endpoint_id").setPath(endpointPath).addSuccess(Result))
  .add(
    HttpApiEndpoint.put("setSubscriptionId", "/v0.10/endpoint/:collection_id/subscription")
      .setPath(collectionPath)
      .setPayload(
        Schema.Struct({
          /** UUID. `DEFAULT`: the caller's only subscription. Null removes the subscription. */
          subscription_id: Schema.NullOr(Schema.String)
        })
      )
      .addSuccess(Result)
  )
  .add(
    HttpApiEndpoint.put("setSubscriptionAdminVerified", "/v0.10/endpoint/:collection_id/subscription_admin_verified")
      .setPath(collectionPath)
      .setPayload(
        Schema.Struct({
          /** Whether an administrator of the subscription has verified the collection. The caller must be one. */
          subscription_admin_verified: Schema.Boolean
        })
      )
      .addSuccess(Result)
  )

const SharedEndpoints = HttpApiGroup.make("transfer.sharedEndpoints")
  .add(
    // Only on Globus Connect Personal.
    HttpApiEndpoint.post("createSharedEndpoint", "/v0.10/shared_endpoint")
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
      .addSuccess(SharedEndpointCreated, { status: 201 })
  )
  .add(
    // Lists guest collections on the endpoint on which the caller is an administrator or an access manager.
    HttpApiEndpoint.get("mySharedEndpointList", "/v0.10/endpoint/:endpoint_id/my_shared_endpoint_list")
      .setPath(endpointPath)
      .addSuccess(EndpointList)
  )
  .add(
    // Only for managers of the endpoint.
    HttpApiEndpoint.get("getSharedEndpointList", "/v0.10/endpoint/:endpoint_id/shared_endpoint_list")
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
      .pipe(Paging.paged({ kind: "marked", items: "shared_endpoints", parameter: "next_token", member: "next_token" }))
  )

const serverPath = Schema.Struct({
  ...endpointPath.fields,
  server_id: Schema.Union(Count, Schema.String)
})

const Servers = HttpApiGroup.make("transfer.servers")
  .add(
    HttpApiEndpoint.get("endpointServerList", "/v0.10/endpoint/:endpoint_id/server_list")
      .setPath(endpointPath)
      .addSuccess(EndpointServerList)
  )
  .add(
    HttpApiEndpoint.get("getEndpointServer", "/v0.10/endpoint/:endpoint_id/server/:server_id")
      .setPath(serverPath)
      .addSuccess(EndpointServer)
  )

// --- Roles and access rules -------------------------------------------------------------------------------------------

const rolePath = Schema.Struct({
  ...endpointPath.fields,
  /** UUID. */
  role_id: Schema.String
})

const Roles = HttpApiGroup.make("transfer.roles")
  .add(
    HttpApiEndpoint.get("endpointRoleList", "/v0.10/endpoint/:endpoint_id/role_list")
      .setPath(endpointPath)
      .addSuccess(EndpointRoleList)
  )
  .add(
    HttpApiEndpoint.post("addEndpointRole", "/v0.10/endpoint/:endpoint_id/role")
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
      .addSuccess(EndpointRole, { status: 201 })
  )
  .add(
    HttpApiEndpoint.get("getEndpointRole", "/v0.10/endpoint/:endpoint_id/role/:role_id")
      .setPath(rolePath)
      .addSuccess(EndpointRole)
  )
  .add(
    HttpApiEndpoint.del("deleteEndpointRole", "/v0.10/endpoint/:endpoint_id/role/:role_id")
      .setPath(rolePath)
      .addSuccess(Result)
  )

const rulePath = Schema.Struct({
  ...endpointPath.fields,
  rule_id: Schema.String
})

const AccessRules = HttpApiGroup.make("transfer.accessRules")
  .add(
    HttpApiEndpoint.get("endpointAclList", "/v0.10/endpoint/:endpoint_id/access_list")
      .setPath(endpointPath)
      .addSuccess(AccessRuleList)
  )
  .add(
    HttpApiEndpoint.post("addEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access")
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
      .addSuccess(AccessRuleCreated, { status: 201 })
  )
  .add(
    HttpApiEndpoint.get("getEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
      .setPath(rulePath)
      .addSuccess(AccessRule)
  )
  .add(
    HttpApiEndpoint.put("updateEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
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
      .addSuccess(Result)
  )
  .add(
    HttpApiEndpoint.del("deleteEndpointAclRule", "/v0.10/endpoint/:endpoint_id/access/:rule_id")
      .setPath(rulePath)
      .addSuccess(Result)
  )

const EffectivePauseRules = HttpApiGroup.make("transfer.effectivePauseRules").add(
  HttpApiEndpoint.get("myEffectivePauseRuleList", "/v0.10/endpoint/:endpoint_id/my_effective_pause_rule_list")
    .setPath(endpointPath)
    .addSuccess(PauseRuleLimitedList)
)

// --- Bookmarks --------------------------------------------------------------------------------------------------------

const bookmarkPath = Schema.Struct({
  /** UUID. */
  bookmark_id: Schema.String
})

// `DATA_TYPE` is optional: Transfer accepts bookmarks without it, and the Globus CLI sends none.
const Bookmarks = HttpApiGroup.make("transfer.bookmarks")
  .add(HttpApiEndpoint.get("bookmarkList", "/v0.10/bookmark_list").addSuccess(BookmarkList))
  .add(
    HttpApiEndpoint.post("createBookmark", "/v0.10/bookmark")
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
      .addSuccess(Bookmark, { status: 201 })
  )
  .add(HttpApiEndpoint.get("getBookmark", "/v0.10/bookmark/:bookmark_id").setPath(bookmarkPath).addSuccess(Bookmark))
  .add(
    HttpApiEndpoint.put("updateBookmark", "/v0.10/bookmark/:bookmark_id")
      .setPath(bookmarkPath)
      .setPayload(
        Schema.Struct({
          DATA_TYPE: Schema.optional(Schema.Literal("bookmark")),
          name: nullable(Schema.String),
          pinned: nullable(Schema.Boolean)
        })
      )
      .addSuccess(Bookmark)
  )
  .add(HttpApiEndpoint.del("deleteBookmark", "/v0.10/bookmark/:bookmark_id").setPath(bookmarkPath).addSuccess(Result))

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
