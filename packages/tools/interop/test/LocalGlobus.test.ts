import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FileSystem from "@effect/platform/FileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { dirname } from "node:path"
import * as LocalGlobus from "../src/LocalGlobus.js"

describe("the sandbox's command", () => {
  it.live("serves what a run needs, and is removed after it", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const ask = (url: string) => Effect.tryPromise(() => fetch(`${url}.well-known/openid-configuration`))

      const { place, url } = yield* Effect.gen(function* () {
        const { announcement, destination, makeHome, shelf, source } = yield* LocalGlobus.make
        const url = announcement.environment["GLOBUS_SDK_SERVICE_URL_AUTH"] ?? ""
        expect((yield* ask(url)).status).toBe(200)

        expect(new Set([source.id, destination.id, ...shelf.ids]).size).toBe(122)
        expect(announcement.collections.length).toBe(122)
        expect((yield* files.readDirectory(source.root)).length).toBe(4)
        expect(yield* files.readDirectory(destination.root)).toStrictEqual([])
        const [home, another] = [yield* makeHome, yield* makeHome]
        expect(home).not.toBe(another)
        return { place: dirname(source.root), url }
      }).pipe(Effect.scoped)

      expect((yield* Effect.flip(ask(url)))._tag).toBe("UnknownException")
      expect(yield* files.exists(place)).toBe(false)
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
