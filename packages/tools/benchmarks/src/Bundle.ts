/** What a bundler makes of a program. */
import { build } from "esbuild"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

/** Where programs find what this package depends on. */
const directory = dirname(fileURLToPath(import.meta.url))

export interface Bundle {
  /** Minified, not compressed. */
  readonly bytes: number
  /** The SDK's modules of which something is in it, by their paths without extension. */
  readonly modules: ReadonlyArray<string>
}

/**
 * `whole`: with Effect in it, as for a browser; otherwise what comes on top of it. `conditions` as in `package.json`,
 * beside those of every bundler.
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

/** A program that makes one call of one service. The call is never made: it stands for one that is. */
export const oneCall = (module: string, call: string): string =>
  `import * as Client from ${JSON.stringify(module)}
import * as Effect from "effect/Effect"
globalThis.program = Effect.flatMap(Client.make({}), (client) => client.${call})`

/** A program that might use everything. */
export const everything = `import * as all from "@effect-globus/sdk"
globalThis.program = all`
