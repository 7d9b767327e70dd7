/** What requests are dispatched on: an agent of this package, or a dispatcher of the program. */
import type * as Undici from "undici"
import { connector } from "./connector.js"

/** Fails for what is no dispatcher. Bun replaces every `undici` by a stand-in of its own, whose classes do nothing. */
export const supported = <A extends Undici.Dispatcher>(dispatcher: A): A => {
  const dispatch: unknown = Reflect.get(dispatcher, "dispatch")
  if (typeof dispatch === "function") return dispatcher
  throw new Error(
    "UndiciHttpClient cannot work here: this runtime (Bun?) replaces undici by a stand-in that sends nothing. Use WebHttpClient.layer() of @effect-globus/http"
  )
}

/** An agent whose connections may end while nobody reads their answer: see `connector`. */
export const ownAgent = (
  Agent: new (options: Undici.Agent.Options) => Undici.Agent,
  options: Undici.Agent.Options = {}
) => supported(new Agent({ ...options, connect: connector(options) }))
