import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs"
import { readFile, rename, symlink, unlink } from "node:fs/promises"
import { join } from "node:path"
import * as CollectionPath from "../../src/transfer/CollectionPath.js"
import * as Confinement from "../../src/transfer/Confinement.js"
import * as Listing from "../../src/transfer/Listing.js"
import { plant, temporaryDirectory, tree } from "./TransferFixture.js"

/** Naming entries through a handle is for systems that can; the other way is tried everywhere. */
const ways = [{ throughHandles: true }, { throughHandles: false }].filter(
  (way) => !way.throughHandles || existsSync("/proc/self/fd")
)

/** Known by its contents and by its size. */
const secret = "SECRET".repeat(1234)

/** A root with every sort of link, in a directory with a secret. */
const makeMaze = (throughHandles: boolean) =>
  Effect.gen(function* () {
    const home = yield* temporaryDirectory
    const root = join(home, "root")
    const outside = join(home, "outside")
    plant(home, {
      "outside/secret": secret,
      "outside/deep/secret": secret,
      "root/a/file": "a",
      "root/b/deep/file": "b",
      "root/~/file": "tilde",
      "root/%2e%2e/file": "encoded",
      "root-beside/secret": secret
    })
    const links: Readonly<Record<string, string>> = {
      "a/in": "../b",
      "a/out": "../../outside",
      "a/up": "..",
      "a/upup": "../..",
      abs: "/",
      loop: "loop",
      out: outside,
      outfile: join(outside, "secret"),
      beside: "../root-beside",
      "b/deep/out": "../../a/out",
      dangling: join(outside, "not-there")
    }
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path))
    return { home, root, outside, files: yield* Confinement.make(root, { throughHandles }) }
  })

const name = FastCheck.constantFrom(
  ..."a b deep file out outfile in up upup abs loop beside dangling secret outside root .. . ~ %2e%2e new".split(" "),
  ""
)
const path = FastCheck.array(name, { maxLength: 6 }).map((names) => `/${names.join("/")}`)

/** Everything the sandbox does with a path; what each of them brought back. */
const everything = (files: Confinement.Confinement, from: string, to: string) =>
  Effect.gen(function* () {
    const [one, two] = [from, to].map(CollectionPath.parse).map(Either.getOrElse(() => ({ segments: ["refused"] })))
    if (one === undefined || two === undefined) return []
    const read = (follow: boolean) =>
      Effect.gen(function* () {
        const { name, parent } = yield* files.entry(one.segments, { follow })
        const handle = yield* parent.read(name)
        return yield* Effect.promise(() => handle.readFile("utf8"))
      })
    const at = (use: (entry: Confinement.Entry) => Effect.Effect<unknown, unknown, Scope.Scope>) =>
      Effect.flatMap(files.entry(one.segments, { follow: false }), use)
    return yield* Effect.forEach(
      [
        read(true),
        read(false),
        Effect.map(Listing.list(files, one.segments, { showHidden: true }), (found) => JSON.stringify(found)),
        Effect.map(Listing.stat(files, one.segments), ({ size }) => String(size)),
        at(({ name, parent }) => parent.mkdir(name)),
        at(({ name, parent }) =>
          Effect.flatMap(parent.create(name), (handle) => Effect.promise(() => handle.write("NEW")))
        ),
        Effect.flatMap(files.ensureDirectory(one.segments), (made) => made.create("new")),
        at(({ name, parent }) =>
          Effect.flatMap(files.entry(two.segments, { follow: false }), (target) =>
            parent.rename(name, target.parent, target.name)
          )
        ),
        at(({ name, parent }) => parent.symlink("../outside", `${name}-link`)),
        at(({ name, parent }) => parent.rmdir(name)),
        Effect.flatMap(files.directory(one.segments), (directory) => directory.mkdir("..")),
        Effect.flatMap(files.directory(one.segments), (directory) => directory.enter("out"))
      ],
      (operation) => Effect.either(Effect.scoped(operation))
    )
  })

