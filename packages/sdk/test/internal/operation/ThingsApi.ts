/** A declaration with one endpoint for each thing that a declaration can say, and its client. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Authorization } from "../../../src/Authorization.js"
import type { ClientOptions } from "../../../src/ClientOptions.js"
import { derive } from "../../../src/internal/operation/call.js"
import { declaration, group } from "../../../src/internal/operation/declaration.js"
import { SegmentsId } from "../../../src/internal/operation/document.js"
import { CommaSeparated, Count, Flag } from "../../../src/internal/operation/query.js"
import * as request from "../../../src/internal/operation/request.js"
import * as transport from "../../../src/internal/wire/transport.js"
import * as Operation from "../../../src/Operation.js"
import { paged } from "../../../src/internal/operation/paging.js"
import { anonymous } from "../../script.js"

const Thing = Schema.Struct({
  id: Schema.String,
  parts: Schema.optional(Schema.Array(Schema.Struct({ size: Schema.Number })))
}).annotations({ identifier: "Thing" })

const ThingList = Schema.Struct({
  DATA: Schema.Array(Thing),
  total: Schema.optional(Schema.Number)
}).annotations({ identifier: "ThingList" })

interface Tree {
  readonly children: ReadonlyArray<Tree>
}

const Tree: Schema.Schema<Tree> = Schema.Struct({ children: Schema.Array(Schema.suspend(() => Tree)) }).annotations({
  identifier: "Tree"
})

const thing = Schema.Struct({ thing_id: Schema.String })

const form = { kind: "UrlParams" } as const

const Things = group("things", {
  getThing: HttpApiEndpoint.get("getThing", "/v1/thing/:thing_id/whole")
    .setPath(thing)
    .setUrlParams(
      Schema.Struct({
        show_hidden: Schema.optional(Flag),
        fields: Schema.optional(CommaSeparated),
        limit: Schema.optional(Count)
      })
    )
    .addSuccess(Thing),
  putThing: HttpApiEndpoint.put("putThing", "/v1/thing/:thing_id")
    .setPath(thing)
    .setUrlParams(Schema.Struct({ force: Schema.optional(Flag) }))
    .setPayload(
      Schema.Struct({ DATA_TYPE: Schema.Literal("thing"), name: Schema.String, note: Schema.optional(Schema.String) })
    )
    .addSuccess(Thing, { status: 202 }),
  createThing: HttpApiEndpoint.post("createThing", "/v1/thing")
    .setPayload(Schema.Struct({ DATA_TYPE: Schema.optional(Schema.Literal("thing")), name: Schema.String }))
    .addSuccess(Thing),
  sortThing: HttpApiEndpoint.post("sortThing", "/v1/sort")
    .setPayload(Schema.Struct({ DATA_TYPE: Schema.Literal("by_name", "by_size") }))
    .addSuccess(Thing),
  touchThing: HttpApiEndpoint.post("touchThing", "/v1/thing/:thing_id/touch")
    .setPath(thing)
    .addSuccess(HttpApiSchema.NoContent)
    .annotate(Operation.Repeat, "safe"),
  deleteThing: HttpApiEndpoint.del("deleteThing", "/v1/thing/:thing_id").setPath(thing).addSuccess(Schema.Void),
  maybeThing: HttpApiEndpoint.get("maybeThing", "/v1/maybe").addSuccess(
    Schema.Union(Thing, HttpApiSchema.Empty(204)).annotations({ identifier: "MaybeThing" })
  ),
  getTree: HttpApiEndpoint.get("getTree", "/v1/tree").addSuccess(Tree),
  lastThing: HttpApiEndpoint.get("lastThing", "/v1/last/").addSuccess(Thing),
  readFile: HttpApiEndpoint.get("readFile", "/v1/files/:path")
    .setPath(Schema.Struct({ path: Schema.String.annotations({ [SegmentsId]: true }) }))
    .addSuccess(Thing),
  spend: HttpApiEndpoint.post("spend", "/v1/token")
    .setPayload(
      HttpApiSchema.withEncoding(
        Schema.Struct({ code: Schema.Redacted(Schema.String), client_id: Schema.optional(Schema.String) }),
        form
      )
    )
    .addSuccess(Thing)
    .annotate(Operation.Repeat, "never")
    .annotate(Operation.Sensitive, true),
  listThings: HttpApiEndpoint.get("listThings", "/v1/thing")
    .setUrlParams(Schema.Struct({ limit: Schema.optional(Count), offset: Schema.optional(Count) }))
    .addSuccess(ThingList)
    .pipe(paged({ kind: "offset", items: "DATA" })),
  listMarkedThings: HttpApiEndpoint.get("listMarkedThings", "/v1/marked")
    .setUrlParams(Schema.Struct({ marker: Schema.optional(Schema.String) }))
    .addSuccess(ThingList)
    .pipe(paged({ kind: "marked", items: "DATA", parameter: "marker", member: "next_marker" }))
})

/** The endpoint that everybody may ask: its API has no resource server. */
const Open = HttpApi.make("open").add(
  group("open", {
    ping: HttpApiEndpoint.get("ping", "/ping").addSuccess(Thing)
  })
)

export const ThingsApi = declaration(HttpApi.make("things").add(Things).annotate(Operation.ResourceServer, "things"))

export const baseUrl = "https://things.example.org"

/** The operations, the whole answers, the streams, and `request`. */
export const things = (options: ClientOptions = {}, authorization: Authorization.Service = anonymous) =>
  Effect.map(transport.make("transfer", { baseUrl, ...options }, authorization), (wire) => {
    const { operations, replies, streams } = derive(ThingsApi, wire)
    return {
      ...operations,
      ...streams,
      ping: derive(Open, wire).operations.ping,
      withResponse: replies,
      request: request.make(wire, "things")
    }
  })
