import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FileSystem from "@effect/platform/FileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { join } from "node:path"
import * as VirtualEnvironment from "../src/VirtualEnvironment.js"

/** What a fake Python can do. */
interface Abilities {
  readonly version?: string
  /** The steps that fail. */
  readonly cannot?: ReadonlyArray<"venv" | "virtualenv" | "without-pip" | "pip" | "download" | "install" | "import">
  readonly installs?: string
  /** Whether making an environment hangs. */
  readonly hangs?: boolean
}

/**
 * A shell script that behaves like Python for this module. It logs its calls to a file beside it. The environments that
 * it makes have the same script as their Python.
 */
const fakePython = (
  { cannot = [], hangs = false, installs = "3.42.0", version = "3.11.7" }: Abilities,
  log: string
) => {
  const unless = (ability: NonNullable<Abilities["cannot"]>[number]) =>
    cannot.includes(ability) ? `echo "no ${ability} here" >&2; exit 1` : ":"
  return `#!/bin/sh
made() { mkdir -p "$1/bin" && cp "$0" "$1/bin/python"; ${hangs ? "exec sleep 60" : "exit 0"}; }
echo "$*" >> '${log}'
case "$*" in
  *python_version*) echo '${version}' ;;
  *"-m venv --without-pip "*) ${unless("without-pip")}; made "$4" ;;
  *"-m venv "*) ${unless("venv")}; made "$3" ;;
  *"-m virtualenv "*) ${unless("virtualenv")}; made "$3" ;;
  *--version) ${unless("pip")} ;;
  *download*) ${unless("download")} ;;
  *install*) ${unless("install")} ;;
  *"import importlib"*) ${unless("import")}; echo '${installs}' ;;
  *) exit 9 ;;
esac
`
}

const requirement = { name: "globus-cli", version: "3.42.0", module: "globus_cli" }

/** A folder with a Python of these abilities. */
const place = (abilities: Abilities) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const root = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-venv-" })
    const [python, log, folder] = [join(root, "python3"), join(root, "log"), join(root, "kept")]
    const become = (abilities: Abilities) => files.writeFileString(python, fakePython(abilities, log), { mode: 0o755 })
    yield* become(abilities)
    return {
      become,
      folder,
      python,
      make: VirtualEnvironment.make({ python, folder, requirement }),
      log: Effect.map(files.readFileString(log), (text) => text.split("\n")),
      clearLog: files.writeFileString(log, ""),
      /** All environments, complete or not. */
      kept: Effect.map(
        Effect.orElseSucceed(files.readDirectory(folder, { recursive: true }), () => []),
        (names) => names.filter((name) => /environment-\w+$/.test(name))
      )
    }
  })

const live = <A, E>(effect: Effect.Effect<A, E, NodeContext.NodeContext | Scope.Scope>) =>
  effect.pipe(Effect.scoped, Effect.provide(NodeContext.layer))

describe("an environment", () => {
  it.live("is made once and reused by later runs", () =>
    live(
      Effect.gen(function* () {
        const { clearLog, kept, log, make } = yield* place({})
        const first = yield* make
        expect(first.reused).toBe(false)
        expect(yield* log).toContainEqual(expect.stringMatching(/^-m pip install .*globus-cli==3\.42\.0$/))
        yield* clearLog
        expect(yield* make).toStrictEqual({ ...first, reused: true })
        expect((yield* log).filter((line) => line.includes("-m"))).toStrictEqual([])
        expect((yield* kept).length).toBe(1)
      })
    )
  )

  it.live("is replaced if it no longer works", () =>
    live(
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { make } = yield* place({})
        const first = yield* make
        yield* files.remove(first.python)
        const second = yield* make
        expect(second.reused).toBe(false)
        expect((yield* make).folder).toBe(second.folder)
      })
    )
  )

  it.live("is separate for each Python", () =>
    live(
      Effect.gen(function* () {
        const { become, make } = yield* place({})
        const first = yield* make
        yield* become({ version: "3.12.0" })
        const second = yield* make
        expect([second.reused, second.folder === first.folder]).toStrictEqual([false, false])
      })
    )
  )

  it.live("is made by the first of three ways that works", () =>
    live(
      Effect.gen(function* () {
        const { become, log, make, python } = yield* place({ cannot: ["venv"] })
        expect((yield* make).reused).toBe(false)
        expect(yield* log).toContainEqual(expect.stringMatching(/^-m virtualenv /))
        yield* become({ cannot: ["venv", "virtualenv"], version: "3.12.0" })
        const { python: inside } = yield* make
        expect(inside).not.toBe(python)
        // It uses the pip outside, with the target environment as an option.
        expect(yield* log).toContainEqual(expect.stringMatching(`^-m pip --python ${inside} install `))
      })
    )
  )
})

describe("a missing requirement is reported as not run", () => {
  it.live.each<[string, Abilities, RegExp]>([
    ["an old Python", { version: "3.9.18" }, /Python 3\.9\.18, but the packages need 3\.10/],
    [
      "no way to an environment",
      { cannot: ["venv", "virtualenv", "without-pip"] },
      /cannot make a virtual environment .*no venv/
    ],
    ["no pip at all", { cannot: ["venv", "virtualenv", "pip"] }, /cannot make a virtual environment/],
    ["a registry without the package", { cannot: ["download"] }, /does not provide globus-cli==3\.42\.0: .*no d/]
  ])("%s", ([, abilities, why]) =>
    live(
      Effect.gen(function* () {
        const { kept, make } = yield* place(abilities)
        const error = yield* Effect.flip(make)
        expect(error._tag === "NotRun" ? error.why : error).toMatch(why)
        expect(yield* kept).toStrictEqual([])
      })
    )
  )

  it.live("no Python", () =>
    live(
      Effect.gen(function* () {
        const { folder } = yield* place({})
        const error = yield* Effect.flip(VirtualEnvironment.make({ python: "no-python3", folder, requirement }))
        expect(error).toMatchObject({ _tag: "NotRun", why: "There is no no-python3" })
      })
    )
  )
})

describe("a broken installation is a failure", () => {
  it.live.each<[string, Abilities, RegExp]>([
    ["the pip of a new environment", { cannot: ["pip"] }, /pip of the new environment fails: .*no pip here/],
    ["the installation of the package", { cannot: ["install"] }, /cannot be installed: .*no install here/],
    ["a package that cannot be imported", { cannot: ["import"] }, /does not work: .*no import here/],
    ["another version than requested", { installs: "3.41.0" }, /3\.41\.0 is installed/]
  ])("%s", ([, abilities, why]) =>
    live(
      Effect.gen(function* () {
        const { kept, make } = yield* place(abilities)
        const error = yield* Effect.flip(make)
        expect(error._tag === "BrokenInstall" ? error.message : error).toMatch(why)
        expect(yield* kept).toStrictEqual([])
      })
    )
  )
})

it.live("an interrupted run leaves no incomplete environment", () =>
  live(
    Effect.gen(function* () {
      const { kept, make } = yield* place({ hangs: true })
      const fiber = yield* Effect.fork(make)
      yield* Effect.repeat(kept, { until: (names) => names.length > 0, schedule: Schedule.spaced("20 millis") })
      yield* Fiber.interrupt(fiber)
      expect(yield* kept).toStrictEqual([])
    })
  )
)
