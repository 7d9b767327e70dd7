import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { expect, layer } from "@effect/vitest"
import * as UndiciHttpClient from "@effect-globus/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Call from "../src/Call.js"
import { clients, specimens } from "../src/Clients.js"
import * as PythonPage from "../src/PythonPage.js"

const page = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(PythonPage.file))

/** The names that stand in a cell. */
const namesIn = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "")

layer(Layer.merge(NodeContext.layer, UndiciHttpClient.layer()))("the page for people who come from Python", (it) => {
  it.effect("names nothing that is not there", () =>
    Effect.gen(function* () {
      const text = yield* page
      for (const [client, specimen] of yield* specimens) {
        for (const [python = "", ours = "", request = ""] of PythonPage.rowsOf(text, client)) {
          if (request === "" && ours.includes(" ")) continue
          for (const name of namesIn(ours)) {
            expect(Call.has(specimen, name), `${client}.${name}, beside ${python}`).toBe(true)
          }
        }
      }
    })
  )

  it.effect("names every operation of every client, with its request", () =>
    Effect.gen(function* () {
      const text = yield* page
      const known = yield* specimens
      for (const [client, { operations }] of clients) {
        // Those of verbs alone, and the base class of two others.
        if (client === "BaseClient" || client === "GCSCollectionClient" || client === "AuthLoginClient") continue
        const rows = PythonPage.rowsOf(text, client)
        for (const [key, declared] of operations) {
          // One of another name is a second address of the same method.
          if (key !== declared.name || !Call.has(known.get(client) ?? {}, key)) continue
          const found = rows.find(([, ours = ""]) => namesIn(ours).includes(declared.name))
          expect(found?.[2], `${client}.${declared.name}`).toBe(`\`${declared.method} ${declared.template}\``)
        }
      }
    })
  )

  it.effect("has no method that is nothing here", () =>
    Effect.map(page, (text) => {
      const rows = [...clients.keys()].flatMap((client) => PythonPage.rowsOf(text, client))
      expect(rows.length).toBeGreaterThan(200)
      expect(rows.filter(([, ours]) => ours === "")).toEqual([])
    })
  )
})
