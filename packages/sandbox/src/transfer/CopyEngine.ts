/**
 * The work of a transfer: directories are walked first, then files are copied, links made, and at last what the source
 * does not have is deleted, each if the submission says so. Directories are walked by handles, so a link is followed
 * only where the submission asks for it, and only inside the collection.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Stats } from "node:fs"
import type { Segments } from "./CollectionPath.js"
import type { Directory, Entry } from "./Confinement.js"
import { copyFile, digest, type Meter } from "./CopyFile.js"
import { removeEntry } from "./DeleteEngine.js"
import * as FileFault from "./FileFault.js"
import * as Glob from "./Glob.js"
import type { Checksum, TransferItem, TransferJob } from "./Job.js"
import * as Names from "./Names.js"
import type { Pace } from "./Pace.js"
import type { Progress } from "./Progress.js"
import { isUnfinishedCopy, unfinishedCopyName } from "./UnfinishedCopy.js"
import * as Worklist from "./Worklist.js"

type Step =
  | { readonly _tag: "Item"; readonly item: TransferItem }
  | {
      readonly _tag: "Directory"
      readonly from: Segments
      readonly to: Segments
      /** Real paths of the directories it was reached through: a link back to one would never end. */
      readonly within: ReadonlyArray<string>
    }
  | {
      readonly _tag: "File"
      readonly from: Segments
      readonly to: Segments
      readonly follow: boolean
      readonly checksum: Checksum | undefined
    }
  | { readonly _tag: "Link"; readonly from: Segments; readonly to: Segments }
  | { readonly _tag: "Prune"; readonly to: Segments; readonly keep: Names.Names }

interface Paths {
  readonly from: Segments
  readonly to: Segments
}

/** What an entry of a directory becomes. `FollowedFile`: a link, in whose place the file is copied that it leads to. */
type Kind = "Directory" | "File" | "FollowedFile" | "Link"

const ranks: Readonly<Record<Step["_tag"], number>> = { Item: 0, Directory: 0, File: 1, Link: 1, Prune: 2 }

class SourceSkipped extends Data.TaggedError("SourceSkipped")<{ readonly fault: FileFault.FileFault }> {}

const skippable: ReadonlyArray<FileFault.Reason> = ["NotFound", "PermissionDenied", "Outside", "Link"]

