import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Payload } from "../src/Corpus.js"
import * as Corpus from "../src/Corpus.js"
import * as Judge from "../src/Judge.js"
import { names } from "../src/Payloads.js"
import { live, small, verdictsOf, verdictsOfSmall, withSmall } from "./corpora.js"

/** The rows of the small corpus. */
const payloads = Effect.map(Corpus.lines(small, "payloads.jsonl", Corpus.Payload), (lines) =>
  lines.map(({ row }) => Either.getOrThrow(row))
)

const held = (rows: string | ReadonlyArray<unknown>) =>
  Effect.map(verdictsOf({ "payloads.jsonl": rows }), (verdicts) =>
    verdicts.map(({ detail, id, outcome, subject }) =>
      [id, subject, outcome, ...(detail === "" ? [] : [detail])].join(" | ")
    )
  )

const [someId, otherId] = ["00000008-5f5f-4a4a-8b8b-000000000008", "00000009-5f5f-4a4a-8b8b-000000000009"]
const ends = { source_endpoint: "a", destination_endpoint: "b" }
const transfer = { DATA_TYPE: "transfer", DATA: [], ...ends }

layer(withSmall, { ...live, timeout: "2 minutes" })("recorded payloads", (it) => {
  it.effect("of the small corpus hold, and there are some for each class", () =>
    Effect.gen(function* () {
      const found = (yield* verdictsOfSmall).filter(({ section }) => section === "payloads")
      expect(found.filter(({ outcome }) => outcome === "failed")).toEqual([])
      expect(found.filter(({ outcome }) => outcome === "not yet").map(({ detail }) => detail)).toEqual([
        "no ThingDocument",
        "no TransferData.add_thing"
      ])
      const passed = new Set(found.filter(({ outcome }) => outcome === "passed").map(({ subject }) => subject))
      expect(names.filter((name) => !passed.has(name))).toEqual([])
      expect(found.filter(({ outcome }) => outcome === "by design").map(({ subject }) => subject)).toEqual([
        "DeleteData",
        "DeleteData",
        "FlowTimer",
        "OnceTimerSchedule",
        "RecurringTimerSchedule",
        "TransferData",
        "TransferData",
        "TransferTimer",
        "TunnelCreateDocument",
        "MappedCollectionDocument"
      ])
    })
  )

  it.effect("fail if another document was recorded, or none", () =>
    Effect.gen(function* () {
      const others = (yield* payloads).flatMap((row): ReadonlyArray<Payload> => {
        const isOfOurs = row.after !== undefined && !row.call.startsWith("iter_") && !row.call.endsWith("_thing")
        return isOfOurs && row.class !== "ThingDocument" ? [{ ...row, after: { ...row.after, more: 1 } }] : []
      })
      expect(others.length).toBeGreaterThan(60)
      const found = yield* held(others)
      expect(found.filter((line) => !line.includes(" | failed | "))).toEqual([])
      expect(found.filter((line) => !line.endsWith("more: recorded 1, ours nothing"))).toEqual([])
      expect(
        yield* held([
          { class: "TransferData", call: "__init__", params: ends, error: "ValueError" },
          { class: "TransferData", call: "__init__", params: ends },
          { class: "TransferData", call: "add_item", before: transfer, params: { source_path: "/a" }, after: transfer }
        ])
      ).toEqual([
        "row 1 | TransferData | failed | refused: recorded true, ours false",
        expect.stringMatching(/^row 2 \| TransferData \| failed \| document : recorded nothing, ours \{/),
        expect.stringMatching(/^row 3 \| TransferData \| failed \| refused: recorded false, ours true\n/)
      ])
    })
  )

  it.effect("are not excused by a rule about something else", () =>
    Effect.gen(function* () {
      const once = (datetime: string, after: string, type = "datetime") => ({
        class: "OnceTimerSchedule",
        call: "__init__",
        params: { datetime },
        pyTypes: { datetime: type },
        after: { type: "once", datetime: after }
      })
      const deadline = (after: string) => ({
        class: "TransferData",
        call: "__init__",
        params: { ...ends, deadline: "2031-02-03T04:05:06+00:00" },
        pyTypes: { deadline: "datetime" },
        after: { ...transfer, deadline: after }
      })
      const collection = (DATA_TYPE: string, more: object) => ({
        class: "GuestCollectionDocument",
        call: "__init__",
        params: { mapped_collection_id: someId, additional_fields: more },
        after: { DATA_TYPE, collection_type: "guest", mapped_collection_id: someId, ...more }
      })
      const point = (id: string) => ({ data: { type: "StreamAccessPoint", id } })
      const tunnel = (params: object, attributes: object) => ({
        class: "TunnelCreateDocument",
        call: "__init__",
        params: { initiator_stream_access_point: "a", listener_stream_access_point: "b", ...params },
        after: {
          data: { type: "Tunnel", attributes, relationships: { listener: point("b"), initiator: point("a") } }
        }
      })
      const flow = { flow_id: "f", schedule: { type: "never" }, body: { body: {} } }
      const timer = { schedule: { type: "once" }, body: { skip_activation_check: false } }
      const rows = [
        once("2031-02-03T04:05:06+02:00", "2031-02-03T04:05:07+02:00"),
        once("2031-02-03T04:05:06+02:00", "2031-02-03T02:05:06+00:00", "str"),
        deadline("2031-02-03 04:05:06"),
        { class: "FlowTimer", call: "__init__", params: flow, after: { timer_type: "flow", ...flow } },
        {
          class: "TransferTimer",
          call: "__init__",
          params: timer,
          after: { timer_type: "transfer", ...timer, body: { skip_activation_check: true } }
        },
        { class: "TransferData", call: "__init__", params: { ...ends, sync_level: 2 }, error: "ValueError" },
        collection("collection#1.20.0", {}),
        collection("collection", { "foo-made-up-field": 1 }),
        tunnel({}, { submission_id: "none" }),
        tunnel({ submission_id: someId }, { submission_id: otherId }),
        { ...tunnel({}, { submission_id: someId }), class: "CreateTunnelData" }
      ]
      expect((yield* held(rows)).filter((line) => !line.includes(" | failed | "))).toEqual([])
      expect(
        yield* held([
          once("2031-02-03T04:05:06+02:00", "2031-02-03T04:05:06+02:00"),
          once("2031-02-03T02:05:06", "2031-02-03T04:05:06+02:00")
        ])
      ).toEqual([
        expect.stringMatching(/^row 1 \| OnceTimerSchedule \| by design \| /),
        expect.stringMatching(/^row 2 \| OnceTimerSchedule \| by design \| /)
      ])
    })
  )

  it("are not excused if a submission id that was given is gone", () => {
    const isExcused = (params: Payload["params"]) =>
      Judge.ruleFor(
        { place: "document", name: "data.attributes.submission_id", recorded: someId, ours: undefined },
        { kind: "payload", facts: { class: "TunnelCreateDocument", call: "__init__", params } }
      ) !== undefined
    expect(isExcused({ label: "scan" })).toBe(true)
    expect(isExcused({ submission_id: { $missing: true } })).toBe(true)
    expect(isExcused({ submission_id: someId })).toBe(false)
    expect(isExcused({ additional_fields: { submission_id: someId } })).toBe(false)
  })

  it.effect("get a verdict in any form", () =>
    Effect.gen(function* () {
      expect(
        yield* held(
          ["{", "7", '{"class":"TransferData"}', '{"class":"constructor","call":"__proto__","params":{}}'].join("\n")
        )
      ).toEqual([
        "row 1 | rows that cannot be read | failed | It cannot be read: it is no JSON",
        expect.stringMatching(/^row 2 \| rows that cannot be read \| failed \| /),
        expect.stringMatching(/^row 3 \| rows that cannot be read \| failed \| It cannot be read: call: /),
        "row 4 | constructor | not yet | no constructor"
      ])
      expect(
        yield* held([
          { class: "DeleteData", call: "toString", params: {} },
          { class: "DeleteData", call: "delete_data", params: {} },
          { class: "TransferTimer", call: "__init__", params: {}, after: {} },
          { class: "BatchMembershipActions", call: "join", params: { identity_ids: 7 }, after: {} }
        ])
      ).toEqual([
        "row 1 | DeleteData | not yet | no DeleteData.toString",
        "row 2 | DeleteData | not yet | no DeleteData.delete_data",
        expect.stringMatching(/^row 3 \| TransferTimer \| failed \| /),
        expect.stringMatching(/^row 4 \| BatchMembershipActions \| failed \| /)
      ])
    })
  )
})
