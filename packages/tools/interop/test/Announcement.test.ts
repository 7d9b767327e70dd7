import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Redacted from "effect/Redacted"
import { isComplete, parse } from "../src/Announcement.js"

const printed = (collections: ReadonlyArray<readonly [id: string, name: string]>): ReadonlyArray<string> => [
  "# A Globus sandbox runs at http://127.0.0.1:8080/ until it is interrupted.",
  "export GLOBUS_SDK_SERVICE_URL_AUTH=http://127.0.0.1:8080/",
  "export GLOBUS_SDK_SERVICE_URL_TRANSFER=http://127.0.0.1:8080/",
  "# user robin@example.org, identity 0f0e0d0c-0000-4000-8000-000000000001",
  "# confidential client 0f0e0d0c-0000-4000-8000-000000000002, secret a+b/c=",
  "# native client 0f0e0d0c-0000-4000-8000-000000000003",
  ...collections.map(([id, name]) => `# collection ${id}, ${name}`)
]

const two = [
  ["0f0e0d0c-0000-4000-8000-000000000004", "My data, all of it"],
  ["0f0e0d0c-0000-4000-8000-000000000005", "B"]
] as const

/** Any character except line breaks, which the command replaces by spaces. */
const name = FastCheck.string({ unit: "binary" }).map((name) => name.replaceAll(/[\r\n]/g, " "))

describe("the announcement", () => {
  it("has the variables, the user, the clients and the collections", () => {
    const announcement = Either.getOrThrow(parse(printed(two)))
    expect(announcement).toMatchObject({
      environment: {
        GLOBUS_SDK_SERVICE_URL_AUTH: "http://127.0.0.1:8080/",
        GLOBUS_SDK_SERVICE_URL_TRANSFER: "http://127.0.0.1:8080/"
      },
      user: { sub: "0f0e0d0c-0000-4000-8000-000000000001", username: "robin@example.org" },
      nativeClientId: "0f0e0d0c-0000-4000-8000-000000000003",
      collections: two.map(([id, name]) => ({ id, name }))
    })
    expect(announcement.confidentialClient.id).toBe("0f0e0d0c-0000-4000-8000-000000000002")
    expect(Redacted.value(announcement.confidentialClient.secret)).toBe("a+b/c=")
    expect(JSON.stringify(announcement)).not.toContain("a+b/c=")
  })

  it("finds every collection, whatever is printed between", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.tuple(FastCheck.uuid(), name)),
        FastCheck.stringMatching(/^timestamp=[a-z ]{0,40}$/),
        (collections, noise) => {
          const lines = printed(collections).flatMap((line) => [line, noise])
          expect(Either.getOrThrow(parse(lines)).collections).toStrictEqual(
            collections.map(([id, name]) => ({ id, name }))
          )
        }
      )
    )
  })

  it("is complete only with its last collection", () => {
    const lines = printed(two)
    expect(lines.map((_, index) => isComplete(lines.slice(0, index + 1), 2))).toStrictEqual([
      ...Array.from({ length: lines.length - 1 }, () => false),
      true
    ])
  })

  it.each([
    ["variables", /^export/],
    ["user", /^# user/],
    ["confidential client", /^# confidential/],
    ["native client", /^# native/]
  ])("without its %s is not understood", (name, pattern) => {
    const flaw = Either.flip(parse(printed(two).filter((line) => !pattern.test(line))))
    expect(Either.getOrThrow(flaw)).toContain(name)
  })
})
