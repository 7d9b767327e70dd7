/** A transport to nowhere, under the services of tests: what they have no handler for dies, and says so. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type { Request } from "./sending.js"
import type { Transport } from "./transport.js"

const die = (request: Request) =>
  Effect.dieMessage(`${request.endpoint.call.operation} was called, and this layer has no handler for it`)

export const unconnected: Transport = {
  baseUrl: "https://unconnected.invalid",
  origin: "https://unconnected.invalid",
  isSimple: false,
  deadline: Option.none(),
  maxHeldBytes: 0,
  retry: Schedule.stop,
  trusts: false,
  collect: die,
  open: die
}
