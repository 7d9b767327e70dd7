/**
 * Strikes the secrets of a call out of what came from outside: a server, a proxy or a broken connection may repeat what
 * it was sent, in any spelling, and an error holds their words.
 */
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { Answer } from "./types.js"
import { readings } from "./spelling.js"

export type Strike = (text: string) => string

/** Shorter ones occur in any text. Those that are given to us are longer (`checkLength`). */
const shortestStruck = 8

/** What is searched for in a text, and how the text is looked at. */
interface Needle {
  readonly text: string
  readonly look: "plain" | "base64" | "hexadecimal"
  /** Bits of the secret stand in the character before it, and in the one behind it. */
  readonly before: number
  readonly behind: number
}

/** A form writes a blank as a plus: the two are one here. */
const blanked = (text: string): string => text.replaceAll("+", " ")

const plain = (text: string): Needle => ({ text: blanked(text), look: "plain", before: 0, behind: 0 })

/** What Base64 makes of a text that stands inside of another one: three things, by where it begins. */
const inBase64 = (text: string): ReadonlyArray<Needle> => {
  const content = new TextEncoder().encode(text)
  return [0, 1, 2].map((shift) => {
    const shifted = new Uint8Array(shift + content.length)
    shifted.set(content, shift)
    const whole = Encoding.encodeBase64(shifted)
    const bits = shifted.length * 8
    return {
      text: whole.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6)),
      look: "base64",
      before: shift === 0 ? 0 : 1,
      behind: bits % 6 === 0 ? 0 : 1
    }
  })
}

/** All spellings of a secret. Those of single characters are read, not searched for. */
const needles = (secret: string): ReadonlyArray<Needle> => {
  const said = readings(secret).map(({ text }) => text)
  const written = [
    secret,
    new URLSearchParams([["", secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    Either.getOrElse(Encoding.encodeUriComponent(secret), () => secret)
  ]
  return [
    ...Array.from(new Set(said), plain),
    ...[...new Set(written)].flatMap(inBase64),
    { text: Encoding.encodeHex(secret), look: "hexadecimal", before: 0, behind: 0 }
  ]
}

/** A text for each way to look at it. All are of one length. */
const looks = (text: string): Readonly<Record<Needle["look"], string>> => ({
  plain: blanked(text),
  base64: text.replaceAll("-", "+").replaceAll("_", "/"),
  hexadecimal: text.replace(/[A-F]+/g, (capitals) => capitals.toLowerCase())
})

const isBase64 = (character: string | undefined): boolean => character !== undefined && /^[A-Za-z\d+/]$/.test(character)

/** Where a needle begins at the end of a text that was cut: a part of it is left, of some length. */
const cut = (text: string, needle: string): number => {
  for (let length = Math.min(needle.length - 1, text.length); length >= shortestStruck; length--) {
    if (text.endsWith(needle.slice(0, length))) return text.length - length
  }
  return text.length
}

type Stretch = readonly [start: number, end: number]

/** Where a needle stands in a text. */
const found = (
  texts: Readonly<Record<Needle["look"], string>>,
  { before, behind, look, text }: Needle
): Array<Stretch> => {
  const within = texts[look]
  const places: Array<Stretch> = []
  let end = 0
  for (let start = within.indexOf(text); start !== -1; start = within.indexOf(text, end)) {
    end = start + text.length
    places.push([isBase64(within[start - 1]) ? start - before : start, isBase64(within[end]) ? end + behind : end])
  }
  const last = cut(within, text)
  if (last < within.length) places.push([last, within.length])
  return places
}

const without = (text: string, stretches: ReadonlyArray<Stretch>): string => {
  let struck = ""
  let at = 0
  for (const [start, end] of [...stretches].sort(([a], [b]) => a - b)) {
    if (start >= at) struck += `${text.slice(at, start)}<redacted>`
    at = Math.max(at, end)
  }
  return struck + text.slice(at)
}

/** Asks for the secrets when there is a text. The time it takes grows as the text does, and as their number does. */
export const striker =
  (secrets: () => ReadonlyArray<string>): Strike =>
  (text) => {
    const known = [...new Set(secrets())].filter((secret) => secret.length >= shortestStruck)
    if (known.length === 0 || text === "") return text
    const all = known.flatMap(needles)
    const stretches = readings(text).flatMap((reading) => {
      const texts = looks(reading.text)
      return all.flatMap((needle) => found(texts, needle).map(([start, end]) => reading.stretch(start, end)))
    })
    // Half a character has no bytes to be read.
    const raw = looks(text)
    return without(text, [...stretches, ...known.flatMap((secret) => found(raw, plain(secret)))])
  }

/** A header's secrets: what follows the scheme, or all of it where there is none, and of Basic the password inside. */
export const headerSecrets = (header: Redacted.Redacted): ReadonlyArray<string> => {
  const value = Redacted.value(header)
  const [, scheme, credentials] = /^(\S+) +(.*)$/s.exec(value) ?? []
  if (scheme === undefined || credentials === undefined) return [value]
  if (scheme.toLowerCase() !== "basic") return [credentials]
  const pair = Either.getOrElse(Encoding.decodeBase64String(credentials), () => "")
  return [credentials, pair.slice(pair.indexOf(":") + 1)]
}

export const strikeMaybe = (strike: Strike, text: string | undefined): string | undefined =>
  text === undefined ? undefined : strike(text)

/** Members whose value is a secret whoever sent it: tokens, keys and passwords that a service has made. */
const isSecretName = (name: string): boolean =>
  /secret|password|token|(setup|account|private|api)_?key$|connection_url/i.test(name)

/** A document without secrets, at any depth; none where it is deeper than can be looked at. */
export const strikeDocument = (strike: Strike, document: unknown): unknown => {
  const struck = (value: unknown): unknown => {
    if (typeof value === "string") return strike(value)
    if (Array.isArray(value)) return value.map(struck)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        strike(name),
        isSecretName(name) && (typeof member === "string" || (typeof member === "object" && member !== null))
          ? "<redacted>"
          : struck(member)
      ])
    )
  }
  return Either.getOrUndefined(Either.try(() => struck(document)))
}

/** The same answer, its text and headers struck: whatever is read of it has no secret. */
export const strikeAnswer = ({ headers, status, text }: Answer, strike: Strike): Answer => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, strike(value)])),
  text: strike(text)
})
