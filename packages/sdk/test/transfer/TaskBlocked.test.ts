import { describe, expect, it } from "@effect/vitest"
import type { Task } from "../../src/transfer/Task.js"
import { blocked } from "../../src/transfer/TaskBlocked.js"

const task = (members: Partial<Task>): Task => ({ task_id: "t-1", status: "ACTIVE", ...members })

describe("a task that waits for a person", () => {
  const rows: ReadonlyArray<readonly [string, Partial<Task>, string, RegExp]> = [
    ["is INACTIVE", { status: "INACTIVE" }, "credentials", /activity\/t-1 and log in/],
    ["is INACTIVE with a reason", { status: "INACTIVE", nice_status: "CREDENTIALS_EXPIRED" }, "credentials", /log in/],
    ["has no consent", { nice_status: "CONSENT_REQUIRED" }, "credentials", /consent/],
    ["is paused by a rule", { is_paused: true, nice_status: "OK" }, "paused", /taskPauseInfo.*manager/],
    ["is paused by a manager", { nice_status: "PAUSED_BY_ADMIN" }, "paused", /resume/],
    ["is INACTIVE because a rule pauses it", { status: "INACTIVE", is_paused: true }, "paused", /taskPauseInfo/],
    ["uses a paused computer", { nice_status: "GC_PAUSED" }, "paused", /computer/],
    ["may not read a file", { nice_status: "PERMISSION_DENIED" }, "fault", /PERMISSION_DENIED.*cancelTask/],
    ["does not find a file", { nice_status: "FILE_NOT_FOUND" }, "fault", /FILE_NOT_FOUND/],
    ["has no space", { nice_status: "QUOTA_EXCEEDED" }, "fault", /QUOTA_EXCEEDED/]
  ]
  for (const [what, members, reason, advice] of rows) {
    it(`${what}: the error says why and what to do`, () => {
      const error = blocked(task({ ...members, deadline: "2027-01-02T00:00:00+00:00" }))
      expect(error).toMatchObject({ _tag: "GlobusTaskBlocked", reason, task: { task_id: "t-1" } })
      expect(error?.message).toMatch(
        /^Task t-1 is (IN)?ACTIVE and waits for a person, until 2027-01-02T00:00:00\+00:00: /
      )
      expect(error?.message).toMatch(advice)
    })
  }
})

describe("a task that does not wait for a person", () => {
  it.each<Partial<Task>>([
    {},
    { nice_status: null, is_paused: null },
    { nice_status: "OK", is_paused: false },
    { nice_status: "Queued" },
    { nice_status: "CONNECT_FAILED" },
    { nice_status: "TIMEOUT" },
    { nice_status: "ENDPOINT_TOO_BUSY" },
    { nice_status: "GC_NOT_CONNECTED" },
    { status: "SUCCEEDED", is_paused: true },
    { status: "FAILED", nice_status: "PERMISSION_DENIED" }
  ])("may be %j", (members) => {
    expect(blocked(task(members))).toBeUndefined()
  })
})
