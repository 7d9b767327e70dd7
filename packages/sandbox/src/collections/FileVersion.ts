/**
 * Which version of a file is on the disk, and which of its bytes a request is for (RFC 9110).
 *
 * @since 0.1.0
 */
import type { BigIntStats } from "node:fs"

/**
 * @since 0.1.0
 * @category models
 */
export interface FileVersion {
  /** In bytes. */
  readonly size: number
  /** A strong one: a file that is written anew is another file to the disk, and one changed in place has another time. */
  readonly etag: string
  /** HTTP date, to the second. */
  readonly lastModified: string
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = ({ ino, mtimeMs, mtimeNs, size }: BigIntStats): FileVersion => ({
  size: Number(size),
  etag: `"${[ino, size, mtimeNs].map((part) => part.toString(16)).join("-")}"`,
  lastModified: new Date(Number(mtimeMs)).toUTCString()
})

/**
 * Bytes of a file: from the first one to before `behind`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Part {
  readonly first: number
  readonly behind: number
}

type Headers = Readonly<Record<string, string | undefined>>

/**
 * Whether the caller has this version already.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isKnown = ({ etag }: FileVersion, headers: Headers): boolean => {
  const known = headers["if-none-match"]
  if (known === undefined) return false
  return known.trim() === "*" || known.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)
}

/**
 * The part that is asked for. All of the file where none is, where there are several (a server may ignore them), and
 * where `If-Range` is of another version. Undefined: the file ends before it.
 *
 * @since 0.1.0
 * @category parsing
 */
export const part = (version: FileVersion, headers: Headers): Part | "all" | undefined => {
  const condition = headers["if-range"]
  if (condition !== undefined && condition !== version.etag && condition !== version.lastModified) return "all"
  const [range, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(headers["range"]?.trim() ?? "") ?? []
  if (range === undefined || (from === "" && to === "")) return "all"
  const { size } = version
  if (from === "") {
    const first = Math.max(size - Number(to), 0)
    return first < size ? { first, behind: size } : undefined
  }
  const first = Number(from)
  if (to !== "" && Number(to) < first) return "all"
  return first < size ? { first, behind: to === "" ? size : Math.min(Number(to) + 1, size) } : undefined
}