describe.each(ways)("Confinement, %j", ({ throughHandles }) => {
  it.scopedLive(
    "lets no path read or write outside the root",
    () =>
      Effect.gen(function* () {
        const { files, home, root } = yield* makeMaze(throughHandles)
        const around = () => Object.entries(tree(home)).filter(([path]) => !path.startsWith("root/"))
        const before = around()
        yield* Effect.promise(() =>
          FastCheck.assert(
            FastCheck.asyncProperty(path, path, async (from, to) => {
              const results = await Effect.runPromise(everything(files, from, to))
              for (const result of results) {
                expect(String(Either.getOrElse(result, () => ""))).not.toContain("SECRET")
                expect(String(Either.getOrElse(result, () => ""))).not.toContain(String(secret.length))
              }
              expect(around()).toEqual(before)
            }),
            { numRuns: 150 }
          )
        )
        // The exercise was one: things were made inside.
        expect(Object.keys(tree(root)).filter((path) => path.endsWith("new")).length).toBeGreaterThan(0)
      }),
    30_000
  )

  it.scopedLive("follows links that stay inside, and only those", () =>
    Effect.gen(function* () {
      const { files } = yield* makeMaze(throughHandles)
      const where = (text: string) =>
        Effect.flip(files.real(text.split("/"))).pipe(
          Effect.map(({ reason }) => reason),
          Effect.flip,
          Effect.map((segments) => segments.join("/")),
          Effect.merge
        )
      expect(yield* where("a/in/deep/file")).toBe("b/deep/file")
      expect(yield* where("a/up/b")).toBe("b")
      expect(yield* where("a/out/secret")).toBe("Outside")
      expect(yield* where("a/upup")).toBe("Outside")
      expect(yield* where("beside/secret")).toBe("Outside")
      expect(yield* where("outfile")).toBe("Outside")
      expect(yield* where("loop")).toBe("Link")
      expect(yield* where("nothing")).toBe("NotFound")
    })
  )

  it.scopedLive("never follows the last name of an open directory", () =>
    Effect.gen(function* () {
      const { files } = yield* makeMaze(throughHandles)
      const root = yield* files.directory([])
      expect((yield* Effect.flip(Effect.scoped(root.read("outfile")))).reason).toBe("Link")
      expect((yield* Effect.flip(Effect.scoped(root.enter("out")))).reason).not.toBe("NotFound")
      expect((yield* Effect.flip(Effect.scoped(root.create("dangling")))).reason).toBe("Exists")
      for (const name of ["..", ".", "", "a/out", "../outside"]) {
        expect((yield* Effect.flip(root.lstat(name))).reason).toBe("Outside")
      }
    })
  )

  it.scopedLive("refuses to go on in a directory whose place a link has taken", () =>
    Effect.gen(function* () {
      const { files, home, outside, root } = yield* makeMaze(throughHandles)
      const held = yield* files.directory(["b", "deep"])
      renameSync(join(root, "b"), join(home, "moved"))
      mkdirSync(join(outside, "b/deep"), { recursive: true })
      symlinkSync(join(outside, "b"), join(root, "b"))
      expect((yield* Effect.flip(held.mkdir("made"))).reason).toBe("Outside")
      expect((yield* Effect.flip(Effect.scoped(held.create("made")))).reason).toBe("Outside")
      expect((yield* Effect.flip(Effect.scoped(held.read("file")))).reason).toBe("Outside")
      expect((yield* Effect.flip(held.unlink("file"))).reason).toBe("Outside")
      expect((yield* Effect.flip(held.names)).reason).toBe("Outside")
      expect(Object.keys(tree(home)).filter((path) => path.endsWith("made"))).toEqual([])
    })
  )

  it.scopedLive("does not wait for the other end of a pipe, and reads no device", () =>
    Effect.gen(function* () {
      const { files, root } = yield* makeMaze(throughHandles)
      const { execFileSync } = yield* Effect.promise(() => import("node:child_process"))
      execFileSync("mkfifo", [join(root, "pipe")])
      const directory = yield* files.directory([])
      expect((yield* Effect.flip(Effect.scoped(directory.read("pipe")))).reason).toBe("NotSupported")
      expect((yield* Effect.flip(Effect.scoped(directory.read("a")))).reason).toBe("IsDirectory")
    })
  )
})

