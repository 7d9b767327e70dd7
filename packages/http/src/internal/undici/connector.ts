/**
 * Connections whose end waits until everything before it was parsed.
 *
 * When nobody reads a body, undici pauses its parser, which has already taken all bytes of the socket. Node reports the end
 * of a socket as soon as the socket holds no bytes. Undici 7 then finishes a parser that is paused: an assertion that nobody
 * can catch ends the process, or a body that has arrived whole fails with "other side closed" (nodejs/undici#5360; undici 8
 * does better, but needs Node 22). So these sockets report their end only when the parser reads again.
 */
import type { Socket } from "node:net"
import * as Undici from "undici"

/** Whether the other side ended the connection, which undici tells its parser. Undici's own errors have other codes. */
const isEnd = (error: (Error & { readonly code?: unknown }) | null | undefined): boolean =>
  error == null || error.code === "ECONNRESET"

/** Makes a socket report its end as said above. The parser reads it without a size, and Node itself with size 0. */
const reportEndToReader = (socket: Socket): void => {
  const { destroy, read } = socket
  /** The parser has taken bytes and not read again since: it is at work, or paused. */
  let isParsing = false
  let heldBack: { readonly error: Error | undefined } | undefined

  socket.read = (size) => {
    // A read of size 0 would end an empty socket.
    if (size === 0 && isParsing && socket.readableLength === 0) return null
    // A read without a size that takes everything would end it as well. A size above the high-water mark would raise that.
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

/** Connects as an agent with these options would. */
export const connector = (options: Undici.Agent.Options): Undici.buildConnector.connector => {
  const { connect } = options
  const open =
    typeof connect === "function"
      ? connect
      : // The same options as undici's own `Client` gives it.
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
      // A failure has no second argument.
      if (outcome[1] != null) reportEndToReader(outcome[1])
      callback(...outcome)
    })
}
