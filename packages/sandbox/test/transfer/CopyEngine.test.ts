import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { createHash } from "node:crypto"
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { isTaken } from "../../src/transfer/CopyEngine.js"
import { makeFixture, pause, plant, text, tree } from "./TransferFixture.js"

// Files that something happens to half-way last three seconds: a test that lags sees up to one second at once.
const unfinished = (directory: string) => readdirSync(directory).filter((name) => name.startsWith(".globus-sandbox-"))

describe("a transfer", () => {
  it.scoped("copies files and trees, and counts what it copied", () =>
    Effect.gen(function* () {
      const { ended, events, roots, transfer } = yield* makeFixture()
      plant(roots.source, { "d/a": "aaaa", "d/sub/b": "bb", "d/empty/": "", single: "s" })
      const id = yield* transfer([
        ["/d/", "/copy/d/"],
        ["/single", "/deep/new/one"]
      ])
      expect(yield* ended(id)).toMatchObject({
        status: "SUCCEEDED",
        files: 3,
        files_transferred: 3,
        directories: 3,
        bytes_transferred: 7,
        bytes_checksummed: 0,
        faults: 0,
        subtasks_pending: 0,
        nice_status: null
      })
      expect(tree(roots.destination)).toEqual({
        ...tree(roots.destination),
        "copy/d/a": "aaaa",
        "copy/d/sub/b": "bb",
        "copy/d/empty/": "",
        "deep/new/one": "s"
      })
      expect(Object.keys(tree(roots.destination)).filter((path) => !path.endsWith("/"))).toHaveLength(3)
      expect(yield* events(id)).toEqual(["SUCCEEDED", "PROGRESS", "STARTED"])
    })
  )

  it.scoped("replaces what was there, and takes empty files", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { a: "new", empty: "" })
      plant(roots.destination, { a: "something longer" })
      yield* ended(
        yield* transfer([
          ["/a", "/a"],
          ["/empty", "/empty"]
        ])
      )
      expect(tree(roots.destination)).toEqual({ a: "new", empty: "" })
    })
  )

  it.scoped("goes at its pace, second by second, and shows it", () =>
    Effect.gen(function* () {
      const { roots, transfer, until } = yield* makeFixture({ bytesPerSecond: 1000 })
      plant(roots.source, { a: "x".repeat(2000), b: "y".repeat(2000) })
      const id = yield* transfer([
        ["/a", "/a"],
        ["/b", "/b"]
      ])
      const half = yield* until(id, ({ files_transferred }) => files_transferred === 1, 50)
      expect(half).toMatchObject({ status: "ACTIVE", files: 2 })
      const now = yield* TestClock.currentTimeMillis
      expect(half.bytes_transferred).toBeLessThanOrEqual(now)
      expect(now).toBeGreaterThanOrEqual(2000)
      const end = yield* until(id, ({ status }) => status === "SUCCEEDED", 50)
      expect(yield* TestClock.currentTimeMillis).toBeGreaterThanOrEqual(4000)
      expect(end.bytes_transferred).toBe(4000)
      expect(end.effective_bytes_per_second).toBeLessThanOrEqual(1000)
    })
  )

  it.scoped("reads every copy back when checksums are verified", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { a: new Uint8Array(3_000_000).fill(7) })
      const end = yield* ended(yield* transfer([["/a", "/a"]], { verify_checksum: true }))
      expect(end).toMatchObject({ status: "SUCCEEDED", bytes_transferred: 3_000_000, bytes_checksummed: 3_000_000 })
    })
  )

  it.scoped("notices a copy that was damaged on the way, and makes a better one", () =>
    Effect.gen(function* () {
      const { events, roots, transfer, until } = yield* makeFixture({
        bytesPerSecond: 1000,
        retryInterval: "5 seconds"
      })
      plant(roots.source, { a: "x".repeat(3000) })
      const id = yield* transfer([["/a", "/a"]], { verify_checksum: true })
      yield* until(id, ({ bytes_transferred }) => Number(bytes_transferred) >= 500, 50)
      const [copy = ""] = unfinished(roots.destination)
      writeFileSync(join(roots.destination, copy), "!", { flag: "r+" })
      const faulted = yield* until(id, ({ faults }) => faults === 1, 50)
      expect(faulted).toMatchObject({ status: "ACTIVE", nice_status: "VERIFY_CHECKSUM_FAILED", bytes_transferred: 0 })
      expect(readdirSync(roots.destination)).toEqual([])
      yield* until(id, ({ status }) => status === "SUCCEEDED", 100)
      expect(text(roots.destination, "a")).toBe("x".repeat(3000))
      expect(yield* events(id, { filter: "is_error:1" })).toEqual(["VERIFY_CHECKSUM_FAILED"])
    })
  )

  it.scoped("notices a file that changes while it is copied", () =>
    Effect.gen(function* () {
      const { roots, transfer, until } = yield* makeFixture({ bytesPerSecond: 1000 })
      plant(roots.source, { a: "x".repeat(3000) })
      const id = yield* transfer([["/a", "/a"]], { verify_checksum: true })
      yield* until(id, ({ bytes_transferred }) => Number(bytes_transferred) >= 500, 50)
      writeFileSync(join(roots.source, "a"), "y", { flag: "r+" })
      expect(yield* until(id, ({ faults }) => faults === 1, 50)).toMatchObject({
        nice_status: "VERIFY_CHECKSUM_FAILED"
      })
      expect(readdirSync(roots.destination)).toEqual([])
    })
  )

  it.scoped("compares with a checksum the caller knows, MD5 unless told otherwise", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer, until } = yield* makeFixture()
      plant(roots.source, { a: "content" })
      const sum = (algorithm: string) => createHash(algorithm).update("content").digest("hex")
      const good = yield* transfer([["/a", "/good", { external_checksum: sum("md5").toUpperCase() }]])
      expect((yield* ended(good)).status).toBe("SUCCEEDED")
      const item = { external_checksum: sum("sha512"), checksum_algorithm: "SHA-512" }
      expect((yield* ended(yield* transfer([["/a", "/other", item]]))).status).toBe("SUCCEEDED")
      const bad = yield* transfer([["/a", "/bad", { external_checksum: sum("sha256") }]])
      expect(yield* until(bad, ({ faults }) => faults === 1)).toMatchObject({ status: "ACTIVE" })
      expect(Object.keys(tree(roots.destination))).toEqual(["good", "other"])
    })
  )

  it.scoped("keeps modification times on request", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { a: "a" })
      utimesSync(join(roots.source, "a"), 1_000_000_000, 1_000_000_000)
      yield* ended(yield* transfer([["/a", "/kept"]], { preserve_timestamp: true }))
      yield* ended(yield* transfer([["/a", "/new"]]))
      expect(statSync(join(roots.destination, "kept")).mtimeMs).toBe(1_000_000_000_000)
      expect(statSync(join(roots.destination, "new")).mtimeMs).toBeGreaterThan(1_500_000_000_000)
    })
  )

  it.scoped.each([
    [0, ["absent"]],
    [1, ["absent", "longer"]],
    [2, ["absent", "newer"]],
    [3, ["absent", "longer", "changed"]],
    [null, ["absent", "longer", "newer", "changed", "same"]]
  ] as const)("with sync level %j copies %j", ([sync_level, copied]) =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      const source = { absent: "12", longer: "123", newer: "12", changed: "34", same: "12" }
      plant(roots.source, Object.fromEntries(Object.entries(source).map(([name, content]) => [`d/${name}`, content])))
      for (const name of ["longer", "newer", "changed", "same"]) {
        plant(roots.destination, { [`d/${name}`]: "12" })
        // Within the same second nothing is newer.
        utimesSync(join(roots.source, "d", name), 1000, { newer: 3000, same: 2000.9 }[name] ?? 1000)
        utimesSync(join(roots.destination, "d", name), 2000, 2000)
      }
      const before = Object.fromEntries(
        readdirSync(join(roots.destination, "d")).map((name) => [
          name,
          statSync(join(roots.destination, "d", name)).ino
        ])
      )
      const end = yield* ended(yield* transfer([["/d", "/d"]], { sync_level }))
      const changed = readdirSync(join(roots.destination, "d")).filter(
        (name) => statSync(join(roots.destination, "d", name)).ino !== before[name]
      )
      expect([...changed].sort()).toEqual([...copied].sort())
      expect(end).toMatchObject({ files_transferred: copied.length, files_skipped: 5 - copied.length })
    })
  )

  it.scoped("takes from directories what the filter rules let through", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { "d/a.txt": "", "d/b.log": "", "d/tmp/c.txt": "", "d/keep/d.txt": "" })
      const rule = (method: string, name: string, type?: string) => ({ DATA_TYPE: "filter_rule", method, name, type })
      yield* ended(
        yield* transfer([["/d", "/d"]], {
          filter_rules: [rule("exclude", "tmp", "dir"), rule("include", "*.txt"), rule("exclude", "*", "file")]
        })
      )
      expect(Object.keys(tree(roots.destination))).toEqual(["d/", "d/a.txt", "d/keep/", "d/keep/d.txt"])
    })
  )

  it("lets the first rule that fits decide", () => {
    const rules = [
      { DATA_TYPE: "filter_rule", method: "include", name: "a*" },
      { DATA_TYPE: "filter_rule", method: "exclude", name: "*", type: "file" }
    ] as const
    expect([isTaken(rules, "ab", "file"), isTaken(rules, "b", "file"), isTaken(rules, "b", "dir")]).toEqual([
      true,
      false,
      true
    ])
    expect(isTaken(null, "b", "file")).toBe(true)
  })

  it.scoped("deletes on request what the source does not have", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { "d/a": "a", "d/sub/b": "b" })
      plant(roots.destination, { "d/old": "", "d/sub/old/x": "", beside: "" })
      symlinkSync(roots.outside, join(roots.destination, "d/link"))
      yield* ended(yield* transfer([["/d", "/d"]], { delete_destination_extra: true }))
      expect(Object.keys(tree(roots.destination))).toEqual(["beside", "d/", "d/a", "d/sub/", "d/sub/b"])
      expect(tree(roots.outside)).toEqual({ secret: "SECRET" })
    })
  )

  it.scoped("needs to know a directory from a file when it is told which it is", () =>
    Effect.gen(function* () {
      const { roots, transfer, until } = yield* makeFixture()
      plant(roots.source, { "d/a": "a", f: "f" })
      const failing = ({ faults }: { readonly faults?: number | null | undefined }) => faults === 1
      expect(yield* until(yield* transfer([["/d", "/x", { recursive: false }]]), failing)).toMatchObject({
        nice_status: "IS_A_DIRECTORY"
      })
      expect(yield* until(yield* transfer([["/f", "/y", { recursive: true }]]), failing)).toMatchObject({
        nice_status: "NOT_A_DIRECTORY"
      })
    })
  )
})

