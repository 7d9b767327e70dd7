/** Bundles a program and measures the result. */
import { build } from "esbuild"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

/** The folder from which programs resolve dependencies. */
const directory = dirname(fileURLToPath(import.meta.url))

export interface Bundle {
  /** The size, minified but not compressed. */
  readonly bytes: number
  /** The modules of the SDK in the bundle, as paths without extension. */
  readonly modules: ReadonlyArray<string>
}

/**
 * `whole`: bundles Effect too, as for a browser. `sdk`: leaves Effect out. `conditions`: export conditions of
 * `package.json`, in addition to the bundler's own.
 */
export const bundle = async (
  program: string,
  of: "whole" | "sdk",
  conditions: ReadonlyArray<string> = []
): Promise<Bundle> => {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: directory },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    conditions: [...conditions],
    logLevel: "silent",
    external: of === "whole" ? [] : ["effect", "effect/*", "@effect/platform", "@effect/platform/*"]
  })
  const outputs = Object.values(metafile.outputs)
  const inputs = outputs.flatMap(({ inputs }) => Object.entries(inputs))
  return {
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    modules: inputs
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([path]) => /\/sdk\/(?:dist|src)\/(.+)\.[jt]s$/.exec(path)?.[1] ?? [])
  }
}

/** A program with one call of one service. It is only bundled, and never run. */
export const oneCall = (module: string, call: string): string =>
  `import * as Client from ${JSON.stringify(module)}
import * as Effect from "effect/Effect"
globalThis.program = Effect.flatMap(Client.make({}), (client) => client.${call})`

/** A program that may use the whole SDK. */
export const everything = `import * as all from "@effect-globus/sdk"
globalThis.program = all`
