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

export const accessToken = "access"

/** The header of every call. */
export const authorization = `Bearer ${accessToken}`

/** The rows of a listing that nobody has checked. */
export const rowsOf = (document: unknown): ReadonlyArray<unknown> => {
  if (typeof document === "object" && document !== null && "DATA" in document && Array.isArray(document.DATA)) {
    return document.DATA
  }
  throw new Error("The answer is no listing")
}
