/** A program that calls one service does not bundle the others. */
import { describe, expect, it } from "@effect/vitest"
import * as Bundle from "../src/Bundle.js"
import { everything, oneCall } from "../src/Bundle.js"

/** Bundles the sources, so that no build is needed. */
const bundle = (program: string) => Bundle.bundle(program, "sdk", ["@effect-globus/source"])

const folders = (modules: ReadonlyArray<string>) =>
  [...new Set(modules.flatMap((path) => /^(?!internal)(\w+)\//.exec(path)?.slice(1) ?? []))].sort()

const services = [
  ["auth/AuthClient", "getIdentities({})", ["auth"]],
  ["collections/GCSCollectionClient", 'get("/a")', ["collections"]],
  ["compute/ComputeClientV2", "getVersion()", ["compute"]],
  ["flows/FlowsClient", "listFlows()", ["flows"]],
  ["gcs/GCSClient", "getCollectionList()", ["gcs"]],
  ["groups/GroupsClient", "getMyGroups()", ["groups"]],
  ["search/SearchClient", "indexList()", ["search"]],
  // The timer of a transfer contains the document of the transfer.
  ["timers/TimersClient", "listJobs()", ["timers", "transfer"]],
  ["transfer/TransferClient", "taskList({})", ["transfer"]]
] as const

describe("a bundle", () => {
  it.each(services)("of one call of %s has no other service's modules", async (path, call, expected) => {
    const part = await bundle(oneCall(`@effect-globus/sdk/${path}`, call))
    expect(part.modules).toContain(path)
    expect(folders(part.modules)).toEqual(expected)
  })

  it("is no bigger if the client is imported from the index", async () => {
    const direct = await bundle(oneCall("@effect-globus/sdk/groups/GroupsClient", "getMyGroups()"))
    const indexed = await bundle(
      `import { GroupsClient } from "@effect-globus/sdk"
import * as Effect from "effect/Effect"
globalThis.program = Effect.flatMap(GroupsClient.make({}), (client) => client.getMyGroups())`
    )
    expect([...indexed.modules].sort()).toEqual([...direct.modules].sort())
  })

  it("of everything has all modules", async () => {
    const { modules } = await bundle(everything)
    for (const [path] of services) expect(modules).toContain(path)
  })
})
