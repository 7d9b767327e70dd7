import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import * as CollectionPath from "../../src/transfer/CollectionPath.js"
import * as FileName from "../../src/transfer/FileName.js"
import { makeFixture } from "./TransferFixture.js"

/** Bytes that a file system takes for a name, UTF-8 or not. */
const bytes = FastCheck.oneof(
  FastCheck.uint8Array({ minLength: 1, maxLength: 12 }),
  FastCheck.string({ minLength: 1 }).map((text) => new TextEncoder().encode(text)),
  FastCheck.string().map((text) => new TextEncoder().encode(`\uFFFD${text}`))
).filter((name) => name.length > 0 && !name.includes(0x2f) && !name.includes(0))

const back = (name: string): Buffer => Buffer.from(FileName.onDisk(name))

describe("a name", () => {
  it("of any bytes is a text, and back again the same bytes", () => {
    FastCheck.assert(
      FastCheck.property(bytes, (name) => {
        expect(back(FileName.fromBytes(Buffer.from(name)))).toStrictEqual(Buffer.from(name))
      }),
      { numRuns: 2000 }
    )
  })

  it("that is UTF-8 is shown as it is, and another as Latin-1 behind U+FFFD", () => {
    expect(FileName.fromBytes(Buffer.from("Grüße"))).toBe("Grüße")
    expect(FileName.fromBytes(Buffer.from("Grüße", "latin1"))).toBe("\uFFFDGrüße")
    expect(FileName.fromBytes(Buffer.concat([Buffer.from("ü/"), Buffer.from("ü", "latin1")]))).toBe("ü/\uFFFDü")
  })

  it("with a mark does not climb: what is UTF-8 anyway stays what it is", () => {
    for (const name of ["\uFFFD..", "\uFFFD.", "\uFFFD", "\uFFFDplain"])
      expect(back(name)).toStrictEqual(Buffer.from(name))
  })
})

const odd = Buffer.from("mess\xfcng.dat", "latin1")
const onDisk = (root: string, name: Buffer) => Buffer.concat([Buffer.from(`${root}/`), name])

// The file systems of macOS and Windows take no other names than Unicode.
describe.runIf(process.platform === "linux")("a file whose name is not UTF-8", () => {
  it.scoped("is listed, found, copied, renamed and deleted by the name that the listing shows", () =>
    Effect.gen(function* () {
      const { ended, get, post, remove, roots, source, transfer } = yield* makeFixture()
      writeFileSync(onDisk(roots.source, odd), "measured")
      const shown = "\uFFFDmess\u00fcng.dat"
      const operation = `operation/endpoint/${source.id}`
      expect((yield* get(`${operation}/ls`)).body).toMatchObject({ DATA: [{ name: shown, size: 8 }] })
      expect((yield* get(`${operation}/stat`, { path: `/${shown}` })).body).toMatchObject({ name: shown, size: 8 })

      const all = yield* ended(yield* transfer([["/", "/all/", { recursive: true }]]))
      expect(all).toMatchObject({ status: "SUCCEEDED", files: 1, files_transferred: 1 })
      expect(readFileSync(onDisk(`${roots.destination}/all`, odd), "utf8")).toBe("measured")
      yield* ended(yield* transfer([[`/${shown}`, `/one/${shown}`]]))
      expect(readdirSync(`${roots.destination}/one`, { encoding: "buffer" })).toStrictEqual([odd])

      const renamed = yield* post(`${operation}/rename`, {
        DATA_TYPE: "rename",
        old_path: `/${shown}`,
        new_path: `/${shown}.old`
      })
      expect(renamed.status).toBe(200)
      expect(readdirSync(roots.source, { encoding: "buffer" })).toStrictEqual([
        Buffer.concat([odd, Buffer.from(".old")])
      ])
      expect((yield* ended(yield* remove([`/${shown}.old`]))).status).toBe("SUCCEEDED")
      expect(readdirSync(roots.source)).toStrictEqual([])
    })
  )

  it("has a path that is parsed as any other", () => {
    const path = CollectionPath.parse(`/a/${FileName.fromBytes(odd)}`)
    expect(path).toMatchObject({ right: { segments: ["a", FileName.fromBytes(odd)] } })
  })
})
