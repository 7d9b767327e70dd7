import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { makeFixture, plant, tree } from "./TransferFixture.js"

const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/a" }

const submit = (change: Readonly<Record<string, unknown>>) =>
  Effect.gen(function* () {
    const { destination, get, post, source } = yield* makeFixture()
    const { body } = yield* get("submission_id")
    return yield* post("transfer", {
      DATA_TYPE: "transfer",
      submission_id: body["value"],
      source_endpoint: source.id,
      destination_endpoint: destination.id,
      DATA: [item],
      ...change
    })
  })

describe("a submission", () => {
  it.scoped("is accepted with the document of Transfer's form", () =>
    Effect.gen(function* () {
      const answer = yield* submit({ label: "a label" })
      expect(answer).toMatchObject({
        status: 202,
        body: { DATA_TYPE: "transfer_result", code: "Accepted", resource: "/transfer" }
      })
      expect(answer.body["task_link"]).toEqual({
        DATA_TYPE: "link",
        href: `task/${String(answer.body["task_id"])}?format=json`,
        rel: "related",
        resource: "task",
        title: "related task"
      })
    })
  )

  it.scoped.each([
    [{ DATA: [] }, 400, "ClientError.BadRequest.NoTransferItems"],
    [{ submission_id: undefined }, 400, "ClientError.BadRequest"],
    [{ submission_id: "1" }, 400, "ClientError.BadRequest"],
    [{ destination_endpoint: "99999999-9999-4999-8999-999999999999" }, 404, "EndpointNotFound"],
    [{ label: "x".repeat(129) }, 400, "ClientError.BadRequest"],
    [{ label: " x" }, 400, "ClientError.BadRequest"],
    [{ label: "x\ny" }, 400, "ClientError.BadRequest"],
    [{ deadline: "tomorrow" }, 400, "ClientError.BadRequest"],
    [{ deadline: "1969-12-31T00:00:00Z" }, 400, "ClientError.BadRequest"],
    [{ DATA: [{ ...item, source_path: "/../a" }] }, 400, "ClientError.BadRequest"],
    [{ DATA: [{ ...item, destination_path: "/a\0" }] }, 400, "ClientError.BadRequest"],
    [{ DATA: [{ ...item, external_checksum: "00", checksum_algorithm: "rot13" }] }, 400, "ClientError.BadRequest"]
  ] as const)("%j is refused with %i %s", ([change, status, code]) =>
    Effect.gen(function* () {
      expect(yield* submit(change)).toMatchObject({ status, body: { code } })
    })
  )

  it.scoped("may have a label of 128 characters, each of them counted once", () =>
    Effect.gen(function* () {
      expect((yield* submit({ label: "😀".repeat(128) })).status).toBe(202)
    })
  )

  it.scoped("that comes twice makes one task, also when both come at once", () =>
    Effect.gen(function* () {
      const { destination, ended, get, post, roots, source } = yield* makeFixture()
      plant(roots.source, { a: "a" })
      const document = {
        DATA_TYPE: "transfer",
        submission_id: globalThis.crypto.randomUUID(),
        source_endpoint: source.id,
        destination_endpoint: destination.id,
        DATA: [item]
      }
      const answers = yield* Effect.all(
        Array.from({ length: 8 }, () => post("transfer", document)),
        { concurrency: "unbounded" }
      )
      const codes = answers.map(({ body }) => body["code"])
      expect(codes.filter((code) => code === "Accepted")).toHaveLength(1)
      expect(codes.filter((code) => code === "Duplicate")).toHaveLength(7)
      const ids = new Set(answers.map(({ body }) => String(body["task_id"])))
      expect(ids.size).toBe(1)
      for (const id of ids) yield* ended(id)
      expect((yield* post("transfer", document)).body).toMatchObject({ code: "Duplicate", task_id: [...ids][0] })
      expect((yield* get("task_list")).body).toMatchObject({ total: 1 })
      expect(tree(roots.destination)).toEqual({ a: "a" })
    })
  )

  it.scoped("of paths that are being transferred is a conflict", () =>
    Effect.gen(function* () {
      const { destination, post, source, transfer } = yield* makeFixture()
      const first = yield* transfer([["/a", "/a"]])
      const answer = yield* post("transfer", {
        submission_id: globalThis.crypto.randomUUID(),
        source_endpoint: source.id,
        destination_endpoint: destination.id,
        DATA: [item]
      })
      expect(answer).toMatchObject({ status: 409, body: { code: "Conflict" } })
      expect(answer.body["message"]).toContain(first)
    })
  )
})

describe("a deletion", () => {
  it.scoped("needs something to delete", () =>
    Effect.gen(function* () {
      const { post, source } = yield* makeFixture()
      const document = { submission_id: globalThis.crypto.randomUUID(), endpoint: source.id, DATA: [] }
      expect(yield* post("delete", document)).toMatchObject({ status: 400, body: { code: "ClientError.BadRequest" } })
    })
  )
})
