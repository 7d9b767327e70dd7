/**
 * Shell patterns over one name: `*` any run, `?` one character, `[a-z]` and `[!a-z]` one of a set. Matching takes time
 * in proportion to pattern times name, whatever the pattern, so that a filter cannot stall the server.
 *
 * @since 0.1.0
 */

type Piece = { readonly _tag: "Run" } | { readonly _tag: "One"; readonly accepts: (character: string) => boolean }

const run: Piece = { _tag: "Run" }

const set = (body: string): ((character: string) => boolean) => {
  const negated = body.startsWith("!") || body.startsWith("^")
  const members = Array.from(negated ? body.slice(1) : body)
  const ranges: Array<readonly [string, string]> = []
  for (let i = 0; i < members.length; i++) {
    const from = members[i] ?? ""
    const to = members[i + 2]
    if (members[i + 1] === "-" && to !== undefined) {
      ranges.push([from, to])
      i += 2
    } else ranges.push([from, from])
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated
}

const pieces = (pattern: string): ReadonlyArray<Piece> => {
  const characters = Array.from(pattern)
  const out: Array<Piece> = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ""
    // The first member of a set may be `]` itself, after the `!` if there is one.
    const start = i + 1 + (characters[i + 1] === "!" || characters[i + 1] === "^" ? 1 : 0)
    const close = character === "[" ? characters.indexOf("]", start + 1) : -1
    if (character === "*") {
      if (out[out.length - 1] !== run) out.push(run)
    } else if (character === "?") out.push({ _tag: "One", accepts: () => true })
    else if (close > 0) {
      out.push({ _tag: "One", accepts: set(characters.slice(i + 1, close).join("")) })
      i = close
    } else out.push({ _tag: "One", accepts: (other) => other === character })
  }
  return out
}

/**
 * Whether a name has wildcards in it.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isGlob = (name: string): boolean => /[*?[]/.test(name)

/**
 * A pattern as a predicate over whole names. Case counts.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (pattern: string): ((name: string) => boolean) => matching(pieces(pattern))

/**
 * A pattern without sets: `*` is any run, the character `one`, if there is such a one, stands for any, and all others for
 * themselves.
 *
 * @since 0.1.0
 * @category constructors
 */
export const makePlain = (
  pattern: string,
  { one }: { readonly one: string | undefined }
): ((text: string) => boolean) =>
  matching(
    Array.from(pattern, (character) =>
      character === "*" ? run : { _tag: "One", accepts: (other) => character === one || other === character }
    )
  )

const matching =
  (wanted: ReadonlyArray<Piece>) =>
  (name: string): boolean => {
    const characters = Array.from(name)
    let at = 0
    let piece = 0
    // Only the newest run can take more: whatever an older one would gain, the newer can take as well.
    let retry: { readonly piece: number; at: number } | undefined
    while (at < characters.length) {
      const next = wanted[piece]
      if (next?._tag === "Run") {
        piece += 1
        retry = { piece, at }
      } else if (next !== undefined && next.accepts(characters[at] ?? "")) {
        piece += 1
        at += 1
      } else if (retry !== undefined) {
        retry.at += 1
        piece = retry.piece
        at = retry.at
      } else return false
    }
    return wanted.slice(piece).every((rest) => rest._tag === "Run")
  }