describe.each(ways.filter((way) => way.throughHandles))("Confinement, %j", ({ throughHandles }) => {
  it.scopedLive(
    "holds while a directory and a link outside change places all the time",
    () =>
      Effect.gen(function* () {
        const { files, outside, root } = yield* makeMaze(throughHandles)
        plant(root, { "spot/deep/secret": "harmless" })
        const inside = statSync(join(root, "spot/deep")).ino
        symlinkSync(outside, join(root, "trap"))
        const move = (from: string, to: string) => renameSync(join(root, from), join(root, to))
        const breath = Effect.promise(() => readFile(join(root, "a/file")))
        const swap = Effect.gen(function* () {
          move("spot", "aside")
          move("trap", "spot")
          yield* breath
          move("spot", "trap")
          move("aside", "spot")
          yield* Effect.replicateEffect(breath, 3)
        })
        yield* Effect.forkScoped(Effect.forever(swap))

        // Opened, and no operation after it that would check once more.
        const look = Effect.map(
          Effect.flatMap(files.directory(["spot", "deep"]), (directory) => directory.stat),
          ({ ino }) => ino === inside
        )
        const read = Effect.gen(function* () {
          const { name, parent } = yield* files.entry(["spot", "deep", "secret"], { follow: true })
          const handle = yield* parent.read(name)
          return (yield* Effect.promise(() => handle.readFile("utf8"))) === "harmless"
        })
        const write = Effect.flatMap(files.directory(["spot", "deep"]), (directory) =>
          Effect.as(directory.create(`made-${globalThis.crypto.randomUUID()}`), true)
        )
        for (const operation of [look, read, write]) {
          const seen: Array<boolean> = []
          let refusals = 0
          while (Math.min(seen.length, refusals) < 50) {
            const result = yield* Effect.either(Effect.scoped(operation))
            if (Either.isRight(result)) seen.push(result.right)
            else if (result.left.reason === "Outside") refusals += 1
          }
          expect(new Set(seen)).toEqual(new Set([true]))
        }
        expect(Object.keys(tree(outside))).toEqual(["deep/", "deep/secret", "secret"])
      }),
    30_000
  )
})

describe("Confinement", () => {
  it.scopedLive("needs a directory that is there", () =>
    Effect.gen(function* () {
      const { home, root } = yield* makeMaze(false)
      expect((yield* Effect.flip(Confinement.make(join(home, "nothing")))).reason).toBe("NotFound")
      expect((yield* Effect.flip(Confinement.make(join(root, "a/file")))).reason).toBe("NotDirectory")
    })
  )

  it.scopedLive("takes a root that is a link for the directory behind it", () =>
    Effect.gen(function* () {
      const { home, root } = yield* makeMaze(false)
      symlinkSync(root, join(home, "door"))
      const files = yield* Confinement.make(join(home, "door"))
      expect(yield* files.real(["a", "in"])).toEqual(["b"])
      unlinkSync(join(home, "door"))
      rmSync(join(root, "a/out"))
      writeFileSync(join(root, "a/out"), "inside")
      expect(yield* files.real(["a", "out"])).toEqual(["a", "out"])
    })
  )
})

describe.each(ways)("a root inside of another, %j", ({ throughHandles }) => {
  it.scopedLive(
    "lies there, also when a link is swapped in while it is made",
    () =>
      Effect.gen(function* () {
        const home = yield* temporaryDirectory
        plant(home, { "root/shared/file": "fine", "outside/secret": "SECRET" })
        const files = yield* Confinement.make(join(home, "root"), { throughHandles })
        const [shared, aside] = [join(home, "root/shared"), join(home, "root/aside")]
        const swaps = { goOn: true }
        const swap = Effect.promise(async () => {
          while (swaps.goOn) {
            await rename(shared, aside)
            await symlink(join(home, "outside"), shared)
            await unlink(shared)
            await rename(aside, shared)
            // Half of the time it is what it should be.
            await new Promise((resolve) => setTimeout(resolve, 1))
          }
        })
        const fiber = yield* Effect.fork(swap)
        let made = 0
        for (let i = 0; i < 400; i++) {
          const guest = yield* Effect.option(
            Effect.flatMap(files.real(["shared"]), (segments) => files.within(segments))
          )
          if (guest._tag === "None") continue
          made += 1
          expect(guest.value.root.startsWith(join(home, "root"))).toBe(true)
          const seen = yield* Effect.option(Listing.list(guest.value, [], { showHidden: true }))
          if (throughHandles) expect(JSON.stringify(seen)).not.toContain("secret")
        }
        swaps.goOn = false
        yield* Fiber.join(fiber)
        expect(made).toBeGreaterThan(0)
      }),
    30_000
  )

  it.scopedLive("is no link to outside, and says so in the words of the collection", () =>
    Effect.gen(function* () {
      const { files, home } = yield* makeMaze(throughHandles)
      for (const segments of [["out"], ["a", "out"], ["outfile"], ["a", "file"], ["nothing"]]) {
        const fault = yield* Effect.flip(files.within(segments))
        expect(fault._tag).toBe("FileFault")
        expect(fault.message).not.toContain(home)
      }
    })
  )
})
