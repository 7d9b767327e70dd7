/** A request was ended from this side. */
export class Aborted extends Error {
  override readonly name = "AbortError"
}
