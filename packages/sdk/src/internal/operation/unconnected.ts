/** A transport to nowhere, under the services of tests: handlers answer in place of it, and what has none dies. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Retry from "../../Retry.js"
import { make as makeMeter } from "../wire/meter.js"
import type { Request, Transport } from "../wire/types.js"

const die = (request: Request) =>
  Effect.dieMessage(`${request.endpoint.call.operation} was called, and this layer has no handler for it`)

/** `handlers`: by the names of operations. All that a client makes of an operation is made of its handler. */
export const unconnected = (handlers: object = {}): Transport => ({
  baseUrl: "https://unconnected.invalid",
  origin: "https://unconnected.invalid",
  isSimple: false,
  deadline: Option.none(),
  maxHeldBytes: 0,
  retry: Retry.never,
  meter: makeMeter("unconnected.invalid"),
  trusts: false,
  collect: die,
  open: die,
  handlers
})
