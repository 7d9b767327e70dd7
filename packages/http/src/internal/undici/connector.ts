/**
 * Connections whose end waits until everything before it was parsed.
 *
 * Where nobody reads on, undici pauses its parser, which has taken all that the socket held. Node reports the end of a
 * socket as soon as the socket holds nothing. Undici 7 then finishes a parser that is paused: an assertion that nobody
 * can catch ends the process, or a body that has arrived whole fails as "other side closed" (nodejs/undici#5360; undici 8
 * does better, but needs Node 22). So these sockets report their end only to a parser that has come back for more.
 */
import type { Socket } from "node:net"
import * as Undici from "undici"

/** Ends of a connection that undici passes on to its parser. Undici's own errors have other codes. */
const isEnd = (error: (Error & { readonly code?: unknown }) | null | undefined): boolean =>
  error == null || error.code === "ECONNRESET"

/** Makes a socket report its end as said above. Its parser reads it without a size, and Node itself with size 0. */
const reportEndToReader = (socket: Socket): void => {
  const { destroy, read } = socket
  /** The parser has taken something, and not come back since. So it is at work, or paused. */
  let isParsing = false
  let heldBack: { readonly error: Error | undefined } | undefined

  socket.read = (size) => {
    // Node ends a socket by a read of size 0, too.
    if (size === 0 && isParsing && socket.readableLength === 0) return null
    // A read without a size that takes everything ends the socket as well. Beyond the high-water mark a size would raise it.
    const available = Math.min(socket.readableLength, socket.readableHighWaterMark)
    const chunk: unknown = read.call(socket, size ?? (available || undefined))
    if (size !== undefined) return chunk
    isParsing = chunk !== null
    if (!isParsing && heldBack !== undefined) {
      const { error } = heldBack
      process.nextTick(() => destroy.call(socket, error))
    }
    return chunk
  }

  socket.destroy = (error) => {
    if (!isParsing || !isEnd(error)) return destroy.call(socket, error)
    heldBack ??= { error }
    return socket
  }
}

/** Connects as an agent with these options does. */
export const connector = (options: Undici.Agent.Options): Undici.buildConnector.connector => {
  const { connect } = options
  const open =
    typeof connect === "function"
      ? connect
      : // As undici's Client makes it of them.
        Undici.buildConnector({
          maxCachedSessions: options.maxCachedSessions ?? null,
          allowH2: options.allowH2 ?? false,
          socketPath: options.socketPath ?? null,
          ...(options.connectTimeout !== undefined && { timeout: options.connectTimeout }),
          ...(options.autoSelectFamily !== undefined && { autoSelectFamily: options.autoSelectFamily }),
          ...(options.autoSelectFamilyAttemptTimeout !== undefined && {
            autoSelectFamilyAttemptTimeout: options.autoSelectFamilyAttemptTimeout
          }),
          ...connect
        })
  return (target, callback) =>
    open(target, (...outcome) => {
      // Of a failure undici gives no second argument.
      if (outcome[1] != null) reportEndToReader(outcome[1])
      callback(...outcome)
    })
}
