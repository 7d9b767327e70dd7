/**
 * A Python virtual environment with one pinned package of the Python registry, in a folder that later runs reuse. It
 * fails with `NotRun` if this machine or its network lacks something, and with `BrokenInstall` if something is
 * available but does not work.
 */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { join } from "node:path"
import * as Subprocess from "./Subprocess.js"

/** A package of the Python registry, with a pinned version. */
export interface Requirement {
  readonly name: string
  readonly version: string
  /** The module that a program imports. */
  readonly module: string
}

export interface VirtualEnvironment {
  readonly folder: string
  readonly python: string
  /** Whether an earlier run made it. */
  readonly reused: boolean
}

/** Something that the run needs is not available on this machine. */
export class NotRun extends Data.TaggedError("NotRun")<{ readonly why: string }> {}

/** Everything was available, but the installation does not work. */
export class BrokenInstall extends Data.TaggedError("BrokenInstall")<{ readonly message: string }> {}

export interface Options {
  readonly python: string
  /** The folder of the environments. */
  readonly folder: string
  readonly requirement: Requirement
}

type Needs = CommandExecutor.CommandExecutor | FileSystem.FileSystem

/** The requirement of the Globus CLI 3.44. */
const oldestPython = [3, 10] as const

const quick = "30 seconds"
const patient = "5 minutes"

/**
 * The user's own variables, since pip finds its registry, proxy and certificates there. Variables that would mix
 * another installation into this one are removed.
 */
const userEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(PYTHON(PATH|HOME)|PIP_(TARGET|PREFIX|USER|REQUIRE_VIRTUALENV))$/.test(name)
        ? []
        : [[name, value]]
    )
  )

const lastLines = (text: string, count: number): string => text.trim().split("\n").slice(-count).join("\n")

/** The last line of an output: Python and pip print the reason there. */
const briefly = (why: string): string => lastLines(why, 1)

/** Runs a program. Succeeds with its output, or fails with the reason. */
const attempt = (
  [command = "", ...args]: ReadonlyArray<string>,
  limit: Duration.DurationInput
): Effect.Effect<string, string, CommandExecutor.CommandExecutor> =>
  Effect.flatMap(
    Effect.mapError(Subprocess.run({ command, args, environment: userEnvironment() }, limit), ({ message }) => message),
    ({ exitCode, stderr, stdout }) =>
      exitCode === 0
        ? Effect.succeed(stdout.trim())
        : Effect.fail(lastLines(stderr, 3) || lastLines(stdout, 3) || `${command} exits with ${exitCode}`)
  )

/** The version of a Python. */
const pythonVersion = (python: string): Effect.Effect<string, NotRun, CommandExecutor.CommandExecutor> =>
  Effect.gen(function* () {
    const version = yield* attempt([python, "-c", "import platform; print(platform.python_version())"], quick)
    const [major = 0, minor = 0] = version.split(".").map(Number)
    const [oldestMajor, oldestMinor] = oldestPython
    return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
      ? version
      : yield* Effect.fail(`${python} is Python ${version}, but the packages need ${oldestPython.join(".")} or newer`)
  }).pipe(Effect.mapError((why) => new NotRun({ why: briefly(why) })))

interface Way {
  readonly create: ReadonlyArray<string>
  readonly pip: ReadonlyArray<string>
  /** Whether pip comes from outside the environment, so that it may be missing. */
  readonly borrowed: boolean
}

/**
 * Ways to make an environment with pip. Debian ships Python without ensurepip, so the first can fail there. The last
 * uses a pip from outside the environment, which is possible since pip 22.3.
 */
const ways = (python: string, folder: string): ReadonlyArray<Way> => {
  const own = [interpreter(folder), "-m", "pip"]
  return [
    { create: [python, "-m", "venv", folder], pip: own, borrowed: false },
    { create: [python, "-m", "virtualenv", folder], pip: own, borrowed: false },
    {
      create: [python, "-m", "venv", "--without-pip", folder],
      pip: [python, "-m", "pip", "--python", interpreter(folder)],
      borrowed: true
    }
  ]
}

const interpreter = (folder: string): string => join(folder, "bin", "python")

const remove = (folder: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.ignore(files.remove(folder, { recursive: true, force: true }))
  )

