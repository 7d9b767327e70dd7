import { describe, expect, it } from "@effect/vitest"
import { Redacted } from "effect"
import { headerSecrets, striker } from "../../src/internal/strike.js"

const strike = (text: string, ...secrets: ReadonlyArray<string>) => striker(() => secrets)(text)

describe("striker", () => {
  it("strikes every secret out, wherever it stands", () => {
    expect(strike("a s1 b s2 c s1", "s1", "s2")).toBe("a <redacted> b <redacted> c <redacted>")
    expect(strike("nothing in it", "s1")).toBe("nothing in it")
    expect(strike("text", "")).toBe("text")
  })

  it("knows a secret in a URL and in a JSON text", () => {
    const secret = 'a+b/c= "d"\\'
    expect(strike(encodeURIComponent(secret), secret)).toBe("<redacted>")
    expect(strike(JSON.stringify({ token: secret }), secret)).toBe('{"token":"<redacted>"}')
  })

  it("leaves no rest of a secret that begins as another does", () => {
    expect(strike("token token-and-more", "token", "token-and-more")).toBe("<redacted> <redacted>")
  })

  it("takes secrets as they are, not as patterns", () => {
    expect(strike("aXc a.c $&", "a.c")).toBe("aXc <redacted> $&")
  })

  it("does not mind half a character", () => {
    expect(strike("x \ud800 y", "\ud800")).toBe("x <redacted> y")
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
