import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { expect, layer } from "@effect/vitest"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Call from "../src/Call.js"
import { clients, specimens } from "../src/Clients.js"
import * as PythonPage from "../src/PythonPage.js"
import { verdictsOf } from "./corpora.js"

const page = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(PythonPage.file))

/** The names that stand in a cell. */
const namesIn = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "")

layer(Layer.merge(NodeContext.layer, UndiciHttpClient.layer()))("the page for people who come from Python", (it) => {
  it.effect("names only members that exist", () =>
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
        // Two have verbs alone, and one is the base class of two others.
        if (client === "BaseClient" || client === "GCSCollectionClient" || client === "AuthLoginClient") continue
        const rows = PythonPage.rowsOf(text, client)
        for (const [key, declared] of operations) {
          // A key that is not the name is a second address of the same method.
          if (key !== declared.name || !Call.has(known.get(client) ?? {}, key)) continue
          const found = rows.find(([, ours = ""]) => namesIn(ours).includes(declared.name))
          expect(found?.[2], `${client}.${declared.name}`).toBe(`\`${declared.method} ${declared.template}\``)
        }
      }
    })
  )

  it.effect("has something of ours for each method", () =>
    Effect.map(page, (text) => {
      const rows = [...clients.keys()].flatMap((client) => PythonPage.rowsOf(text, client))
      expect(rows.length).toBeGreaterThan(200)
      expect(rows.filter(([, ours]) => ours === "")).toEqual([])
    })
  )

  const method = (client: string, operation: string, ...params: ReadonlyArray<string>) => ({
    client,
    operation,
    http: true,
    params: params.map((name) => ({ name }))
  })

  it.effect("has each method beside ours, and after them our further operations, once", () =>
    Effect.map(specimens, (known) => {
      const text = PythonPage.render(
        [
          method("TransferClient", "task_list", "limit"),
          method("TransferClient", "operation_rename", "endpoint_id", "oldpath"),
          method("AuthClient", "create_project", "display_name")
        ],
        known
      )
      const rows = (client: string) => PythonPage.rowsOf(text, client)
      expect(rows("TransferClient").slice(0, 3)).toEqual([
        ["`task_list`", "`taskList`, `taskListStream`, `taskListPages`", "`GET /v0.10/task_list`", ""],
        [
          "`operation_rename`",
          "`operationRename`",
          "`POST /v0.10/operation/endpoint/:endpoint_id/rename`",
          "`old_path` for `oldpath`"
        ],
        ["–", "`operationLs`", "`GET /v0.10/operation/endpoint/:endpoint_id/ls`", ""]
      ])
      expect(rows("AuthClient")[0]?.[3]).toBe("in `project`")
      for (const client of ["TransferClient", "AuthClient"]) {
        const ours = rows(client).flatMap(([, cell = ""]) => namesIn(cell))
        expect(new Set(ours).size).toBe(ours.length)
      }
    })
  )

  it.effect("is held against a corpus", () =>
    Effect.gen(function* () {
      const operations = [
        method("TransferClient", "get_task", "task_id"),
        method("TransferClient", "get_task", "oldpath"),
        // The page says that Python has no such method.
        method("NativeAppAuthClient", "oauth2_validate_token"),
        method("TransferClient", "get_thing")
      ]
      const verdicts = yield* verdictsOf({ "operations.json": JSON.stringify({ operations }) })
      expect(verdicts.flatMap(({ outcome, section }) => (section === "page" ? [outcome] : []))).toStrictEqual([
        "passed",
        "failed",
        "failed",
        "not yet"
      ])
    })
  )
})
