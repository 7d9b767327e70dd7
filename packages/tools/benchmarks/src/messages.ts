/**
 * What the parent and its processes say to each other: a process says that it is ready, the parent asks for so many calls
 * in some mode, the process answers what they took.
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
 * - `listing`: big listings, one at a time, each held in memory.
 * - `stream`: big listings, one at a time, taken as they come.
 * - `download`, `upload`: one file of so many megabytes; `downloadTenth`, `uploadTenth`: of a tenth of them.
 * - `headers`: an authorizer asked for its header, nothing sent.
 * - `known`, `rejected`: so many calls at once with a token that has expired.
 */
export type Mode = (typeof modes)[number]

export interface Ask {
  readonly mode: Mode
  readonly calls: number
}

/** What some calls took. */
export interface Taken {
  readonly calls: number
  /** Milliseconds. */
  readonly wall: number
  /** Milliseconds of processor time, all threads of the process. */
  readonly cpu: number
  /** Bytes that the process held before. */
  readonly held: number
  /** The most bytes that it ever held. */
  readonly peak: number
}

/** How many calls are in flight where there are several. */
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

/** What the server answers to any message. */
export const isCounts = (message: unknown): message is Counts => isNumbers(message, ["tokenRequests", "refused"])