describe("what fails at the source", () => {
  it.scoped("keeps the task active, while the rest goes on, and is tried again until it is there", () =>
    Effect.gen(function* () {
      const { events, roots, transfer, until } = yield* makeFixture({ retryInterval: "1 minute" })
      plant(roots.source, { b: "b" })
      const id = yield* transfer([
        ["/a", "/a"],
        ["/b", "/b"]
      ])
      // Then there is nothing left to do but to wait.
      const failing = yield* until(id, ({ subtasks_succeeded }) => subtasks_succeeded === 2)
      expect(failing).toMatchObject({
        status: "ACTIVE",
        files_transferred: 1,
        faults: 1,
        nice_status: "FILE_NOT_FOUND",
        is_ok: false,
        subtasks_retrying: 1
      })
      yield* TestClock.adjust("1 minute")
      yield* until(id, ({ faults }) => faults === 2)
      plant(roots.source, { a: "late" })
      yield* until(id, ({ status }) => status === "SUCCEEDED", 60_000)
      expect(text(roots.destination, "a")).toBe("late")
      expect(yield* events(id, { filter: "is_error:1" })).toEqual(["FILE_NOT_FOUND", "FILE_NOT_FOUND"])
    })
  )

  it.scoped("is skipped on request", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* makeFixture()
      plant(roots.source, { "d/b": "b" })
      symlinkSync(join(roots.outside, "secret"), join(roots.source, "d/leak"))
      const end = yield* ended(
        yield* transfer(
          [
            ["/a", "/a"],
            ["/d", "/d"]
          ],
          { skip_source_errors: true, recursive_symlinks: "copy" }
        )
      )
      expect(end).toMatchObject({ status: "SUCCEEDED", faults: 0, subtasks_skipped_errors: 2, files_transferred: 1 })
      expect(Object.keys(tree(roots.destination))).toEqual(["d/", "d/b"])
    })
  )
})

