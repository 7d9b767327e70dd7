/** The declaration of tunnels, which `TransferApi` and `TransferApiV2` share. */
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { group } from "../../internal/operation/declaration.js"
import * as Operation from "../../Operation.js"
import { paged } from "../../internal/operation/paging.js"
import { StreamAccessPointAnswer } from "../StreamAccessPoint.js"
import { TunnelAnswer, TunnelCreateDocument, TunnelEventList, TunnelList, TunnelUpdateDocument } from "../Tunnel.js"
import { answerMembers, pageParameters } from "../../internal/operation/jsonApi.js"
import { TrueFalse } from "../../internal/operation/query.js"

const tunnelPath = Schema.Struct({
  /** UUID. */
  tunnel_id: Schema.String
})

/** The answer to a deletion. */
export const Deleted = Schema.Struct(answerMembers).annotations({ identifier: "Deleted" })

/** The paging style of all JSON:API lists. */
export const byLinks = { kind: "linked", items: "data" } as const

export const Tunnels = group("transfer.tunnels", {
  /** Creates a tunnel between two stream access points. */
  createTunnel: HttpApiEndpoint.post("createTunnel", "/v2/tunnels")
    .setPayload(TunnelCreateDocument)
    .addSuccess(TunnelAnswer, { status: 201 })
    // Its submission id makes it safe to repeat.
    .annotate(Operation.Repeat, "safe"),
  /** Lists the caller's tunnels. */
  listTunnels: HttpApiEndpoint.get("listTunnels", "/v2/tunnels")
    .setUrlParams(Schema.Struct(pageParameters))
    .addSuccess(TunnelList)
    .pipe(paged(byLinks)),
  /** Reads a tunnel. */
  getTunnel: HttpApiEndpoint.get("getTunnel", "/v2/tunnels/:tunnel_id").setPath(tunnelPath).addSuccess(TunnelAnswer),
  /** Changes a tunnel: its label, or where its listener is. */
  updateTunnel: HttpApiEndpoint.patch("updateTunnel", "/v2/tunnels/:tunnel_id")
    .setPath(tunnelPath)
    .setPayload(TunnelUpdateDocument)
    .addSuccess(TunnelAnswer),
  /** Deletes a tunnel, and closes its connections. */
  deleteTunnel: HttpApiEndpoint.del("deleteTunnel", "/v2/tunnels/:tunnel_id").setPath(tunnelPath).addSuccess(Deleted),
  /** Lists the events of a tunnel. */
  getTunnelEvents: HttpApiEndpoint.get("getTunnelEvents", "/v2/tunnels/:tunnel_id/events")
    .setPath(tunnelPath)
    .setUrlParams(
      Schema.Struct({
        /** Lists only events with this code. Not together with `is_error`. */
        code_name: Schema.optional(Schema.String),
        /** Whether to list only errors. Not together with `code_name`. */
        is_error: Schema.optional(TrueFalse),
        ...pageParameters
      })
    )
    .addSuccess(TunnelEventList)
    .pipe(paged(byLinks)),
  /** Reads a stream access point. */
  getStreamAccessPoint: HttpApiEndpoint.get("getStreamAccessPoint", "/v2/stream_access_points/:stream_ap_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        stream_ap_id: Schema.String
      })
    )
    .addSuccess(StreamAccessPointAnswer)
})

/** Adds a random submission id to the document of `createTunnel`, if it has none. */
export const withSubmissionId =
  <Options, A, E>(create: (argument: TunnelCreateDocument, options?: Options) => Effect.Effect<A, E>) =>
  (argument: TunnelCreateDocument, options?: Options): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      // JavaScript callers may give no such document. Then the call itself refuses it.
      const data: unknown = Predicate.isRecord(argument) ? argument.data : undefined
      return !Predicate.isRecord(data) || argument.data.attributes?.submission_id !== undefined
        ? create(argument, options)
        : create(
            {
              ...argument,
              data: {
                ...argument.data,
                attributes: { ...argument.data.attributes, submission_id: globalThis.crypto.randomUUID() }
              }
            },
            options
          )
    })
