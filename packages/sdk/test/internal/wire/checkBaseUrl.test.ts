import { describe, expect, it } from "@effect/vitest"
import { Either } from "effect"
import { checkBaseUrl } from "../../../src/internal/wire/checkBaseUrl.js"

describe("checkBaseUrl", () => {
  const check = (text: string) => checkBaseUrl("baseUrl", text)

  it("takes https, and http to this machine, and takes the slash off the end", () => {
    for (const [text, url] of [
      ["https://example.org", "https://example.org"],
      ["https://example.org/", "https://example.org"],
      ["https://example.org:8443/a/b//", "https://example.org:8443/a/b"],
      ["http://localhost:9000/", "http://localhost:9000"],
      ["http://127.0.0.1", "http://127.0.0.1"],
      ["http://127.1.2.3:80/", "http://127.1.2.3"],
      ["http://[::1]:9000", "http://[::1]:9000"]
    ]) {
      expect([text, check(text ?? "")]).toEqual([text, Either.right(url)])
    }
  })

  for (const [text, message] of [
    ["", "give an absolute URL"],
    ["example.org", "give an absolute URL"],
    ["/x", "give an absolute URL"],
    ["http://example.org", "use https"],
    ["http://127.0.0.1.example.org", "use https"],
    ["http://localhost.example.org", "use https"],
    ["http://10.0.0.1", "use https"],
    ["ftp://localhost", "use https"],
    ["file:///etc", "use https"],
    ["https://user:hunter2@example.org", "leave user and password out"],
    ["https://hunter2@example.org", "leave user and password out"],
    ["https://example.org/?key=hunter2", "leave query and fragment out"],
    ["https://example.org/#hunter2", "leave query and fragment out"],
    ["https://example.org/?", "leave query and fragment out"],
    ["https://example.org/x#", "leave query and fragment out"]
  ] as const) {
    it(`refuses ${JSON.stringify(text)}: ${message}`, () => {
      const error = Either.getOrThrow(Either.flip(check(text)))
      expect(error).toMatchObject({ field: "baseUrl", message: expect.stringContaining(`baseUrl: ${message}`) })
      expect(error.message).not.toContain("hunter2")
    })
  }
})
