import { describe, expect, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Machine from "../src/Machine.js"

/** The line about idle cores for these kernel settings. */
const idling = (governor: string, nanoseconds: string | undefined): ReadonlyArray<string> => {
  const sys = mkdtempSync(join(tmpdir(), "sys-"))
  const write = (folder: string, file: string, text: string) => {
    mkdirSync(join(sys, folder), { recursive: true })
    writeFileSync(join(sys, folder, file), text)
  }
  try {
    write("devices/system/cpu/cpuidle", "current_governor", `${governor}\n`)
    if (nanoseconds !== undefined) write("module/haltpoll/parameters", "guest_halt_poll_ns", `${nanoseconds}\n`)
    return Machine.describe(new Date(), sys).split("\n").slice(1, -1)
  } finally {
    rmSync(sys, { recursive: true })
  }
}

describe("the machine", () => {
  it("is described with the date, its load, and all versions", () => {
    const [where = "", versions = ""] = Machine.describe(new Date("2025-03-01T08:15:30Z"), "/nowhere").split("\n")
    expect(where).toMatch(
      /^2025-03-01, Node \d+\.\d+\.\d+ on \S+ \S+, \d+ cores \(.+\), load average before \d+\.\d\.$/
    )
    expect(versions).not.toContain("?")
    for (const name of ["undici 7.", "@globus/sdk 6.", "effect 3.", "@effect/platform ", "@effect-globus/http "]) {
      expect(versions).toContain(name)
    }
  })

  it("says how soon an idle core halts, if the kernel tells", () => {
    expect(idling("haltpoll", "0")).toEqual(["An idle core halts at once (guest_halt_poll_ns is 0, usual is 200000)."])
    expect(idling("haltpoll", "200000")).toEqual([
      "An idle core polls for up to 200 us before it halts (guest_halt_poll_ns is 200000, as is usual)."
    ])
    expect(idling("haltpoll", "50000")).toEqual([
      "An idle core polls for up to 50 us before it halts (guest_halt_poll_ns is 50000, usual is 200000)."
    ])
    expect(idling("menu", "0")).toEqual([])
    expect(idling("haltpoll", undefined)).toEqual([])
  })
})
