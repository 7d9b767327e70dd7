/**
 * Paths as people write them to a collection, taken apart into plain names. What comes out has no `.`, `..`, `~` or
 * empty name and can only point below the collection's root; links on the disk are another matter (`Confinement`).
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import { sep } from "node:path"

/**
 * Names from the root down. None: the root itself.
 *
 * @since 0.1.0
 * @category models
 */
export type Segments = ReadonlyArray<string>

/**
 * @since 0.1.0
 * @category models
 */
export interface CollectionPath {
  readonly segments: Segments
  /** Written from the home directory (`/~/…`, `~/…`, or relative). The home of a sandbox collection is its root. */
  readonly fromHome: boolean
}

const forbidden = sep === "\\" ? /[\0\r\n\\:]/ : /[\0\r\n]/

/**
 * Takes a path apart, or says why it is none. `..` is folded by name, before any link is looked at, and one that
 * would climb above the root is refused. A percent sign is a percent sign: paths arrive decoded.
 *
 * A relative path counts from the home directory [a guess: the reference asks for absolute ones].
 *
 * @since 0.1.0
 * @category constructors
 */
export const parse = (text: string): Either.Either<CollectionPath, string> => {
  if (forbidden.test(text)) return Either.left("A path must not hold NUL, CR or LF")
  const names = text.split("/")
  const first = names[0] === "" ? 1 : 0
  const home = names[first] === "~"
  const segments: Array<string> = []
  for (const name of home ? names.slice(first + 1) : names) {
    if (name === "" || name === ".") continue
    if (name !== "..") segments.push(name)
    else if (segments.pop() === undefined) return Either.left(`The path '${text}' leaves the collection`)
  }
  return Either.right({ segments, fromHome: home || first === 0 })
}

/**
 * The absolute path of names.
 *
 * @since 0.1.0
 * @category conversions
 */
export const format = (segments: Segments): string => `/${segments.join("/")}`

/**
 * A directory's path the way Transfer echoes it: home stays home, and the last character is `/`, because clients
 * append names to it.
 *
 * @since 0.1.0
 * @category conversions
 */
export const formatDirectory = (path: CollectionPath): string =>
  [path.fromHome ? "/~/" : "/", ...path.segments.map((name) => `${name}/`)].join("")
