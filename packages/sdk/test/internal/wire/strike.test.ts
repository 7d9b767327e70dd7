import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc, Redacted } from "effect"
import { headerSecrets, strikeAnswer, striker } from "../../../src/internal/wire/strike.js"

const strike = (text: string, ...secrets: ReadonlyArray<string>) => striker(() => secrets)(text)

describe("striker", () => {
  it("strikes every secret out, wherever it stands", () => {
    expect(strike("a secret-1 b secret-2 c secret-1", "secret-1", "secret-2")).toBe(
      "a <redacted> b <redacted> c <redacted>"
    )
    expect(strike("nothing in it", "secret-1")).toBe("nothing in it")
    expect(strike("text", "")).toBe("text")
    expect(strike("", "secret-1")).toBe("")
  })

  it("leaves what is so short that it occurs in any text", () => {
    expect(strike("a token of the task", "a", "token", "the", "task")).toBe("a token of the task")
  })

  it("leaves no rest of a secret that begins as another does", () => {
    expect(strike("the-token the-token-and-more", "the-token", "the-token-and-more")).toBe("<redacted> <redacted>")
  })

  it("takes secrets as they are, not as patterns", () => {
    expect(strike("abcdXfgh abcd.fgh $&", "abcd.fgh")).toBe("abcdXfgh <redacted> $&")
  })

  it("does not mind half a character", () => {
    expect(strike("x \ud800-a-secret y", "\ud800-a-secret")).toBe("x <redacted> y")
    expect(strike("\udc00 \\ud800 %FF &#1114112; a-secret", "a-secret")).toBe(
      "\udc00 \\ud800 %FF &#1114112; <redacted>"
    )
  })

  it("strikes the beginning of a secret too where the text was cut", () => {
    const secret = "0123456789abcdefghij"
    for (const spelled of [secret, Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("hex")]) {
      for (const left of [spelled.length - 1, 16, 8]) {
        expect(strike(`cut: ${spelled.slice(0, left)}`, secret)).toBe("cut: <redacted>")
      }
    }
    expect(strike("cut: 0123456", secret)).toBe("cut: 0123456")
    expect(strike("cut: 01234567 not", secret)).toBe("cut: 01234567 not")
  })

  it("strikes nothing else: what stands around stays, and a text without a secret is the same text", () => {
    const other = fc.string({ unit: fc.constantFrom("a", "%", "2", "b", "\\", "u", "0", "&", "#", ";", "é", "+", " ") })
    fc.assert(
      fc.property(other, other, (before, behind) => {
        expect(strike(before, "0123456789abcdef")).toBe(before)
        const struck = strike(`${before} 0123456789ABCDEF ${behind}`, "0123456789ABCDEF")
        expect(struck).toBe(`${before} <redacted> ${behind}`)
      })
    )
  })
})

type Spell = (text: string) => string

/** Spells some characters of a text: those that must be, and others by a pattern of yes and no. */
const some =
  (must: RegExp, spell: Spell) =>
  (pattern: ReadonlyArray<boolean>): Spell =>
  (text) =>
    [...text].map((c, n) => (must.test(c) || pattern[n % pattern.length] === true ? spell(c) : c)).join("")

const hex = (text: string) => Buffer.from(text).toString("hex")

const units = (text: string) => Array.from({ length: text.length }, (_, n) => text.charCodeAt(n))

const percent = (c: string) => hex(c).replace(/../g, "%$&")

const escaped = (c: string) =>
  units(c)
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("")

const capitals = (text: string) => text.toUpperCase()

