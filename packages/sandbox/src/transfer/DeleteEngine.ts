/**
 * The work of a deletion. Trees are taken down by handles, so a link is removed and never followed. A path that is not
 * there, or a directory without `recursive`, ends the task at once.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Segments } from "./CollectionPath.js"
import type { Directory } from "./Confinement.js"
import * as FileFault from "./FileFault.js"
import * as Glob from "./Glob.js"
import type { DeleteJob } from "./Job.js"
import * as Names from "./Names.js"
import type { Progress } from "./Progress.js"
import type { Counts } from "./Tasks.js"
import { isUnfinishedCopy } from "./UnfinishedCopy.js"
import * as Worklist from "./Worklist.js"

/**
 * Removes an entry, a directory with all that is in it. What somebody else removed in the meantime is gone as well.
 *
 * @since 0.1.0
 * @category operations
 */
export const removeEntry = (
  parent: Directory,
  name: string,
  onGone: (gained: Partial<Counts>) => Effect.Effect<void>
): Effect.Effect<void, FileFault.FileFault> =>
  Effect.gen(function* () {
    const stat = yield* parent.lstat(name)
    if (!stat.isDirectory()) {
      yield* parent.unlink(name)
      return yield* onGone(stat.isSymbolicLink() ? { symlinks: 1 } : { files: 1 })
    }
    yield* Effect.scoped(
      Effect.gen(function* () {
        const directory = yield* parent.enter(name)
        const names = yield* directory.names
        yield* Effect.forEach(names, (child) => ignoreMissing(removeEntry(directory, child, onGone)), { discard: true })
      })
    )
    yield* parent.rmdir(name)
    yield* onGone({ directories: 1 })
  })

const ignoreMissing = <R>(effect: Effect.Effect<void, FileFault.FileFault, R>) =>
  Effect.catchIf(
    effect,
    (fault) => fault.reason === "NotFound",
    () => Effect.void
  )

type Step = { readonly _tag: "Path"; readonly path: Segments } | { readonly _tag: "Entry"; readonly path: Segments }

/**
 * Works a deletion off. Fails with the first fatal fault.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = (
  job: DeleteJob,
  options: { readonly progress: Progress; readonly retryInterval: Duration.DurationInput }
): Effect.Effect<void, Worklist.Fault> => {
  const { document, source } = job

  /** Names with a leading dot must be asked for by one, as in a shell [a guess]. */
  const matches = (path: Segments, pattern: string) =>
    Effect.scoped(
      Effect.gen(function* () {
        const directory = yield* source.files.directory(path.slice(0, -1))
        const accepts = Glob.make(pattern)
        const names = (yield* directory.names).filter(
          (name) => accepts(name) && !isUnfinishedCopy(name) && (!name.startsWith(".") || pattern.startsWith("."))
        )
        if (names.length === 0) return yield* FileFault.make("NotFound", path)
        const packed = Names.pack(names)
        const step = (index: number): Step => ({ _tag: "Entry", path: [...path.slice(0, -1), packed.at(index)] })
        return Worklist.done<Step>([], [{ rank: 0, size: packed.size, step }])
      })
    )

  const remove = (path: Segments) =>
    Effect.scoped(
      Effect.gen(function* () {
        // The root is the collection itself.
        if (path.length === 0) return yield* Worklist.toFault(FileFault.make("PermissionDenied", path), true)
        const { name, parent } = yield* source.files.entry(path, { follow: false })
        const stat = yield* parent.lstat(name)
        if (stat.isDirectory() && document.recursive !== true) {
          return yield* Worklist.toFault(FileFault.make("IsDirectory", path), true)
        }
        yield* removeEntry(parent, name, options.progress.count)
      })
    )

  const perform = (step: Step): Effect.Effect<Worklist.Outcome<Step>, Worklist.Fault | FileFault.FileFault> => {
    const last = step.path[step.path.length - 1] ?? ""
    return step._tag === "Path" && document.interpret_globs === true && Glob.isGlob(last)
      ? matches(step.path, last)
      : Effect.as(remove(step.path), Worklist.done())
  }

  return Worklist.work<Step>({
    steps: job.paths.map((path) => ({ _tag: "Path", path })),
    rank: () => 0,
    run: (step) =>
      perform(step).pipe(
        Effect.catchIf(
          (fault) => fault._tag === "FileFault" && fault.reason === "NotFound",
          (fault) =>
            document.ignore_missing === true
              ? Effect.succeed(Worklist.done<Step>())
              : Effect.fail(fault._tag === "FileFault" ? Worklist.toFault(fault, true) : fault)
        )
      ),
    onFault: options.progress.fault,
    onSteps: options.progress.steps,
    retryInterval: options.retryInterval
  })
}
