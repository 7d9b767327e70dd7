/**
 * The interface of all measured clients: the same few calls. Each contender has its own file and its own process, so
 * that none pays for the modules of another.
 */

/** What a client must know about its environment. */
export interface Surroundings {
  /** The URL of the server, without a trailing slash. */
  readonly baseUrl: string
}

export interface Contender {
  /** Gets the small document, parsed. */
  readonly task: () => Promise<unknown>
  /** Gets the rows of the big listing, all in memory. */
  readonly listing: () => Promise<ReadonlyArray<unknown>>
  /** Reads the rows of the big listing as a stream, and counts them. */
  readonly stream?: () => Promise<number>
  /** Reads a file of this many bytes as a stream, and counts the bytes. */
  readonly download?: (bytes: number) => Promise<number>
  /** Writes a file from pieces that are made on demand. Fails if the server does not accept it. */
  readonly upload?: (bytes: number) => Promise<void>
  /** Gets the small document `calls` times, by `width` fibers of one program. `check` gets each document. */
  readonly inFibers?: (calls: number, width: number, check: (document: unknown) => void) => Promise<void>
  /** Asks an authorizer for its header this many times, in one fiber. */
  readonly headers?: (times: number) => Promise<void>
  /**
   * Makes this many calls at once with an expired token. `known`: the client knows the expiry. `rejected`: only the
   * server knows it.
   */
  readonly storm?: (calls: number, expiry: "known" | "rejected") => Promise<ReadonlyArray<unknown>>
  readonly close: () => Promise<void>
}

export type Make = (surroundings: Surroundings) => Promise<Contender>

export const accessToken = "an-access-token-0001"

/** The header of every call. */
export const authorization = `Bearer ${accessToken}`

/** A piece of a file, as large as one read from a disk. */
const piece = new Uint8Array(65_536)

/** The pieces of a file. */
export function* pieces(bytes: number): Generator<Uint8Array, undefined> {
  for (let left = bytes; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece
}

/** The headers of an upload. */
export const ofLength = (bytes: number) => ({
  authorization,
  "content-type": "application/octet-stream",
  "content-length": String(bytes)
})

/** The rows of an unchecked listing. */
export const rowsOf = (document: unknown): ReadonlyArray<unknown> => {
  if (typeof document === "object" && document !== null && "DATA" in document && Array.isArray(document.DATA)) {
    return document.DATA
  }
  throw new Error("The answer is not a listing")
}