/**
 * Whether a file is left alone at a `sync_level`, by what both sides say of it. Level 3 needs the contents as well.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isInSync = (
  level: number,
  source: { readonly size: number; readonly mtimeMs: number },
  destination: { readonly size: number; readonly mtimeMs: number }
): boolean => {
  // Whole seconds, as `last_modified` has them: finer digits do not survive `preserve_timestamp`.
  const seconds = (stat: { readonly mtimeMs: number }): number => Math.floor(stat.mtimeMs / 1000)
  if (level === 0) return true
  if (level === 2) return seconds(destination) >= seconds(source)
  return destination.size === source.size
}

/**
 * Whether the rules take an entry: the first whose glob and type fit decides, and without one it is taken.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isTaken = (
  rules: TransferJob["document"]["filter_rules"],
  name: string,
  type: "file" | "dir" | "link"
): boolean =>
  rules?.find((rule) => (rule.type == null || rule.type === type) && Glob.make(rule.name)(name))?.method !== "exclude"

/**
 * Works a transfer off. Fails with the first fatal fault.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = (
  job: TransferJob,
  options: { readonly pace: Pace; readonly progress: Progress; readonly retryInterval: Duration.DurationInput }
): Effect.Effect<void, Worklist.Fault> => {
  const { document } = job
  const source = job.source.files
  const destination = job.destination.files
  const { pace, progress } = options
  const links = document.recursive_symlinks ?? "ignore"
  const meter: Meter = {
    copied: (bytes) => progress.count({ bytesTransferred: bytes }),
    checksummed: (bytes) => progress.count({ bytesChecksummed: bytes })
  }

  /** An error at the source is skipped if the submission says so. */
  const atSource = <A, R>(effect: Effect.Effect<A, FileFault.FileFault, R>) =>
    Effect.catchIf(
      effect,
      (fault) => document.skip_source_errors === true && skippable.includes(fault.reason),
      (fault) => Effect.fail(new SourceSkipped({ fault }))
    )

  const destinationEntry = (to: Segments): Effect.Effect<Entry, FileFault.FileFault, Scope.Scope> => {
    const name = to[to.length - 1]
    return name === undefined
      ? Effect.fail(FileFault.make("IsDirectory", to))
      : Effect.map(destination.ensureDirectory(to.slice(0, -1)), (parent) => ({ parent, name }))
  }

  const directoryStep = (from: Segments, to: Segments, within: ReadonlyArray<string>) =>
    Effect.scoped(
      Effect.gen(function* () {
        const directory = yield* atSource(source.directory(from))
        const here = directory.segments.join("/")
        if (within.includes(here)) return yield* atSource(FileFault.make("Link", from))
        const names = (yield* atSource(directory.names)).filter((name) => !isUnfinishedCopy(name))
        const found: Record<Kind, Array<string>> = { Directory: [], File: [], FollowedFile: [], Link: [] }
        yield* Effect.forEach(
          names,
          (name) =>
            Effect.map(Effect.option(classify(directory, from, name)), (kind) => {
              if (kind._tag === "Some" && kind.value !== undefined) found[kind.value].push(name)
            }),
          { discard: true }
        )
        yield* destination.ensureDirectory(to)
        yield* progress.count({
          directories: 1,
          files: found.File.length + found.FollowedFile.length,
          symlinks: found.Link.length
        })
        const batch = (names: ReadonlyArray<string>, make: (paths: Paths) => Step): Worklist.Batch<Step> => {
          const packed = Names.pack(names)
          const step = (index: number) => {
            const name = packed.at(index)
            return make({ from: [...from, name], to: [...to, name] })
          }
          return { rank: ranks.File, size: packed.size, step }
        }
        const below = [...within, here]
        return Worklist.done<Step>(
          [
            ...found.Directory.map((name): Step => ({
              _tag: "Directory",
              from: [...from, name],
              to: [...to, name],
              within: below
            })),
            ...(document.delete_destination_extra === true
              ? [{ _tag: "Prune", to, keep: Names.pack(names) } as const]
              : [])
          ],
          [
            batch(found.File, (paths) => ({ _tag: "File", ...paths, follow: false, checksum: undefined })),
            batch(found.FollowedFile, (paths) => ({ _tag: "File", ...paths, follow: true, checksum: undefined })),
            batch(found.Link, (paths) => ({ _tag: "Link", ...paths }))
          ]
        )
      })
    )

  /** What an entry of a directory means for the work; undefined: nothing. */
  const classify = (
    directory: Directory,
    from: Segments,
    name: string
  ): Effect.Effect<Kind | undefined, FileFault.FileFault> =>
    Effect.gen(function* () {
      const stat = yield* directory.lstat(name)
      const isLink = stat.isSymbolicLink()
      if (isLink && links === "ignore") return undefined
      const kind = isLink && links === "copy" ? yield* kindThroughLink([...from, name]) : kindOf(stat)
      if (kind === undefined || !isTaken(document.filter_rules, name, kind)) return undefined
      if (kind === "dir") return "Directory"
      if (kind === "link") return "Link"
      return isLink ? "FollowedFile" : "File"
    })

  /** A link that leads nowhere, or outside, becomes a file step: that is where it fails, visibly. */
  const kindThroughLink = (from: Segments) =>
    Effect.orElseSucceed(
      Effect.scoped(
        Effect.flatMap(source.entry(from, { follow: true }), ({ name, parent }) =>
          Effect.map(parent.lstat(name), kindOf)
        )
      ),
      () => "file" as const
    )

  const itemStep = (item: TransferItem) =>
    Effect.gen(function* () {
      const paths = { from: item.source, to: item.destination }
      const isDirectory = yield* Effect.scoped(
        atSource(
          Effect.gen(function* () {
            const real = item.isLink ? item.source : yield* source.real(item.source)
            if (real.length === 0) return true
            const { name, parent } = yield* source.entry(real, { follow: false })
            const stat = yield* parent.lstat(name)
            if (item.isLink && !stat.isSymbolicLink()) return yield* FileFault.make("NotSupported", item.source)
            return stat.isDirectory()
          })
        )
      )
      if (item.isLink) {
        yield* progress.count({ symlinks: 1 })
        return [{ _tag: "Link", ...paths } satisfies Step]
      }
      if (isDirectory && item.recursive === false) return yield* FileFault.make("IsDirectory", item.source)
      if (!isDirectory && item.recursive === true) return yield* FileFault.make("NotDirectory", item.source)
      if (isDirectory) return [{ _tag: "Directory", ...paths, within: [] } satisfies Step]
      yield* progress.count({ files: 1 })
      return [{ _tag: "File", ...paths, follow: true, checksum: item.checksum } satisfies Step]
    })

  const isLeftAlone = (from: Entry, to: Entry, stat: Stats) =>
    Effect.gen(function* () {
      const level = document.sync_level
      const there = yield* Effect.option(to.parent.lstat(to.name))
      if (level == null || there._tag === "None" || !there.value.isFile()) return false
      if (!isInSync(level, stat, there.value) || level !== 3) return isInSync(level, stat, there.value)
      const sums = yield* Effect.forEach([from, to], ({ name, parent }) =>
        Effect.scoped(
          Effect.flatMap(parent.read(name), (file) =>
            digest(file, [...parent.segments, name], "sha256", meter.checksummed)
          )
        )
      )
      return sums[0] === sums[1]
    })

  const fileStep = (step: Extract<Step, { _tag: "File" }>) =>
    Effect.scoped(
      Effect.gen(function* () {
        const from = yield* atSource(source.entry(step.from, step))
        const stat = yield* atSource(from.parent.lstat(from.name))
        const to = yield* destinationEntry(step.to)
        if (yield* isLeftAlone(from, to, stat)) return yield* progress.count({ filesSkipped: 1 })
        yield* copyFile({
          source: yield* atSource(from.parent.read(from.name)),
          sourcePath: step.from,
          destination: to.parent,
          name: to.name,
          pace,
          meter,
          verifyChecksum: document.verify_checksum === true,
          preserveTimestamp: document.preserve_timestamp === true,
          checksum: step.checksum
        })
        yield* progress.transferred({
          source: step.from,
          destination: step.to,
          bytes: stat.size,
          checksum: step.checksum
        })
      })
    )

  const linkStep = (from: Segments, to: Segments) =>
    Effect.scoped(
      Effect.gen(function* () {
        const link = yield* atSource(source.entry(from, { follow: false }))
        const target = yield* atSource(link.parent.readlink(link.name))
        const { name, parent } = yield* destinationEntry(to)
        const unfinished = yield* unfinishedCopyName
        yield* Effect.uninterruptible(
          Effect.zipRight(
            parent.symlink(target, unfinished),
            Effect.onError(parent.rename(unfinished, parent, name), () => Effect.ignore(parent.unlink(unfinished)))
          )
        )
      })
    )

  const pruneStep = (to: Segments, names: Names.Names) =>
    Effect.scoped(
      Effect.gen(function* () {
        const keep = new Set(names)
        const directory = yield* destination.directory(to)
        const extra = (yield* directory.names).filter((name) => !keep.has(name) && !isUnfinishedCopy(name))
        yield* Effect.forEach(extra, (name) => removeEntry(directory, name, () => Effect.void), { discard: true })
      })
    )

  const perform = (
    step: Step
  ): Effect.Effect<Worklist.Outcome<Step>, Worklist.Fault | FileFault.FileFault | SourceSkipped> => {
    switch (step._tag) {
      case "Item":
        return Effect.map(itemStep(step.item), (further) => Worklist.done<Step>(further))
      case "Directory":
        return directoryStep(step.from, step.to, step.within)
      case "File":
        return Effect.as(fileStep(step), Worklist.done())
      case "Link":
        return Effect.as(linkStep(step.from, step.to), Worklist.done())
      case "Prune":
        return Effect.as(pruneStep(step.to, step.keep), Worklist.done())
    }
  }

  const skip = (step: Step, fault: FileFault.FileFault) => {
    if (step._tag === "Prune") return Effect.void
    const isItem = step._tag === "Item"
    const { code, description } = Worklist.toFault(fault)
    return progress.skipped({
      code,
      description,
      source: isItem ? step.item.source : step.from,
      destination: isItem ? step.item.destination : step.to,
      isDirectory: isItem ? step.item.recursive === true : step._tag === "Directory",
      isLink: isItem ? step.item.isLink : step._tag === "Link",
      checksum: isItem ? step.item.checksum : step._tag === "File" ? step.checksum : undefined
    })
  }

  return Worklist.work<Step>({
    steps: job.items.map((item) => ({ _tag: "Item", item })),
    rank: ({ _tag }) => ranks[_tag],
    run: (step) =>
      perform(step).pipe(
        Effect.catchTags({
          SourceSkipped: ({ fault }) => Effect.as(skip(step, fault), Worklist.skipped),
          FileFault: (fault) =>
            Effect.fail(Worklist.toFault(fault, fault.reason === "NoSpace" && document.fail_on_quota_errors === true))
        })
      ),
    onFault: progress.fault,
    onSteps: progress.steps,
    retryInterval: options.retryInterval
  })
}

const kindOf = (stat: Stats): "file" | "dir" | "link" | undefined =>
  stat.isFile() ? "file" : stat.isDirectory() ? "dir" : stat.isSymbolicLink() ? "link" : undefined
