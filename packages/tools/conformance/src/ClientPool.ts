/**
 * Our clients for recorded calls. To make a client costs more than to make a call, so calls with the same settings use one
 * client after each other. The client's address and its authorization are those of the call that uses it.
 */
import type { Authorization } from "@effect-globus/sdk/Authorization"
import * as Effect from "effect/Effect"
import type * as ReplayServer from "./ReplayServer.js"
import type { ClientClass } from "./Clients.js"
import { withoutToken } from "./Authorizers.js"

/** A client with its place on the server, for one call at a time. */
export interface Seat {
  readonly place: string
  /** Asks the authorization of the call that uses the client now. */
  readonly delegate: Authorization.Service
  authorization: Authorization.Service
  /** Undefined until the first call makes it. */
  client: object | undefined
}

export interface ClientPool {
  readonly server: ReplayServer.ReplayServer
  /** A seat that no call uses, for the client of this class with these settings. */
  readonly take: (clientClass: ClientClass, settings: string) => Seat
  readonly giveBack: (clientClass: ClientClass, settings: string, seat: Seat) => void
}

const newSeat = (place: string): Seat => {
  const seat: Seat = {
    place,
    client: undefined,
    authorization: withoutToken(),
    delegate: {
      header: (resourceServer) => Effect.suspend(() => seat.authorization.header(resourceServer)),
      reject: (header) => Effect.suspend(() => seat.authorization.reject(header))
    }
  }
  return seat
}

export const make = (server: ReplayServer.ReplayServer): ClientPool => {
  const free = new Map<ClientClass, Map<string, Array<Seat>>>()
  const seats = (clientClass: ClientClass, settings: string): Array<Seat> => {
    const bySettings = free.get(clientClass) ?? new Map<string, Array<Seat>>()
    free.set(clientClass, bySettings)
    const found = bySettings.get(settings) ?? []
    bySettings.set(settings, found)
    return found
  }
  return {
    server,
    take: (clientClass, settings) => seats(clientClass, settings).pop() ?? newSeat(server.place()),
    giveBack: (clientClass, settings, seat) => void seats(clientClass, settings).push(seat)
  }
}
