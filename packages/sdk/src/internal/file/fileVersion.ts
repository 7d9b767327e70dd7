/** What the headers of an answer tell of a file: which version it is, and which of its bytes are there (RFC 9110). */
import * as Option from "effect/Option"

type Headers = Readonly<Record<string, string>>

/** What tells one version of a file from another. */
export interface Version {
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  /** When the answer was made, as it says itself. */
  readonly date: string | undefined
  /** Of the whole file, in bytes. */
  readonly size: number | undefined
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** What is sent has an encoding, which an `HttpClient` may undo: then its bytes cannot be counted. */
export const isEncoded = (headers: Headers): boolean => !/^(|identity)$/i.test(headers["content-encoding"] ?? "")

/** Of an answer that has the whole file, or would have it. `isCounted`: its bytes come as they are sent. */
export const ofWhole = (headers: Headers, isCounted = !isEncoded(headers)): Version => ({
  etag: headers["etag"],
  lastModified: headers["last-modified"],
  date: headers["date"],
  size: isCounted ? number(headers["content-length"]) : undefined
})

/** `Content-Range` of one range: the first byte, and the one behind the last. */
export interface ContentRange {
  readonly first: number
  readonly behind: number
  readonly size: number | undefined
}

/** Reads `bytes 0-9/100`. None: it is nothing that can be. */
export const contentRange = (text: string | undefined): Option.Option<ContentRange> => {
  const [, from, to, all] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text ?? "") ?? []
  const [first, last, size] = [number(from), number(to), number(all)]
  return first === undefined || last === undefined || last < first || (size !== undefined && last >= size)
    ? Option.none()
    : Option.some({ first, behind: last + 1, size })
}

/** The size that `Content-Range` tells where the file has nothing of the range: a star is in its place (section 14.4). */
export const unsatisfiedSize = (text: string | undefined): number | undefined =>
  number(/^bytes \*\/(\d+)$/i.exec(text ?? "")?.[1])

/** `Range` for the bytes from `start` to before `end`. */
export const range = (start: number, end: number | undefined): string =>
  `bytes=${start}-${end === undefined ? "" : end - 1}`

/** As HTTP writes dates (section 5.6.7): parsers take more for one. */
const isDate = (text: string): boolean => /^[A-Z][a-z]{2}[ -~]+$/.test(text)

/** A date is sure when the file cannot have changed again in the same second (section 8.8.2.2). */
const isSureDate = ({ date, lastModified }: Version): boolean =>
  date !== undefined &&
  lastModified !== undefined &&
  isDate(lastModified) &&
  Date.parse(date) - Date.parse(lastModified) >= 1000

/** What an ETag is (section 8.8.3). A server may send what is none: it is compared, and never sent. */
export const isEtag = (text: string | undefined): boolean =>
  text !== undefined && /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(text)

const isStrong = (etag: string | undefined): boolean => etag?.startsWith('"') === true && isEtag(etag)

/** What `If-Range` can hold: only what is the same for the same bytes and no others. */
export const condition = (version: Version): string | undefined => {
  if (isStrong(version.etag)) return version.etag
  return isSureDate(version) ? version.lastModified : undefined
}

const differ = <A>(a: A | undefined, b: A | undefined): boolean => a !== undefined && b !== undefined && a !== b

/** They cannot be of one version. */
export const contradict = (a: Version, b: Version): boolean =>
  differ(a.etag, b.etag) || differ(a.lastModified, b.lastModified) || differ(a.size, b.size)

/** The second is of the first one's version, and says so by the surest that the first one has. */
export const isSame = (a: Version, b: Version): boolean => {
  if (contradict(a, b)) return false
  const isByDate = !isStrong(a.etag) && (isSureDate(a) || a.etag === undefined)
  return isByDate ? a.lastModified !== undefined && a.lastModified === b.lastModified : a.etag === b.etag
}

/**
 * The same, of a part that was asked for on this condition: the condition holds if the server heeds it. That it does, the
 * part says by naming what the condition named, or by a further validator where that was a date (section 15.3.7).
 */
export const isConfirmed = (a: Version, b: Version): boolean => {
  if (contradict(a, b)) return false
  const isByEtag = a.etag !== undefined && a.etag === b.etag
  return isByEtag || (!isStrong(a.etag) && a.lastModified !== undefined && a.lastModified === b.lastModified)
}

/** What two answers tell of one version. */
export const merge = (a: Version, b: Version): Version => ({
  etag: a.etag ?? b.etag,
  lastModified: a.lastModified ?? b.lastModified,
  date: a.date ?? b.date,
  size: a.size ?? b.size
})