describe("symbolic links", () => {
  const withLinks = Effect.gen(function* () {
    const fixture = yield* makeFixture()
    plant(fixture.roots.source, { "d/a": "a", "elsewhere/b": "b" })
    symlinkSync("../elsewhere", join(fixture.roots.source, "d/dir"))
    symlinkSync("a", join(fixture.roots.source, "d/file"))
    return fixture
  })

  it.scoped("in a directory are left out unless asked for", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* withLinks
      expect(yield* ended(yield* transfer([["/d", "/d"]]))).toMatchObject({ symlinks: 0, files: 1 })
      expect(Object.keys(tree(roots.destination))).toEqual(["d/", "d/a"])
    })
  )

  it.scoped("are kept as links on request", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* withLinks
      plant(roots.destination, { "d/file": "in the way" })
      expect(yield* ended(yield* transfer([["/d", "/d"]], { recursive_symlinks: "keep" }))).toMatchObject({
        symlinks: 2
      })
      expect(readlinkSync(join(roots.destination, "d/dir"))).toBe("../elsewhere")
      expect(readlinkSync(join(roots.destination, "d/file"))).toBe("a")
    })
  )

  it.scoped("are copied as what they lead to on request, inside the collection only, and not in circles", () =>
    Effect.gen(function* () {
      const { roots, transfer, until } = yield* withLinks
      symlinkSync(roots.outside, join(roots.source, "d/leak"))
      symlinkSync("../elsewhere", join(roots.source, "elsewhere/circle"))
      const id = yield* transfer([["/d", "/d"]], { recursive_symlinks: "copy" })
      const failing = yield* until(
        id,
        ({ files_transferred, subtasks_retrying }) => files_transferred === 3 && subtasks_retrying === 2
      )
      expect(failing.nice_status).toBe("PERMISSION_DENIED")
      const copied = tree(roots.destination)
      expect(copied).toEqual({ "d/": "", "d/dir/": "", "d/dir/b": "b", "d/file": "a", "d/a": "a" })
      expect(Object.values(copied)).not.toContain("SECRET")
      expect(lstatSync(join(roots.destination, "d/file")).isFile()).toBe(true)
    })
  )

  it.scoped("are followed when they are the item itself, unless it asks for the link", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer } = yield* withLinks
      yield* ended(
        yield* transfer([
          ["/d/file", "/file"],
          ["/d/dir", "/dir"],
          ["/d/file", "/link", { DATA_TYPE: "transfer_symlink_item" }]
        ])
      )
      expect(lstatSync(join(roots.destination, "file")).isFile()).toBe(true)
      expect(text(roots.destination, "dir/b")).toBe("b")
      expect(readlinkSync(join(roots.destination, "link"))).toBe("a")
    })
  )

  it.scoped("at the destination are replaced, never written through", () =>
    Effect.gen(function* () {
      const { ended, roots, transfer, until } = yield* makeFixture()
      plant(roots.source, { a: "mine" })
      symlinkSync(join(roots.outside, "secret"), join(roots.destination, "a"))
      symlinkSync(roots.outside, join(roots.destination, "out"))
      yield* ended(yield* transfer([["/a", "/a"]]))
      expect(text(roots.destination, "a")).toBe("mine")
      const id = yield* transfer([["/a", "/out/a"]])
      expect(yield* until(id, ({ faults }) => faults === 1)).toMatchObject({ nice_status: "PERMISSION_DENIED" })
      expect(tree(roots.outside)).toEqual({ secret: "SECRET" })
    })
  )

  it.scoped("swapped in during a copy lead nowhere: nothing outside is read or written", () =>
    Effect.gen(function* () {
      const { roots, transfer, until } = yield* makeFixture({ bytesPerSecond: 1000 })
      plant(roots.source, { "first/a": "a".repeat(3000), "second/secret": "b", "third/c": "c" })
      plant(roots.outside, { a: "OUTSIDE", b: "OUTSIDE" })
      mkdirSync(join(roots.destination, "first"))
      const before = tree(roots.outside)
      const id = yield* transfer([
        ["/first", "/first"],
        ["/second", "/second"],
        ["/third", "/third"]
      ])
      yield* until(id, ({ bytes_transferred }) => Number(bytes_transferred) >= 500, 50)

      // The file under the reader, the directory under the writer, and what comes next on either side.
      rmSync(join(roots.source, "first/a"))
      symlinkSync(join(roots.outside, "a"), join(roots.source, "first/a"))
      renameSync(join(roots.destination, "first"), join(roots.outside, "..", "moved"))
      symlinkSync(roots.outside, join(roots.destination, "first"))
      renameSync(join(roots.source, "second"), join(roots.source, "aside"))
      symlinkSync(roots.outside, join(roots.source, "second"))
      rmSync(join(roots.source, "third/c"))
      symlinkSync(join(roots.outside, "secret"), join(roots.source, "third/c"))

      const failing = yield* until(id, ({ subtasks_retrying }) => subtasks_retrying === 3, 50)
      expect(failing).toMatchObject({ status: "ACTIVE", nice_status: "PERMISSION_DENIED", files_transferred: 0 })
      expect(tree(roots.outside)).toEqual(before)
      expect(Object.values(tree(roots.destination)).join()).not.toMatch(/SECRET|OUTSIDE/)
      expect(Object.keys(tree(join(roots.outside, "..", "moved"))).filter((name) => name === "a")).toEqual([])
    })
  )
})

describe("a transfer that is canceled", () => {
  it.scoped("leaves no half file, and has stopped when the answer comes", () =>
    Effect.gen(function* () {
      const { post, roots, task, transfer, until } = yield* makeFixture({ bytesPerSecond: 1000 })
      plant(roots.source, { a: "a".repeat(5000) })
      plant(roots.destination, { a: "as it was" })
      const id = yield* transfer([["/a", "/a"]])
      yield* until(id, ({ bytes_transferred }) => Number(bytes_transferred) >= 1000, 50)
      expect(unfinished(roots.destination)).toHaveLength(1)
      expect((yield* post(`task/${id}/cancel`, undefined)).body).toMatchObject({ code: "Canceled" })
      expect(tree(roots.destination)).toEqual({ a: "as it was" })
      const canceled = yield* task(id)
      yield* TestClock.adjust("10 seconds")
      yield* Effect.replicateEffect(pause, 50)
      expect(yield* task(id)).toEqual(canceled)
    })
  )
})
