import { describe, expect, it } from "@effect/vitest"
import { Either, pipe, Schema } from "effect"
import * as DeleteData from "../../src/transfer/DeleteData.js"
import * as TransferData from "../../src/transfer/TransferData.js"

const ends = { source_endpoint: "a", destination_endpoint: "b" }

describe("TransferData", () => {
  it("builds the same document as one written by hand", () => {
    const data = pipe(
      TransferData.make({ ...ends, label: "scan 12", sync_level: "checksum", notify_on_failed: false }),
      TransferData.addItem("/raw/scan.h5", "/archive/scan.h5", {
        external_checksum: "ab12",
        checksum_algorithm: "MD5"
      }),
      TransferData.addItem("/raw/logs/", "/archive/logs/", { recursive: true }),
      TransferData.addSymlinkItem("/raw/latest", "/archive/latest"),
      TransferData.addFilterRule("*.tmp", { method: "exclude", type: "file" }),
      TransferData.addFilterRule("*", { method: "include" })
    )
    expect(data).toEqual({
      DATA_TYPE: "transfer",
      source_endpoint: "a",
      destination_endpoint: "b",
      label: "scan 12",
      sync_level: 3,
      notify_on_failed: false,
      DATA: [
        {
          DATA_TYPE: "transfer_item",
          source_path: "/raw/scan.h5",
          destination_path: "/archive/scan.h5",
          external_checksum: "ab12",
          checksum_algorithm: "MD5"
        },
        { DATA_TYPE: "transfer_item", source_path: "/raw/logs/", destination_path: "/archive/logs/", recursive: true },
        { DATA_TYPE: "transfer_symlink_item", source_path: "/raw/latest", destination_path: "/archive/latest" }
      ],
      filter_rules: [
        { DATA_TYPE: "filter_rule", name: "*.tmp", method: "exclude", type: "file" },
        { DATA_TYPE: "filter_rule", name: "*", method: "include" }
      ]
    })
    expect(Either.isRight(Schema.encodeEither(TransferData.TransferData)(data))).toBe(true)
  })

  it("takes sync_level by name, by number, as null or absent", () => {
    const level = (sync_level: Parameters<typeof TransferData.make>[0]["sync_level"]) =>
      TransferData.make({ ...ends, sync_level }).sync_level
    expect((["exists", "size", "mtime", "checksum"] as const).map(level)).toEqual([0, 1, 2, 3])
    expect(([0, 1, 2, 3, null] as const).map(level)).toEqual([0, 1, 2, 3, null])
    expect(TransferData.make(ends)).not.toHaveProperty("sync_level")
  })

  it("keeps an unknown sync_level, so that the operation refuses it", () => {
    // As from a JavaScript program, without types.
    const options: Parameters<typeof TransferData.make>[0] = JSON.parse(
      JSON.stringify({ ...ends, sync_level: "newer" })
    )
    const data = TransferData.make(options)
    expect(data.sync_level).toBe("newer")
    expect(Either.isLeft(Schema.encodeEither(TransferData.TransferData)(data))).toBe(true)
  })

  it("can be extended with the document as first argument", () => {
    const empty = TransferData.make(ends)
    const item = { external_checksum: "ab12" }
    expect(TransferData.addItem(empty, "/a", "/b")).toEqual(TransferData.addItem("/a", "/b")(empty))
    expect(TransferData.addItem(empty, "/a", "/b", item)).toEqual(TransferData.addItem("/a", "/b", item)(empty))
    expect(TransferData.addSymlinkItem(empty, "/a", "/b")).toEqual(TransferData.addSymlinkItem("/a", "/b")(empty))
    expect(TransferData.addFilterRule(empty, "*")).toEqual(TransferData.addFilterRule("*")(empty))
    expect(TransferData.addFilterRule(empty, "*").filter_rules).toEqual([
      { DATA_TYPE: "filter_rule", method: "exclude", name: "*" }
    ])
    expect(TransferData.addFilterRule(empty, "*", { method: "include" })).toEqual(
      TransferData.addFilterRule("*", { method: "include" })(empty)
    )
  })

  it("is immutable: adding to it does not change it", () => {
    const empty = TransferData.make(ends)
    TransferData.addItem("/a", "/b")(empty)
    TransferData.addFilterRule("*", { method: "exclude" })(empty)
    expect(empty).toEqual({ DATA_TYPE: "transfer", ...ends, DATA: [] })
    expect(TransferData.addItem("/a", "/b")({ ...ends, DATA: [] }).DATA).toHaveLength(1)
  })
})

describe("DeleteData", () => {
  it("builds the same document as one written by hand", () => {
    const data = pipe(
      DeleteData.make({ endpoint: "a", recursive: true, label: "tidy" }),
      DeleteData.addItem("/old"),
      DeleteData.addItem("/older")
    )
    expect(data).toEqual({
      DATA_TYPE: "delete",
      endpoint: "a",
      recursive: true,
      label: "tidy",
      DATA: [
        { DATA_TYPE: "delete_item", path: "/old" },
        { DATA_TYPE: "delete_item", path: "/older" }
      ]
    })
    expect(Either.isRight(Schema.encodeEither(DeleteData.DeleteData)(data))).toBe(true)
  })

  it("can be extended with the document as first argument, and items keep further members", () => {
    const empty = DeleteData.make({ endpoint: "a" })
    expect(DeleteData.addItem(empty, "/old")).toEqual(DeleteData.addItem("/old")(empty))
    expect(DeleteData.addItem(empty, "/old", { later: 1 })).toEqual(DeleteData.addItem("/old", { later: 1 })(empty))
    expect(DeleteData.addItem(empty, "/old", { later: 1, path: "/new" }).DATA).toEqual([
      { DATA_TYPE: "delete_item", path: "/old", later: 1 }
    ])
    expect(empty.DATA).toEqual([])
  })
})
