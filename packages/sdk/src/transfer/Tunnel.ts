/**
 * The documents of tunnels, which carry streams between two stream access points, and builders of those that make and
 * change one. A document written by hand is just as good.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/transfer/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { answerMembers, listMembers, Related, relationship } from "../internal/operation/jsonApi.js"

const wireTunnel = Schema.Struct({
  /** `Tunnel`. */
  type: nullable(Schema.String),
  /** UUID. */
  id: Schema.String,
  attributes: Schema.Struct({
    /** `UNINITIALIZED`, `AWAITING_LISTENER`, `STOPPING`, or another. */
    state: Schema.String,
    /** The state, for people. */
    status: nullable(Schema.String),
    label: nullable(Schema.String),
    /** ISO 8601, in UTC and without saying so. */
    created_time: nullable(Schema.String),
    /** Minutes from when it was made until it is gone. */
    lifetime_mins: nullable(Schema.Number),
    /** It is made anew when it fails. */
    restartable: nullable(Schema.Boolean),
    /** Where the listening application is, beside its access point. Null: nobody has said it yet. */
    listener_ip_address: nullable(Schema.String),
    listener_port: nullable(Schema.Number),
    /** Where the application that connects is to go, beside its own access point. Null: it is not known yet. */
    initiator_ip_address: nullable(Schema.String),
    initiator_port: nullable(Schema.Number),
    /** UUID. */
    submission_id: nullable(Schema.String)
  }),
  relationships: nullable(
    Schema.Struct({
      /** The stream access point of the application that listens. */
      listener: nullable(Related),
      /** The stream access point of the application that connects. */
      initiator: nullable(Related),
      /** The identity that made it. */
      owner: nullable(Related)
    })
  )
}).annotations({ identifier: "Tunnel" })

/**
 * A tunnel.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Tunnel extends Schema.Schema.Type<typeof wireTunnel> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Tunnel: Schema.Schema<Tunnel> = wireTunnel

const wireTunnelAnswer = Schema.Struct({ ...answerMembers, data: Tunnel }).annotations({ identifier: "TunnelAnswer" })

/**
 * An answer that is about one tunnel.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelAnswer extends Schema.Schema.Type<typeof wireTunnelAnswer> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelAnswer: Schema.Schema<TunnelAnswer> = wireTunnelAnswer

const wireTunnelList = Schema.Struct({ ...listMembers, data: Schema.Array(Tunnel) }).annotations({
  identifier: "TunnelList"
})

/**
 * The caller's tunnels.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelList extends Schema.Schema.Type<typeof wireTunnelList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelList: Schema.Schema<TunnelList> = wireTunnelList

const wireTunnelEvent = Schema.Struct({
  /** `TunnelEvent`. */
  type: nullable(Schema.String),
  id: nullable(Schema.Union(Schema.Number, Schema.String)),
  attributes: nullable(
    Schema.Struct({
      /** `STARTED`, `TUNNEL_ACTIVE`, `TUNNEL_STOPPED`, or another. */
      code: nullable(Schema.String),
      is_error: nullable(Schema.Boolean),
      /** For people. */
      description: nullable(Schema.String),
      /** For people, at length. */
      details: nullable(Schema.String),
      /** ISO 8601, in UTC and without saying so. */
      time: nullable(Schema.String)
    })
  )
}).annotations({ identifier: "TunnelEvent" })

/**
 * Something that happened to a tunnel.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelEvent extends Schema.Schema.Type<typeof wireTunnelEvent> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelEvent: Schema.Schema<TunnelEvent> = wireTunnelEvent

const wireTunnelEventList = Schema.Struct({ ...listMembers, data: Schema.Array(TunnelEvent) }).annotations({
  identifier: "TunnelEventList"
})

/**
 * A page of what happened to a tunnel.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelEventList extends Schema.Schema.Type<typeof wireTunnelEventList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelEventList: Schema.Schema<TunnelEventList> = wireTunnelEventList

/** What can be said of a tunnel when it is made, and later. */
const changeable = {
  label: nullable(Schema.String),
  /** Where the listening application is, beside its access point. */
  listener_ip_address: nullable(Schema.String),
  listener_port: nullable(Schema.Number)
} as const

const createAttributes = Schema.Struct({
  ...changeable,
  /** Minutes until it is gone. Absent: 360. */
  lifetime_mins: Schema.optional(Schema.Number),
  /** It is to be made anew when it fails. Absent: false. */
  restartable: Schema.optional(Schema.Boolean),
  /** UUID. A new one when absent, so that the call can be repeated without a second tunnel. */
  submission_id: Schema.optional(Schema.String)
})

const streamAccessPoint = relationship("StreamAccessPoint")

const wireTunnelCreateDocument = Schema.Struct({
  data: Schema.Struct({
    type: Schema.Literal("Tunnel"),
    attributes: Schema.optional(createAttributes),
    relationships: Schema.Struct({
      /** The stream access point of the application that listens. */
      listener: streamAccessPoint,
      /** The stream access point of the application that connects. */
      initiator: streamAccessPoint
    })
  })
}).annotations({ identifier: "TunnelCreateDocument" })

/**
 * A tunnel to make.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelCreateDocument extends Schema.Schema.Type<typeof wireTunnelCreateDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelCreateDocument: Schema.Schema<TunnelCreateDocument> = wireTunnelCreateDocument

const updateAttributes = Schema.Struct({
  ...changeable,
  /** `STOPPING` stops the tunnel. There is no other state to set. */
  state: nullable(Schema.String)
})

const wireTunnelUpdateDocument = Schema.Struct({
  data: Schema.Struct({ type: Schema.Literal("Tunnel"), attributes: updateAttributes })
}).annotations({ identifier: "TunnelUpdateDocument" })

/**
 * Changes to a tunnel. What is absent stays.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TunnelUpdateDocument extends Schema.Schema.Type<typeof wireTunnelUpdateDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TunnelUpdateDocument: Schema.Schema<TunnelUpdateDocument> = wireTunnelUpdateDocument

/**
 * The document of a tunnel between two stream access points, by their UUIDs. Further attributes go in as they are on the
 * wire.
 *
 * @example
 * import * as Tunnel from "@effect-globus/sdk/transfer/Tunnel"
 *
 * const document = Tunnel.createDocument({ initiator: "…", listener: "…", label: "detector 3", lifetime_mins: 60 })
 *
 * @since 0.1.0
 * @category constructors
 */
export const createDocument = (
  options: typeof createAttributes.Type & { readonly initiator: string; readonly listener: string }
): TunnelCreateDocument => {
  const { initiator, listener, ...attributes } = options
  return {
    data: {
      type: "Tunnel",
      attributes,
      relationships: {
        listener: { data: { type: "StreamAccessPoint", id: listener } },
        initiator: { data: { type: "StreamAccessPoint", id: initiator } }
      }
    }
  }
}

/**
 * The document of changes to a tunnel: `{ tunnel_id, ...updateDocument({ state: "STOPPING" }) }`. Further attributes go
 * in as they are on the wire.
 *
 * @since 0.1.0
 * @category constructors
 */
export const updateDocument = (attributes: typeof updateAttributes.Type): TunnelUpdateDocument => ({
  data: { type: "Tunnel", attributes }
})