/** What a server, a proxy or a log does to a text that it repeats, and reads back to the same text. */
const spellings = fc.oneof(
  fc
    .array(fc.boolean(), { minLength: 1, maxLength: 9 })
    .chain((pattern) =>
      fc.constantFrom<Spell>(
        some(/[%\s]/, percent)(pattern),
        some(/[%\s]/, (c) => capitals(percent(c)))(pattern),
        some(/["\\]/, escaped)(pattern),
        some(/["\\]/, (c) => escaped(c).replace(/[^u\\]/g, capitals))(pattern),
        some(/[&]/, (c) => `&#${c.codePointAt(0)};`)(pattern),
        some(/[&]/, (c) => `&#x${c.codePointAt(0)?.toString(16)};`)(pattern),
        some(/[&]/, (c) => `&#X${capitals(c.codePointAt(0)?.toString(16) ?? "")};`)(pattern)
      )
    ),
  fc.constantFrom<Spell>(
    (text) => text,
    (text) => JSON.stringify({ text }),
    (text) => JSON.stringify(text).replaceAll("/", "\\/"),
    (text) => encodeURIComponent(text),
    (text) => new URLSearchParams({ text }).toString(),
    (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("+", "&plus;")
  )
)

/** Of a whole text with the secret in it. */
const wholes = fc.constantFrom<Spell>(
  (text) => text,
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(text).toString("base64url"),
  (text) => Buffer.from(encodeURIComponent(text)).toString("base64"),
  (text) => Buffer.from(JSON.stringify({ text })).toString("base64url"),
  (text) => Buffer.from(new URLSearchParams({ text }).toString()).toString("base64"),
  hex,
  (text) => capitals(hex(text))
)

/** Everything that a text can be read as, by one step of each kind. */
const steps = (text: string): ReadonlyArray<string> => [
  text.replace(/(%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString()),
  text.replaceAll("+", " "),
  text
    .replace(/\\u([\da-f]{4})/gi, (_, unit) => String.fromCharCode(Number.parseInt(String(unit), 16)))
    .replace(/\\(["\\/])/g, "$1"),
  text
    .replace(/&#x([\da-f]{1,6});/gi, (_, point) => String.fromCodePoint(Number.parseInt(String(point), 16)))
    .replace(/&#(\d{1,7});/g, (_, point) => String.fromCodePoint(Number(point)))
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&quot;", '"')
    .replaceAll("&plus;", "+"),
  ...(text.match(/[\w+/-]{12,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), "base64").toString())
  ),
  ...(text.match(/[\da-f]{16,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((offset) => Buffer.from(run.slice(offset), "hex").toString())
  )
]

/** Everything that a text can be read as. */
const everything = (text: string, depth: number): ReadonlySet<string> => {
  const all = new Set([text])
  let last = [text]
  for (let step = 0; step < depth; step++) {
    last = last.flatMap(steps).filter((text) => !all.has(text) && all.add(text))
  }
  return all
}

describe("a secret in any spelling", () => {
  const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code))
  const token = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=")
  const secrets = fc.oneof(
    fc.string({ unit: token, minLength: 16, maxLength: 90 }),
    fc.string({ unit: visible, minLength: 16, maxLength: 44 }),
    fc.string({ unit: fc.oneof(visible, fc.constantFrom(" ", "é", "€", "𝄞")), minLength: 16, maxLength: 30 })
  )
  const around = fc.string({ unit: fc.constantFrom("a", "Z", "7", " ", ":", "é"), maxLength: 5 })

  it("leaves no run of 8 of its characters, however the struck text is read", () => {
    fc.assert(
      fc.property(
        secrets,
        wholes,
        fc.array(spellings, { maxLength: 2 }),
        fc.array(fc.tuple(around, around), { minLength: 3, maxLength: 3 }),
        (secret, whole, outer, surroundings) => {
          const text = [whole, ...outer].reduce((text, spell, n) => {
            const [before, behind] = surroundings[n] ?? ["", ""]
            return spell(`${before}${text}${behind}`)
          }, secret)
          const struck = strike(`It said: ${text} end`, secret)
          expect(struck).toContain("<redacted>")
          const runs = Array.from({ length: secret.length - 7 }, (_, n) => secret.slice(n, n + 8))
          for (const reading of everything(struck, outer.length + 2)) {
            for (const run of runs) expect(reading.includes(run)).toBe(false)
          }
        }
      ),
      { numRuns: 400 }
    )
  })

  it("is struck where one spelling has parts of another one in it", () => {
    // A reference of HTML, some of whose characters are percent-encoded.
    for (const text of ["&%23%58%34%31;", "&#X4%31;", "%26#X41%3b", "&#%36%35;"]) {
      expect(strike(`It said: ${text.repeat(16)} end`, "A".repeat(16))).toBe("It said: <redacted> end")
    }
  })

  it("is no empty claim: what is searched for is found where nothing is struck", () => {
    const secret = "s3cr+t/of an \u{1d11e} application"
    for (const spelled of [
      encodeURIComponent(encodeURIComponent(secret)),
      escaped(secret),
      Buffer.from(`id:${secret}`).toString("base64url"),
      hex(secret)
    ]) {
      expect([...everything(spelled, 2)].some((reading) => reading.includes(secret))).toBe(true)
    }
  })

  for (const [name, spelled] of [
    ["percent-encoded in capitals", "%2B-secret%2Fabc"],
    ["percent-encoded in small letters", "%2b-secret%2fabc"],
    ["percent-encoded twice", "%252B-secret%252Fabc"],
    ["escaped in JSON", "\\u002b-secret\\/abc"],
    ["escaped in JSON twice", "\\\\u002B-secret\\\\/abc"],
    ["escaped in HTML", "&#x2b;-secret&#47;abc"],
    ["named in HTML", "&plus;-secret&sol;abc"],
    ["escaped in a script", "\\x2b-secret\\u{2f}abc"],
    ["in Base64", "Ky1zZWNyZXQvYWJj"],
    ["in hexadecimal", "2b2d7365637265742f616263"]
  ] as const) {
    it(`is known ${name}`, () => {
      expect(strike(`a ${spelled} b`, "+-secret/abc")).toBe("a <redacted> b")
    })
  }
})

describe("strikeAnswer", () => {
  it("strikes the text, and every header", () => {
    const answer = { status: 400, headers: { location: "/a?token=the-secret", other: "x" }, text: "no: the-secret" }
    expect(strikeAnswer(answer, (text) => strike(text, "the-secret"))).toEqual({
      status: 400,
      headers: { location: "/a?token=<redacted>", other: "x" },
      text: "no: <redacted>"
    })
  })
})

describe("headerSecrets", () => {
  const of = (header: string) => headerSecrets(Redacted.make(header))

  it("are what follows the scheme", () => {
    expect(of("Bearer abc.def")).toEqual(["abc.def"])
    expect(of("Digest a=1, b=2")).toEqual(["a=1, b=2"])
  })

  it("of Basic are the password too, which may have colons", () => {
    const credentials = Buffer.from("id:pass:word").toString("base64")
    expect(of(`Basic ${credentials}`)).toEqual([credentials, "pass:word"])
    expect(of(`basic ${credentials}`)).toEqual([credentials, "pass:word"])
  })

  it("are all of a header without a scheme", () => {
    expect(of("abc")).toEqual(["abc"])
  })
})
