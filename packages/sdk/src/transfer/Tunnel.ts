/**
 * The documents of tunnels, which carry streams between two stream access points, and builders for those that create
 * and change one. You may also write these documents by hand.
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
    /** `UNINITIALIZED`, `AWAITING_LISTENER`, `STOPPING`, or another state. */
    state: Schema.String,
    /** A description of the state for people. */
    status: nullable(Schema.String),
    label: nullable(Schema.String),
    /** ISO 8601, in UTC but without an offset. */
    created_time: nullable(Schema.String),
    /** The lifetime in minutes, from its creation. */
    lifetime_mins: nullable(Schema.Number),
    /** Whether it is restarted after a failure. */
    restartable: nullable(Schema.Boolean),
    /** The address of the listening application, near its access point. Null: not set yet. */
    listener_ip_address: nullable(Schema.String),
    listener_port: nullable(Schema.Number),
    /** The address that the other application connects to, near its own access point. Null: not known yet. */
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
      /** The identity that created it. */
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
 * An answer with one tunnel.
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
      /** `STARTED`, `TUNNEL_ACTIVE`, `TUNNEL_STOPPED`, or another code. */
      code: nullable(Schema.String),
      is_error: nullable(Schema.Boolean),
      /** For people. */
      description: nullable(Schema.String),
      /** For people, at length. */
      details: nullable(Schema.String),
      /** ISO 8601, in UTC but without an offset. */
      time: nullable(Schema.String)
    })
  )
}).annotations({ identifier: "TunnelEvent" })

/**
 * An event of a tunnel.
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
 * A page of events of a tunnel.
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

/** The attributes that can be set at creation and changed later. */
const changeable = {
  label: nullable(Schema.String),
  /** Where the listening application is, beside its access point. */
  listener_ip_address: nullable(Schema.String),
  listener_port: nullable(Schema.Number)
} as const

const createAttributes = Schema.Struct({
  ...changeable,
  /** The lifetime in minutes. Default: 360. */
  lifetime_mins: Schema.optional(Schema.Number),
  /** Whether to restart it after a failure. Default: false. */
  restartable: Schema.optional(Schema.Boolean),
  /** UUID. If absent, the client adds a random one, so that a retry does not make a second tunnel. */
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
 * A new tunnel.
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
  /** `STOPPING` stops the tunnel. No other state can be set. */
  state: nullable(Schema.String)
})

const wireTunnelUpdateDocument = Schema.Struct({
  data: Schema.Struct({ type: Schema.Literal("Tunnel"), attributes: updateAttributes })
}).annotations({ identifier: "TunnelUpdateDocument" })

/**
 * Changes to a tunnel. Absent members stay unchanged.
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
 * Builds the document of a new tunnel between two stream access points, given by UUID. Further attributes are sent
 * unchanged.
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
 * Builds the document of changes to a tunnel: `{ tunnel_id, ...updateDocument({ state: "STOPPING" }) }`. Further
 * attributes are sent unchanged.
 *
 * @since 0.1.0
 * @category constructors
 */
export const updateDocument = (attributes: typeof updateAttributes.Type): TunnelUpdateDocument => ({
  data: { type: "Tunnel", attributes }
})
