import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import * as Registry from "../../src/install/Registry.js"

const tarball = {
  manifest: { name: "@effect-globus/sdk", version: "1.2.3", peerDependencies: { effect: "^3.22.0" } },
  file: "effect-globus-sdk-1.2.3.tgz",
  bytes: new TextEncoder().encode("a tarball")
}

const get = (url: string) => Effect.promise(() => fetch(url))

describe("the registry", () => {
  it.scopedLive("has the versions of a package with their manifests and tarballs", () =>
    Effect.gen(function* () {
      const origin = yield* Registry.serve([tarball])
      const answer = yield* get(`${origin}/@effect-globus%2fsdk`)
      const { "dist-tags": tags, versions } = yield* Effect.promise(() => answer.json())
      expect(tags).toEqual({ latest: "1.2.3" })
      expect(versions["1.2.3"]).toMatchObject(tarball.manifest)
      const { integrity, tarball: url } = versions["1.2.3"].dist
      const bytes = yield* Effect.flatMap(get(url), (answer) => Effect.promise(() => answer.arrayBuffer()))
      expect(`sha512-${createHash("sha512").update(new Uint8Array(bytes)).digest("base64")}`).toBe(integrity)
    })
  )

  it.scopedLive("has nothing else", () =>
    Effect.gen(function* () {
      const origin = yield* Registry.serve([tarball])
      for (const path of ["/effect", "/-/other.tgz", "/"]) expect((yield* get(origin + path)).status).toBe(404)
    })
  )
})
