/**
 * The declaration of Globus Search: queries, entries and subjects, tasks, indices and their roles.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { declaration } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count, TrueFalse } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import * as Paging from "../Paging.js"
import { Index, IndexChange, IndexList } from "./Index.js"
import { Ingest } from "./Ingest.js"
import { DeleteQuery, ScrollQuery, SearchQuery } from "./SearchQuery.js"
import { GMetaResult, ScrollResult, SearchResult } from "./SearchResult.js"
import { DeletedRole, SearchRole, SearchRoleList } from "./SearchRole.js"
import { SearchTask, SearchTaskList, SubmittedTask } from "./SearchTask.js"

/**
 * The resource server of Globus Search.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "search.api.globus.org"

const scope = (name: "all" | "ingest" | "search") => `urn:globus:auth:scope:search.api.globus.org:${name}`

const toRead = [scope("search"), scope("all")]

const toWrite = [scope("ingest"), scope("all")]

const indexPath = Schema.Struct({
  /** UUID. */
  index_id: Schema.String
})

/** At most 500 bytes. */
const subject = Schema.String

/** Absent: the entry without an id. */
const entry_id = Schema.optional(Schema.String)

/** Whether to read entries that are not visible to the caller. Only for owners and admins of the index. */
const bypass_visible_to = Schema.optional(TrueFalse)

const Queries = HttpApiGroup.make("search.queries")
  .add(
    HttpApiEndpoint.get("search", "/v1/index/:index_id/search")
      .setPath(indexPath)
      .setUrlParams(
        Schema.Struct({
          /** At most 256 characters. */
          q: Schema.String,
          /** `offset` plus `limit` must be at most 10,000. For more results use `scroll`. */
          offset: Schema.optional(Count),
          /** Results on a page. Default: 10. */
          limit: Schema.optional(Count),
          /** Whether `q` uses the advanced syntax: fields, operators, wildcards. */
          advanced: Schema.optional(TrueFalse),
          bypass_visible_to,
          /** Only entries that are visible to the caller because of one of these principal sets, one or several. */
          filter_principal_sets: Schema.optional(CommaSeparated)
        })
      )
      .addSuccess(SearchResult)
      .annotate(Operation.Scopes, toRead)
      .pipe(Paging.paged({ kind: "hasNextPage", items: "gmeta" }))
  )
  .add(
    HttpApiEndpoint.post("postSearch", "/v1/index/:index_id/search")
      .setPath(indexPath)
      .setPayload(SearchQuery)
      .addSuccess(SearchResult)
      .annotate(Operation.Scopes, toRead)
      .annotate(Operation.Repeat, "safe")
      .pipe(Paging.paged({ kind: "hasNextPage", items: "gmeta" }))
  )
  .add(
    HttpApiEndpoint.post("scroll", "/v1/index/:index_id/scroll")
      .setPath(indexPath)
      .setPayload(ScrollQuery)
      .addSuccess(ScrollResult)
      .annotate(Operation.Scopes, toRead)
      .annotate(Operation.Repeat, "safe")
      .pipe(Paging.paged({ kind: "marked", items: "gmeta", parameter: "marker", member: "marker" }))
  )

