/** What requests are dispatched on: an agent of this package's, or whatever a program gives. */
import type * as Undici from "undici"
import { connector } from "./connector.js"

/**
 * The dispatcher, if it is one. Bun puts a stand-in of its own into the place of every `undici`, whose classes do nothing.
 */
export const supported = <A extends Undici.Dispatcher>(dispatcher: A): A => {
  const dispatch: unknown = Reflect.get(dispatcher, "dispatch")
  if (typeof dispatch === "function") return dispatcher
  throw new Error(
    "UndiciHttpClient cannot work here: this runtime, as Bun does, puts a stand-in into the place of undici, which sends nothing. Use WebHttpClient.layer() of @effect-globus/http"
  )
}

/** An agent whose connections this package can leave waiting. */
export const ownAgent = (
  Agent: new (options: Undici.Agent.Options) => Undici.Agent,
  options: Undici.Agent.Options = {}
) => supported(new Agent({ ...options, connect: connector(options) }))