/** Makes an empty environment in this folder, by the first way that works, and returns the command of its pip. */
const create = (python: string, folder: string): Effect.Effect<ReadonlyArray<string>, NotRun | BrokenInstall, Needs> =>
  Effect.gen(function* () {
    const reasons: Array<string> = []
    for (const { borrowed, create, pip } of ways(python, folder)) {
      // A way that failed may have left half an environment.
      yield* remove(folder)
      const made = yield* Effect.either(attempt(create, patient))
      if (made._tag === "Left") {
        reasons.push(made.left)
        continue
      }
      const works = yield* Effect.either(attempt([...pip, "--version"], quick))
      if (works._tag === "Right") return pip
      if (!borrowed) return yield* new BrokenInstall({ message: `The pip of the new environment fails: ${works.left}` })
      reasons.push(works.left)
    }
    return yield* new NotRun({
      why: `${python} cannot make a virtual environment with pip: ${briefly(reasons[0] ?? "")}`
    })
  })

/** The version of the package that a program imports there. */
const installedVersion = (folder: string, { module, name }: Requirement) =>
  attempt(
    [interpreter(folder), "-c", `import importlib.metadata, ${module}; print(importlib.metadata.version("${name}"))`],
    quick
  )

/**
 * Downloads the package first, which shows whether the registry is reachable and has it. After that, a failed
 * installation is an error.
 */
const install = (
  pip: ReadonlyArray<string>,
  folder: string,
  requirement: Requirement
): Effect.Effect<void, NotRun | BrokenInstall, Needs> =>
  Effect.gen(function* () {
    const { name, version } = requirement
    const pinned = `${name}==${version}`
    const wheels = join(folder, "wheels")
    const quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    yield* Effect.mapError(
      attempt([...pip, "download", ...quiet, "--no-deps", "--dest", wheels, pinned], patient),
      (why) => new NotRun({ why: `The Python registry does not provide ${pinned}: ${briefly(why)}` })
    )
    yield* Effect.mapError(
      attempt([...pip, "install", ...quiet, "--find-links", wheels, pinned], patient),
      (why) => new BrokenInstall({ message: `${pinned} cannot be installed: ${why}` })
    )
    const found = yield* Effect.mapError(
      installedVersion(folder, requirement),
      (why) => new BrokenInstall({ message: `${pinned} is installed but does not work: ${why}` })
    )
    if (found !== version) {
      return yield* new BrokenInstall({ message: `${pinned} was requested, but ${found} is installed` })
    }
  })

/**
 * The environment of an earlier run, if it still works. It may not, if Python was upgraded or the cache was cleaned.
 */
const earlier = (pointer: string, requirement: Requirement) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* Effect.option(files.readFileString(pointer))
    const version = yield* Effect.option(Effect.flatMap(folder, (folder) => installedVersion(folder, requirement)))
    return Option.filter(folder, () => Option.contains(version, requirement.version))
  })

/**
 * Makes a new environment in its own folder, and sets the pointer to it when it is complete. So two runs at once do not
 * disturb each other, and an interrupted run leaves nothing.
 */
const renew = (options: Options, kept: string, pointer: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* files.makeDirectory(kept, { recursive: true })
    return yield* Effect.acquireUseRelease(
      files.makeTempDirectory({ directory: kept, prefix: "environment-" }),
      (folder) =>
        Effect.gen(function* () {
          const pip = yield* create(options.python, folder)
          yield* install(pip, folder, options.requirement)
          yield* files.writeFileString(`${folder}.ready`, folder)
          yield* files.rename(`${folder}.ready`, pointer)
          return folder
        }),
      (folder, exit) => Effect.unless(remove(folder), () => Exit.isSuccess(exit))
    )
  })

/** Finds or makes the environment with the package. */
export const make = (
  options: Options
): Effect.Effect<VirtualEnvironment, NotRun | BrokenInstall | PlatformError.PlatformError, Needs> =>
  Effect.gen(function* () {
    const { name, version } = options.requirement
    const python = yield* pythonVersion(options.python)
    const kept = join(options.folder, `${name}-${version}`, `python-${python}`)
    const pointer = join(kept, "ready")
    const found = yield* earlier(pointer, options.requirement)
    const folder = Option.isSome(found) ? found.value : yield* renew(options, kept, pointer)
    return { folder, python: interpreter(folder), reused: Option.isSome(found) }
  })