const Entries = HttpApiGroup.make("search.entries")
  .add(
    HttpApiEndpoint.post("ingest", "/v1/index/:index_id/ingest")
      .setPath(indexPath)
      .setPayload(Ingest)
      .addSuccess(SubmittedTask)
      .annotate(Operation.Scopes, toWrite)
  )
  .add(
    HttpApiEndpoint.post("deleteByQuery", "/v1/index/:index_id/delete_by_query")
      .setPath(indexPath)
      .setPayload(DeleteQuery)
      .addSuccess(SubmittedTask)
      .annotate(Operation.Scopes, toWrite)
  )
  .add(
    HttpApiEndpoint.post("batchDeleteBySubject", "/v1/index/:index_id/batch_delete_by_subject")
      .setPath(indexPath)
      .setPayload(Schema.Struct({ subjects: Schema.Array(Schema.String) }))
      .addSuccess(SubmittedTask)
      .annotate(Operation.Scopes, toWrite)
  )
  .add(
    HttpApiEndpoint.get("getSubject", "/v1/index/:index_id/subject")
      .setPath(indexPath)
      .setUrlParams(Schema.Struct({ subject, bypass_visible_to }))
      .addSuccess(GMetaResult)
      .annotate(Operation.Scopes, toRead)
  )
  .add(
    HttpApiEndpoint.del("deleteSubject", "/v1/index/:index_id/subject")
      .setPath(indexPath)
      .setUrlParams(Schema.Struct({ subject }))
      .addSuccess(SubmittedTask)
      .annotate(Operation.Scopes, toWrite)
  )
  .add(
    HttpApiEndpoint.get("getEntry", "/v1/index/:index_id/entry")
      .setPath(indexPath)
      .setUrlParams(Schema.Struct({ subject, entry_id, bypass_visible_to }))
      .addSuccess(GMetaResult)
      .annotate(Operation.Scopes, toRead)
  )
  .add(
    HttpApiEndpoint.del("deleteEntry", "/v1/index/:index_id/entry")
      .setPath(indexPath)
      .setUrlParams(Schema.Struct({ subject, entry_id }))
      .addSuccess(SubmittedTask)
      .annotate(Operation.Scopes, toWrite)
  )

const Tasks = HttpApiGroup.make("search.tasks")
  .add(
    HttpApiEndpoint.get("getTask", "/v1/task/:task_id")
      .setPath(
        Schema.Struct({
          /** UUID. */
          task_id: Schema.String
        })
      )
      .addSuccess(SearchTask)
  )
  .add(HttpApiEndpoint.get("getTaskList", "/v1/task_list/:index_id").setPath(indexPath).addSuccess(SearchTaskList))

const Indices = HttpApiGroup.make("search.indices")
  .add(
    HttpApiEndpoint.post("createIndex", "/v1/index")
      .setPayload(Schema.Struct({ display_name: Schema.String, description: Schema.String }))
      .addSuccess(Index)
  )
  .add(HttpApiEndpoint.get("getIndex", "/v1/index/:index_id").setPath(indexPath).addSuccess(Index))
  .add(
    HttpApiEndpoint.patch("updateIndex", "/v1/index/:index_id")
      .setPath(indexPath)
      .setPayload(Schema.Struct({ display_name: nullable(Schema.String), description: nullable(Schema.String) }))
      .addSuccess(Index)
  )
  .add(HttpApiEndpoint.del("deleteIndex", "/v1/index/:index_id").setPath(indexPath).addSuccess(IndexChange))
  .add(HttpApiEndpoint.post("reopenIndex", "/v1/index/:index_id/reopen").setPath(indexPath).addSuccess(IndexChange))
  .add(
    HttpApiEndpoint.get("indexList", "/v1/index_list")
      .setUrlParams(
        Schema.Struct({
          /** Only indices in which the caller has one of these roles: `owner`, `admin`, `writer`. */
          filter_roles: Schema.optional(CommaSeparated)
        })
      )
      .addSuccess(IndexList)
  )

const Roles = HttpApiGroup.make("search.roles")
  .add(
    HttpApiEndpoint.post("createRole", "/v1/index/:index_id/role")
      .setPath(indexPath)
      .setPayload(
        Schema.Struct({
          /** `owner`, `admin` or `writer`. Only owners can add owners. */
          role_name: Schema.String,
          /** A URN: `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. */
          principal: Schema.String
        })
      )
      .addSuccess(SearchRole)
  )
  .add(
    HttpApiEndpoint.get("getRoleList", "/v1/index/:index_id/role_list").setPath(indexPath).addSuccess(SearchRoleList)
  )
  .add(
    HttpApiEndpoint.del("deleteRole", "/v1/index/:index_id/role/:role_id")
      .setPath(Schema.Struct({ ...indexPath.fields, role_id: Schema.String }))
      .addSuccess(DeletedRole)
  )

/**
 * The declaration of Globus Search.
 *
 * @since 0.1.0
 * @category api
 */
export const SearchApi = declaration(
  HttpApi.make("search")
    .add(Queries)
    .add(Entries)
    .add(Tasks)
    .add(Indices)
    .add(Roles)
    .annotate(Operation.ResourceServer, resourceServer)
    .annotate(Operation.Scopes, [scope("all")])
)
