/**
 * A client as the measuring loop sees it: the same few calls, whatever makes them. Each contender is a file of its own
 * that a process loads alone, so none of them pays for another one's modules.
 */

/** What a client has of its surroundings. */
export interface Surroundings {
  /** Where the server is, without `/` at the end. */
  readonly baseUrl: string
}

export interface Contender {
  /** The small document, parsed. */
  readonly task: () => Promise<unknown>
  /** The rows of the big listing, all in memory. */
  readonly listing: () => Promise<ReadonlyArray<unknown>>
  /** Takes the rows of the big listing as they come, and counts them. */
  readonly stream?: () => Promise<number>
  /** Reads a file of so many bytes piece by piece, and counts them. */
  readonly download?: (bytes: number) => Promise<number>
  /** Writes one from pieces that are made as they are asked for. Fails when it is not taken. */
  readonly upload?: (bytes: number) => Promise<void>
  /** Calls for the small document by so many fibers of one program, each handed to `check`. */
  readonly inFibers?: (calls: number, width: number, check: (document: unknown) => void) => Promise<void>
  /** Asks an authorizer for its header so many times in one fiber. */
  readonly headers?: (times: number) => Promise<void>
  /**
   * So many calls at once by a client whose token has expired. `known`: the client was told when it would; `rejected`:
   * only the server knows.
   */
  readonly storm?: (calls: number, expiry: "known" | "rejected") => Promise<ReadonlyArray<unknown>>
  readonly close: () => Promise<void>
}

export type Make = (surroundings: Surroundings) => Promise<Contender>

export const accessToken = "an-access-token-0001"

/** The header of every call. */
export const authorization = `Bearer ${accessToken}`

/** What files are sent from: as much as a disk is read at once. */
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

/** The rows of a listing that nobody has checked. */
export const rowsOf = (document: unknown): ReadonlyArray<unknown> => {
  if (typeof document === "object" && document !== null && "DATA" in document && Array.isArray(document.DATA)) {
    return document.DATA
  }
  throw new Error("The answer is no listing")
}
