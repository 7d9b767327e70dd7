/**
 * The declaration of Globus Search: queries, entries and subjects, tasks, indices and their roles.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/search/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count, TrueFalse } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
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

const Queries = group("search.queries", {
  /** Searches an index with a simple query. */
  search: HttpApiEndpoint.get("search", "/v1/index/:index_id/search")
    .annotate(Operation.Callers, ["anonymous"])
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
    .pipe(paged({ kind: "hasNextPage", items: "gmeta" })),
  /** Searches an index with a query document: filters, facets, boosts and sorting. */
  postSearch: HttpApiEndpoint.post("postSearch", "/v1/index/:index_id/search")
    .annotate(Operation.Callers, ["anonymous"])
    .setPath(indexPath)
    .setPayload(SearchQuery)
    .addSuccess(SearchResult)
    .annotate(Operation.Scopes, toRead)
    .annotate(Operation.Repeat, "safe")
    .pipe(paged({ kind: "hasNextPage", items: "gmeta" })),
  /** Reads all results of a query, page by page, in no useful order. There is no limit on how many. */
  scroll: HttpApiEndpoint.post("scroll", "/v1/index/:index_id/scroll")
    .annotate(Operation.Callers, ["anonymous"])
    .setPath(indexPath)
    .setPayload(ScrollQuery)
    .addSuccess(ScrollResult)
    .annotate(Operation.Scopes, toRead)
    .annotate(Operation.Repeat, "safe")
    .pipe(paged({ kind: "marked", items: "gmeta", parameter: "marker", member: "marker" }))
})

const Entries = group("search.entries", {
  /** Adds or replaces entries. A task does the work: `searchTaskWait` waits for it. */
  ingest: HttpApiEndpoint.post("ingest", "/v1/index/:index_id/ingest")
    .setPath(indexPath)
    .setPayload(Ingest)
    .addSuccess(SubmittedTask)
    .annotate(Operation.Scopes, toWrite),
  /** Deletes all subjects that a query finds. A task does the work. */
  deleteByQuery: HttpApiEndpoint.post("deleteByQuery", "/v1/index/:index_id/delete_by_query")
    .setPath(indexPath)
    .setPayload(DeleteQuery)
    .addSuccess(SubmittedTask)
    .annotate(Operation.Scopes, toWrite),
  /** Deletes subjects by name, with all their entries. A task does the work. */
  batchDeleteBySubject: HttpApiEndpoint.post("batchDeleteBySubject", "/v1/index/:index_id/batch_delete_by_subject")
    .setPath(indexPath)
    .setPayload(Schema.Struct({ subjects: Schema.Array(Schema.String) }))
    .addSuccess(SubmittedTask)
    .annotate(Operation.Scopes, toWrite),
  /** Reads a subject, with all its entries that the caller may see. */
  getSubject: HttpApiEndpoint.get("getSubject", "/v1/index/:index_id/subject")
    .annotate(Operation.Callers, ["anonymous"])
    .setPath(indexPath)
    .setUrlParams(Schema.Struct({ subject, bypass_visible_to }))
    .addSuccess(GMetaResult)
    .annotate(Operation.Scopes, toRead),
  /** Deletes a subject, with all its entries. A task does the work. */
  deleteSubject: HttpApiEndpoint.del("deleteSubject", "/v1/index/:index_id/subject")
    .setPath(indexPath)
    .setUrlParams(Schema.Struct({ subject }))
    .addSuccess(SubmittedTask)
    .annotate(Operation.Scopes, toWrite),
  /** Reads one entry of a subject. */
  getEntry: HttpApiEndpoint.get("getEntry", "/v1/index/:index_id/entry")
    .annotate(Operation.Callers, ["anonymous"])
    .setPath(indexPath)
    .setUrlParams(Schema.Struct({ subject, entry_id, bypass_visible_to }))
    .addSuccess(GMetaResult)
    .annotate(Operation.Scopes, toRead),
  /** Deletes one entry of a subject. A task does the work. */
  deleteEntry: HttpApiEndpoint.del("deleteEntry", "/v1/index/:index_id/entry")
    .setPath(indexPath)
    .setUrlParams(Schema.Struct({ subject, entry_id }))
    .addSuccess(SubmittedTask)
    .annotate(Operation.Scopes, toWrite)
})

const Tasks = group("search.tasks", {
  /** Reads a task: its state, and what came of it. */
  getTask: HttpApiEndpoint.get("getTask", "/v1/task/:task_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        task_id: Schema.String
      })
    )
    .addSuccess(SearchTask),
  /** Lists the tasks of an index, newest first. */
  getTaskList: HttpApiEndpoint.get("getTaskList", "/v1/task_list/:index_id")
    .setPath(indexPath)
    .addSuccess(SearchTaskList)
})

const Indices = group("search.indices", {
  /** Creates an index. The caller is its owner. */
  createIndex: HttpApiEndpoint.post("createIndex", "/v1/index")
    .setPayload(Schema.Struct({ display_name: Schema.String, description: Schema.String }))
    .addSuccess(Index),
  /** Reads an index. */
  getIndex: HttpApiEndpoint.get("getIndex", "/v1/index/:index_id")
    .annotate(Operation.Callers, ["anonymous"])
    .setPath(indexPath)
    .addSuccess(Index),
  /** Changes an index's name and description. */
  updateIndex: HttpApiEndpoint.patch("updateIndex", "/v1/index/:index_id")
    .setPath(indexPath)
    .setPayload(Schema.Struct({ display_name: nullable(Schema.String), description: nullable(Schema.String) }))
    .addSuccess(Index),
  /** Marks an index for deletion. `reopenIndex` takes that back while it lasts. */
  deleteIndex: HttpApiEndpoint.del("deleteIndex", "/v1/index/:index_id").setPath(indexPath).addSuccess(IndexChange),
  /** Takes back the deletion of an index. */
  reopenIndex: HttpApiEndpoint.post("reopenIndex", "/v1/index/:index_id/reopen")
    .setPath(indexPath)
    .addSuccess(IndexChange),
  /** Lists the indices that the caller has a role in. */
  indexList: HttpApiEndpoint.get("indexList", "/v1/index_list")
    .setUrlParams(
      Schema.Struct({
        /** Only indices in which the caller has one of these roles: `owner`, `admin`, `writer`. */
        filter_roles: Schema.optional(CommaSeparated)
      })
    )
    .addSuccess(IndexList)
})

const Roles = group("search.roles", {
  /** Gives an identity or a group a role in an index. */
  createRole: HttpApiEndpoint.post("createRole", "/v1/index/:index_id/role")
    .setPath(indexPath)
    .setPayload(
      Schema.Struct({
        /** `owner`, `admin` or `writer`. Only owners can add owners. */
        role_name: Schema.String,
        /** A URN: `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. */
        principal: Schema.String
      })
    )
    .addSuccess(SearchRole),
  /** Lists the roles in an index. */
  getRoleList: HttpApiEndpoint.get("getRoleList", "/v1/index/:index_id/role_list")
    .setPath(indexPath)
    .addSuccess(SearchRoleList),
  /** Takes a role away. */
  deleteRole: HttpApiEndpoint.del("deleteRole", "/v1/index/:index_id/role/:role_id")
    .setPath(Schema.Struct({ ...indexPath.fields, role_id: Schema.String }))
    .addSuccess(DeletedRole)
})

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
