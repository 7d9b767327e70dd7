/**
 * The indices of a sandbox, as values: their entries, their roles, and the tasks that change entries. A task is due a
 * while after it was accepted, and is done, in the order of submission, before anybody looks who comes after that.
 *
 * @since 0.1.0
 */
import type { GMetaEntry } from "@effect-globus/sdk/search/Ingest"
import type { SearchRole } from "@effect-globus/sdk/search/SearchRole"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"

/**
 * By subject and id of the entry.
 *
 * @since 0.1.0
 * @category models
 */
export type Entries = HashMap.HashMap<string, GMetaEntry>

/**
 * The key of an entry.
 *
 * @since 0.1.0
 * @category getters
 */
export const keyOf = ({ id, subject }: Pick<GMetaEntry, "id" | "subject">): string =>
  JSON.stringify([subject, id ?? null])

/**
 * What a task does. A left says why it fails: then nothing of it is done.
 *
 * @since 0.1.0
 * @category models
 */
export type Work = (entries: Entries) => Either.Either<Entries, string>

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredTask {
  /** UUID. */
  readonly id: string
  readonly type: string
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number
  readonly dueAt: number
  readonly outcome:
    | { readonly _tag: "Pending"; readonly work: Work }
    | { readonly _tag: "Succeeded" }
    | { readonly _tag: "Failed"; readonly message: string }
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredRole extends SearchRole {
  readonly role_name: string
  readonly principal: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredIndex {
  /** UUID. */
  readonly id: string
  readonly displayName: string
  readonly description: string
  readonly status: "open" | "delete_pending"
  readonly createdAt: number
  readonly modifiedAt: number
  readonly roles: ReadonlyArray<StoredRole>
  readonly entries: Entries
  /** In the order of submission. */
  readonly tasks: ReadonlyArray<StoredTask>
}

/** Globus's own limit. */
const entriesOfSubject = 10

/**
 * Brings entries in, each in the place of the one that has its subject and id.
 *
 * @since 0.1.0
 * @category work
 */
export const ingest =
  (brought: ReadonlyArray<GMetaEntry>): Work =>
  (before) => {
    const entries = brought.reduce((entries, entry) => HashMap.set(entries, keyOf(entry), entry), before)
    const counts = new Map<string, number>()
    for (const { subject } of HashMap.values(entries)) counts.set(subject, (counts.get(subject) ?? 0) + 1)
    const full = brought.find(({ subject }) => (counts.get(subject) ?? 0) > entriesOfSubject)
    return full === undefined
      ? Either.right(entries)
      : Either.left(`The subject ${full.subject} would have more than ${entriesOfSubject} entries`)
  }

/**
 * Takes entries out.
 *
 * @since 0.1.0
 * @category work
 */
export const remove =
  (is: (entry: GMetaEntry) => boolean): Work =>
  (entries) =>
    Either.right(HashMap.filter(entries, (entry) => !is(entry)))

/**
 * Does what is due.
 *
 * @since 0.1.0
 * @category combinators
 */
export const settle =
  (now: number) =>
  (index: StoredIndex): StoredIndex =>
    index.tasks.reduce((index, task) => {
      if (task.outcome._tag !== "Pending" || task.dueAt > now) return index
      const done = task.outcome.work(index.entries)
      const outcome: StoredTask["outcome"] = Either.isRight(done)
        ? { _tag: "Succeeded" }
        : { _tag: "Failed", message: done.left }
      return {
        ...index,
        entries: Either.getOrElse(done, () => index.entries),
        modifiedAt: Either.isRight(done) ? task.dueAt : index.modifiedAt,
        tasks: index.tasks.map((other) => (other.id === task.id ? { ...task, outcome } : other))
      }
    }, index)
