/**
 * The messages between the parent and its processes. A process reports that it is ready, the parent asks for a number
 * of calls in a mode, and the process answers with the measurement.
 */
import type { Counts } from "./server.js"

export const modes = [
  "sequential",
  "promises",
  "fibers",
  "listing",
  "stream",
  "download",
  "downloadTenth",
  "upload",
  "uploadTenth",
  "headers",
  "known",
  "rejected"
] as const

/**
 * - `sequential`: one at a time, each awaited as a promise.
 * - `promises`: 64 promises in flight.
 * - `fibers`: 64 fibers of one program; a contender without fibers makes promises.
 * - `listing`: big listings, one at a time, each whole in memory.
 * - `stream`: big listings, one at a time, as streams.
 * - `download`, `upload`: one file of this many megabytes; `downloadTenth`, `uploadTenth`: a file of a tenth of the
 *   size.
 * - `headers`: asks an authorizer for its header, and sends nothing.
 * - `known`, `rejected`: this many calls at once with an expired token.
 */
export type Mode = (typeof modes)[number]

export interface Ask {
  readonly mode: Mode
  readonly calls: number
}

/** The measurement of some calls. */
export interface Taken {
  readonly calls: number
  /** Milliseconds. */
  readonly wall: number
  /** Milliseconds of processor time in all threads of the process. */
  readonly cpu: number
  /** The memory of the process before, in bytes. */
  readonly held: number
  /** The peak memory of the process, in bytes. */
  readonly peak: number
}

/** How many calls are in flight in modes with several. */
export const width = 64

const isMode = (value: unknown): value is Mode => modes.some((mode) => mode === value)

export const isAsk = (message: unknown): message is Ask =>
  typeof message === "object" &&
  message !== null &&
  "mode" in message &&
  isMode(message.mode) &&
  "calls" in message &&
  typeof message.calls === "number"

export const isNumbers = <K extends string>(value: unknown, keys: ReadonlyArray<K>): value is Record<K, number> =>
  typeof value === "object" && value !== null && keys.every((key) => typeof Reflect.get(value, key) === "number")

export const isTaken = (message: unknown): message is Taken =>
  isNumbers(message, ["calls", "wall", "cpu", "held", "peak"])

/** The server's first message. */
export const isListening = (message: unknown): message is { readonly port: number } => isNumbers(message, ["port"])

/** The server's answer to any message. */
export const isCounts = (message: unknown): message is Counts => isNumbers(message, ["tokenRequests", "refused"])
