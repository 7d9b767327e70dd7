/** The pipeline's calls about files of a collection. Each answer is compared with the disk. */
import type { File } from "@effect-globus/sdk/transfer/File"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { join } from "node:path"
import type { Entry } from "../Claim.js"
import * as Dice from "../Dice.js"
import * as Disk from "../Disk.js"
import type { Answered, Collection, Worker } from "./Worker.js"

const shown = ({ name, size, type }: File): Entry => ({
  name: name ?? "",
  type: type ?? "",
  size: type === "file" ? (size ?? -1) : undefined
})

/** Makes a call, and reads the directory on the disk before and after it. */
const looking = (
  worker: Worker,
  collection: Collection,
  paged: boolean,
  call: Effect.Effect<Option.Option<Answered<ReadonlyArray<File>>>>
) =>
  Effect.gen(function* () {
    const path = join(collection.root, worker.directory)
    const before = Disk.list(path)
    const answer = yield* call
    const after = Disk.list(path)
    if (Option.isNone(answer)) return
    const told = answer.value.value.map(shown)
    const { call: id } = answer.value
    yield* worker.claim({ _tag: "Listing", call: id, path: worker.directory, paged, told, before, after })
  })

export const list = (worker: Worker, collection: Collection) =>
  looking(
    worker,
    collection,
    false,
    worker.call("operationLs", (options) =>
      Effect.map(
        worker.principal.transfer.operationLs({ endpoint_id: collection.id, path: worker.directory }, options),
        ({ DATA }) => DATA
      )
    )
  )

/** The same, with three entries on a page. */
export const listPages = (worker: Worker, collection: Collection) =>
  looking(
    worker,
    collection,
    true,
    worker.call("operationLsStream", (options) =>
      worker.principal.transfer
        .operationLsStream({ endpoint_id: collection.id, path: worker.directory, limit: 3 }, options)
        .pipe(Stream.runCollect, Effect.map(Chunk.toReadonlyArray))
    )
  )

export const stat = (worker: Worker) =>
  Effect.gen(function* () {
    const { instrument } = worker.collections
    const name = worker.files[Dice.below(worker.roll("stat"), worker.files.length)] ?? ""
    const path = `${worker.directory}/${name}`
    const answer = yield* worker.call("operationStat", (options) =>
      worker.principal.transfer.operationStat({ endpoint_id: instrument.id, path }, options)
    )
    if (Option.isNone(answer)) return
    yield* worker.claim({
      _tag: "Fact",
      call: answer.value.call,
      about: `the file ${path}`,
      told: JSON.stringify(shown(answer.value.value)),
      truth: JSON.stringify(Disk.entry(join(instrument.root, path), name))
    })
  })

/** Creates a directory on the archive and renames it. */
export const makeDirectory = (worker: Worker) =>
  Effect.gen(function* () {
    const { archive } = worker.collections
    const endpoint_id = archive.id
    const path = `${worker.directory}/new-${worker.roll("directory").toString(36).slice(2)}`
    const made = yield* worker.call("operationMkdir", (options) =>
      worker.principal.transfer.operationMkdir({ endpoint_id, path, DATA_TYPE: "mkdir" }, options)
    )
    if (Option.isSome(made)) {
      const truth = Disk.kind(join(archive.root, path))
      yield* worker.claim({ _tag: "Fact", call: made.value.call, about: `the directory ${path}`, told: "dir", truth })
    }
    // Also if it is unknown whether the directory exists. Then the answer to the renaming must match the disk.
    const newPath = path.replace("new-", "named-")
    const renamed = yield* worker.call("operationRename", (options) =>
      worker.principal.transfer.operationRename(
        { endpoint_id, old_path: path, new_path: newPath, DATA_TYPE: "rename" },
        options
      )
    )
    if (Option.isSome(renamed)) {
      yield* worker.claim({
        _tag: "Fact",
        call: renamed.value.call,
        about: `${path} and then ${newPath}`,
        told: "nothing and then dir",
        truth: [path, newPath].map((path) => Disk.kind(join(archive.root, path))).join(" and then ")
      })
    }
  })
