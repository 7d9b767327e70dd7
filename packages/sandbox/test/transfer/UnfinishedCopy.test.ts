import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Collections from "../../src/transfer/Collections.js"
import * as UnfinishedCopy from "../../src/transfer/UnfinishedCopy.js"
import { makeFixture, pause, plant, temporaryDirectory } from "./TransferFixture.js"

const uuid = "6f1c2a7e-0000-4000-8000-0000000000c1"
/** As before process ids stood in the names. */
const old = `.globus-sandbox-${uuid}`
const of = (pid: number) => `.globus-sandbox-${pid}-${uuid}`

/** The id of a process that was killed. */
const killed = Effect.async<number>((resume) => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
  child.on("spawn", () => child.kill("SIGKILL"))
  child.on("exit", () => resume(Effect.succeed(child.pid ?? 0)))
})

describe("an unfinished copy", () => {
  it.scoped("is nowhere to be seen, by its own name or through a link", () =>
    Effect.gen(function* () {
      const { get, post, roots, source, transfer, until } = yield* makeFixture()
      const name = of(process.ppid)
      plant(roots.source, { [`dir/${name}`]: "HALF", "dir/whole": "whole" })
      symlinkSync(join("dir", name), join(roots.source, "link"))
      const operation = `operation/endpoint/${source.id}`
      const ls = yield* get(`${operation}/ls`, { path: "/dir/" })
      expect(ls.body).toMatchObject({ DATA: [{ name: "whole" }] })
      expect((yield* get(`${operation}/stat`, { path: `/dir/${name}` })).status).toBe(404)
      expect((yield* get(`${operation}/stat`, { path: "/link" })).body).toMatchObject({ type: "invalid_symlink" })
      expect((yield* get(`${operation}/ls`, { path: `/dir/${name}/` })).status).toBe(404)
      const renamed = yield* post(`${operation}/rename`, {
        DATA_TYPE: "rename",
        old_path: `/dir/${name}`,
        new_path: "/mine"
      })
      expect(renamed.status).toBe(502)
      for (const path of [`/dir/${name}`, "/link"]) {
        const id = yield* transfer([[path, "/stolen"]])
        yield* until(id, ({ faults }) => faults === 1)
      }
      expect(readdirSync(roots.destination)).toStrictEqual([])
    })
  )

  it.scopedLive("that a killed sandbox has left is swept when its collection is added, and no other", () =>
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      const dead = of(yield* killed)
      const alive = of(process.ppid)
      mkdirSync(join(root, "deep/er"), { recursive: true })
      for (const name of [old, dead, alive, of(process.pid), ".globus-sandbox-mine"]) {
        writeFileSync(join(root, "deep/er", name), "HALF")
      }
      const mine = yield* UnfinishedCopy.unfinishedCopyName
      writeFileSync(join(root, mine), "HALF")
      const collections = yield* Collections.make
      yield* collections.add({ displayName: "Here", root })
      for (let i = 0; i < 1000 && readdirSync(join(root, "deep/er")).length > 2; i++) yield* pause
      expect(readdirSync(join(root, "deep/er")).sort()).toStrictEqual([alive, ".globus-sandbox-mine"].sort())
      expect(readdirSync(root).sort()).toStrictEqual([mine, "deep"].sort())
    })
  )
})
