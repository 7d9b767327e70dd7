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
import { isDate } from "./Dates.js"

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
 * Types of fields by their full names. A field keeps the type that it was first ingested with, and stays when its entries
 * have gone (a guess).
 *
 * @since 0.1.0
 * @category models
 */
export type Mappings = HashMap.HashMap<string, string>

/**
 * What tasks change.
 *
 * @since 0.1.0
 * @category models
 */
export interface Content {
  readonly entries: Entries
  readonly mappings: Mappings
}

/**
 * What a task does. A left says why it fails: then nothing of it is done.
 *
 * @since 0.1.0
 * @category models
 */
export type Work = (content: Content) => Either.Either<Content, string>

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
export interface StoredIndex extends Content {
  /** UUID. */
  readonly id: string
  readonly displayName: string
  readonly description: string
  readonly status: "open" | "delete_pending"
  readonly createdAt: number
  readonly modifiedAt: number
  readonly roles: ReadonlyArray<StoredRole>
  /** In the order of submission. */
  readonly tasks: ReadonlyArray<StoredTask>
}

/** Globus's own limit. */
const entriesOfSubject = 10

/**
 * How many fields an index can have: Globus's own limit.
 *
 * @since 0.1.0
 * @category constants
 */
export const fieldBudget = 1000

/** A guess: the names, but for those in Globus's own examples: `text` and `long`. */
const typeOf = (value: string | number | boolean): string => {
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double"
  return isDate(value) ? "date" : "text"
}

/** Adds the fields of a value. A dot that is part of a name has a backslash before it. */
const learn = (known: Map<string, string>, value: unknown, path: string): void => {
  if (Array.isArray(value)) value.forEach((member) => learn(known, member, path))
  else if (typeof value === "object" && value !== null) {
    // A field with a type of its own, such as a position, is one field whatever is in it.
    if (known.has(path)) return
    for (const [name, member] of Object.entries(value)) {
      const own = name.replaceAll(".", String.raw`\.`)
      learn(known, member, path === "" ? own : `${path}.${own}`)
    }
  } else if (
    (typeof value === "string" || typeof value === "number" || typeof value === "boolean") &&
    !known.has(path)
  ) {
    known.set(path, typeOf(value))
  }
}

/**
 * Brings entries in, each in the place of the one that has its subject and id. `mapped`: types that the ingest names.
 *
 * @since 0.1.0
 * @category work
 */
export const ingest =
  (brought: ReadonlyArray<GMetaEntry>, mapped: Readonly<Record<string, string>> = {}): Work =>
  (before) => {
    const known = new Map([...Object.entries(mapped), ...before.mappings])
    for (const { content } of brought) learn(known, content, "")
    if (known.size > fieldBudget) return Either.left(`The index would have more than ${fieldBudget} fields`)
    const entries = brought.reduce((entries, entry) => HashMap.set(entries, keyOf(entry), entry), before.entries)
    const counts = new Map<string, number>()
    for (const { subject } of HashMap.values(entries)) counts.set(subject, (counts.get(subject) ?? 0) + 1)
    const full = brought.find(({ subject }) => (counts.get(subject) ?? 0) > entriesOfSubject)
    return full === undefined
      ? Either.right({ entries, mappings: HashMap.fromIterable(known) })
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
  ({ entries, mappings }) =>
    Either.right({ entries: HashMap.filter(entries, (entry) => !is(entry)), mappings })

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
      const done = task.outcome.work(index)
      const outcome: StoredTask["outcome"] = Either.isRight(done)
        ? { _tag: "Succeeded" }
        : { _tag: "Failed", message: done.left }
      return {
        ...index,
        ...Either.getOrElse(done, () => ({ entries: index.entries, mappings: index.mappings })),
        modifiedAt: Either.isRight(done) ? task.dueAt : index.modifiedAt,
        tasks: index.tasks.map((other) => (other.id === task.id ? { ...task, outcome } : other))
      }
    }, index)
