/** Reads and writes the collections' directories directly, without the sandbox. */
import { createHash, randomBytes } from "node:crypto"
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Entry } from "./Claim.js"

/** Unfinished copies, which the sandbox hides. */
const isUnfinished = (name: string): boolean => name.startsWith(".globus-sandbox-")

export const entry = (path: string, name: string): Entry | undefined => {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  return stat.isFile() ? { name, type: "file", size: stat.size } : { name, type: "dir", size: undefined }
}

export const list = (path: string): ReadonlyArray<Entry> =>
  readdirSync(path)
    .filter((name) => !isUnfinished(name))
    .flatMap((name) => entry(join(path, name), name) ?? [])

/** `file`, `dir` or `nothing`. */
export const kind = (path: string): string => entry(path, "")?.type ?? "nothing"

/** The SHA-256 of a file, or `nothing`. */
export const checksum = (path: string): string =>
  existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "nothing"

export const write = (path: string, bytes: number): void => writeFileSync(path, randomBytes(bytes))
