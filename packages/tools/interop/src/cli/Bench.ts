/**
 * What all checks of the CLI use: the client, the sandbox and its directories. The disk shows what the CLI really did.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { join, posix } from "node:path"
import { CheckFailed, same } from "../Check.js"
import type { GlobusCli } from "../GlobusCli.js"
import type { LocalGlobus, Served } from "../LocalGlobus.js"

export interface Bench {
  readonly cli: GlobusCli
  readonly globus: LocalGlobus
  /** A CLI with a wrong secret and no stored tokens. */
  readonly impostor: GlobusCli
  readonly disk: Disk
}

export interface Disk {
  /** Everything below a path of a collection, including hidden files. Files are given by the digest of their bytes. */
  readonly tree: (collection: Served, path?: string) => Effect.Effect<Readonly<Record<string, string>>, CheckFailed>
  readonly exists: (collection: Served, path: string) => Effect.Effect<boolean, CheckFailed>
  readonly size: (collection: Served, path: string) => Effect.Effect<number, CheckFailed>
  readonly write: (collection: Served, path: string, content: string) => Effect.Effect<void, CheckFailed>
}

export const makeDisk: Effect.Effect<Disk, never, FileSystem.FileSystem> = Effect.map(
  FileSystem.FileSystem,
  (files) => {
    const failed = Effect.mapError(({ message }: { readonly message: string }) => new CheckFailed({ message }))
    const entry = (root: string, name: string) =>
      Effect.gen(function* () {
        const path = join(root, name)
        const { type } = yield* files.stat(path)
        if (type === "Directory") return [`${name}/`, ""] as const
        return [
          name,
          createHash("sha256")
            .update(yield* files.readFile(path))
            .digest("hex")
            .slice(0, 16)
        ] as const
      })
    return {
      tree: ({ root }, path = "") =>
        Effect.gen(function* () {
          const place = join(root, path)
          const names = yield* files.readDirectory(place, { recursive: true })
          return Object.fromEntries(yield* Effect.forEach(names.sort(), (name) => entry(place, name)))
        }).pipe(failed),
      exists: ({ root }, path) => failed(files.exists(join(root, path))),
      size: ({ root }, path) => Effect.map(failed(files.stat(join(root, path))), ({ size }) => Number(size)),
      write: ({ root }, path, content) =>
        Effect.gen(function* () {
          yield* files.makeDirectory(join(root, posix.dirname(path)), { recursive: true })
          yield* files.writeFileString(join(root, path), content)
        }).pipe(failed)
    }
  }
)

/** A UUID that nothing has. */
export const nowhere = "00000000-0000-4000-8000-000000000000"

/** A path in the notation of the CLI. */
export const at = ({ id }: Served, path: string): string => `${id}:${path}`

export const Submitted = Schema.Struct({ code: Schema.String, task_id: Schema.String })

export const TaskDocument = Schema.Struct({
  task_id: Schema.String,
  type: Schema.String,
  status: Schema.String,
  label: Schema.NullOr(Schema.String),
  files_transferred: Schema.Number,
  files_skipped: Schema.Number,
  bytes_transferred: Schema.Number
})

/** Waits for a task that must succeed. */
export const settled = ({ cli }: Bench, { task_id }: Pick<typeof Submitted.Type, "task_id">) =>
  Effect.gen(function* () {
    yield* cli.text("task", "wait", task_id, "--timeout", "20", "--polling-interval", "1")
    const task = yield* cli.json(TaskDocument, "task", "show", task_id)
    yield* same("The task's status", task.status, "SUCCEEDED")
    return task
  })
