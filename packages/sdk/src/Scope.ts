/**
 * Scopes in the notation of Globus Auth. `*name` is an optional scope. `name[other *another]` is a scope that depends
 * on two others, one of them optional.
 *
 * A scope has the same dependencies wherever its name appears. So `parse` and `merge` collect the dependencies of a
 * name from all places, and make a dependency required if any place requires it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/#scopes-and-consent
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { GlobusUsageError } from "./GlobusError.js"
import { advise } from "./internal/usage.js"
import { errorClass } from "./internal/wire/errorClass.js"

/**
 * A scope.
 *
 * @since 0.1.0
 * @category models
 */
export interface Scope {
  readonly scope: string
  /** Whether users may consent to the rest without it. */
  readonly optional: boolean
  readonly dependencies: ReadonlyArray<Scope>
}

/**
 * Scopes as everything takes them that asks for scopes: one, or a list. Text is in the notation of Globus Auth, and may hold
 * several scopes, separated by spaces.
 *
 * @since 0.1.0
 * @category models
 */
export type Scopes = string | Scope | ReadonlyArray<string | Scope>

/**
 * The text is not a list of scopes.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusScopeParseError extends errorClass<GlobusScopeParseError>()("GlobusScopeParseError", {
  /** The position in the text, in UTF-16 code units from its beginning. */
  offset: Schema.Number,
  /** What is wrong, and what is allowed there. */
  message: Schema.String
}) {}

/**
 * A scope depends on itself, directly or through others. Globus Auth refuses such scopes: drop one of the dependencies.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusScopeCycleError extends errorClass<GlobusScopeCycleError>()("GlobusScopeCycleError", {
  /** The names in order: each depends on the next, and the last on the first. */
  cycle: Schema.Array(Schema.String),
  /** The cycle, for people. */
  message: Schema.String
}) {}

const special = /[[\]* ]/

/**
 * A required scope without dependencies. Fails if the name contains a character of the notation: use `parse` for such
 * text.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (scope: string): Either.Either<Scope, GlobusScopeParseError> => {
  const offset = scope.search(special)
  return offset === -1
    ? Either.right({ scope, optional: false, dependencies: [] })
    : Either.left(
        new GlobusScopeParseError({
          offset,
          message: 'a name must not contain "[", "]", "*" or a space: use parse to read the scope notation'
        })
      )
}

/**
 * The same scope, optional or not.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withOptional = (self: Scope, optional: boolean): Scope => ({ ...self, optional })

/**
 * The same scope with further dependencies. They are appended as they are. `merge` combines scopes of the same name and
 * finds cycles.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withDependencies = (self: Scope, dependencies: ReadonlyArray<Scope>): Scope => ({
  ...self,
  dependencies: [...self.dependencies, ...dependencies]
})

/**
 * Tells whether a name is seen for the first time with this list of dependencies. Two scopes may share one list object.
 */
const firstMeeting = (): ((self: Scope) => boolean) => {
  const met = new Map<ReadonlyArray<Scope>, Set<string>>()
  return ({ dependencies, scope }) => {
    const names = met.get(dependencies) ?? new Set()
    met.set(dependencies, names)
    if (names.has(scope)) return false
    names.add(scope)
    return true
  }
}

/** The requested scopes, required and optional, and the dependencies of each name. */
class Graph {
  /** The requested scopes in their order. A name that is requested as required and as optional has two entries. */
  private readonly roots = new Map<string, { readonly scope: string; readonly optional: boolean }>()
  /** By name: its dependencies, and whether each of them is optional in all places. */
  private readonly dependencies = new Map<string, Map<string, boolean>>()

  /** `parent`: the scope that depends on it. Undefined: the scope itself is requested. */
  add(scope: string, optional: boolean, parent: string | undefined): void {
    if (!this.dependencies.has(scope)) this.dependencies.set(scope, new Map())
    if (parent === undefined) this.roots.set(`${optional ? "*" : ""}${scope}`, { scope, optional })
    else {
      const others = this.dependencies.get(parent)
      others?.set(scope, optional && others.get(scope) !== false)
    }
  }

  /** Adds a list of scopes with their dependencies. A list object that two scopes share is visited once. */
  addAll(scopes: ReadonlyArray<Scope>): void {
    /**
     * A stack of scopes to visit, in place of recursion: the depth of scopes is limited only by the length of the text.
     */
    const places: Array<{ readonly self: Scope; readonly parent: string | undefined }> = []
    const put = (scopes: ReadonlyArray<Scope>, parent: string | undefined) => {
      for (const self of [...scopes].reverse()) places.push({ self, parent })
    }
    const isNew = firstMeeting()
    put(scopes, undefined)
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const { parent, self } = place
      this.add(self.scope, self.optional, parent)
      if (isNew(self)) put(self.dependencies, self.scope)
    }
  }

  /**
   * The requested scopes with their dependencies. Shared dependencies are one object, so the result is no larger than
   * the text.
   */
  scopes(): Either.Either<ReadonlyArray<Scope>, GlobusScopeCycleError> {
    const ordered = this.dependenciesFirst()
    if (Either.isLeft(ordered)) return Either.left(ordered.left)
    const made = new Map<string, ReadonlyArray<Scope>>()
    const scopeOf = (scope: string, optional: boolean): Scope => ({
      scope,
      optional,
      dependencies: made.get(scope) ?? []
    })
    for (const name of ordered.right) {
      made.set(
        name,
        [...(this.dependencies.get(name) ?? [])].map(([other, optional]) => scopeOf(other, optional))
      )
    }
    return Either.right([...this.roots.values()].map(({ optional, scope }) => scopeOf(scope, optional)))
  }

  /** All names in an order in which each name follows its dependencies. */
  private dependenciesFirst(): Either.Either<ReadonlyArray<string>, GlobusScopeCycleError> {
    const done = new Set<string>()
    /** The names from the start of the walk to the current place. */
    const path: Array<string> = []
    /** For each name on the path, the dependencies that are not visited yet. */
    const left = new Map<string, Iterator<string>>()
    const enter = (name: string) => {
      path.push(name)
      left.set(name, (this.dependencies.get(name) ?? new Map<string, boolean>()).keys())
    }
    for (const start of this.dependencies.keys()) {
      if (!done.has(start)) enter(start)
      for (let name = path.at(-1); name !== undefined; name = path.at(-1)) {
        const next = left.get(name)?.next()
        if (next === undefined || next.done === true) {
          path.pop()
          left.delete(name)
          done.add(name)
        } else if (left.has(next.value)) {
          const cycle = path.slice(path.indexOf(next.value))
          return Either.left(
            new GlobusScopeCycleError({
              cycle,
              message: `Scopes depend on each other: ${[...cycle, next.value].join(" -> ")}`
            })
          )
        } else if (!done.has(next.value)) enter(next.value)
      }
    }
    return Either.right([...done])
  }
}

/**
 * Reads a list of scopes, separated by spaces. It accepts any text, and takes time proportional to its length.
 *
 * @since 0.1.0
 * @category conversions
 */
export const parse = (
  text: string
): Either.Either<ReadonlyArray<Scope>, GlobusScopeParseError | GlobusScopeCycleError> => {
  const graph = new Graph()
  /** The scopes whose brackets are open, and whether the brackets are still empty. */
  const open: Array<{ readonly scope: string; isEmpty: boolean }> = []
  let before = ""
  let offset = 0
  const wrong = (message: string) =>
    Either.left(new GlobusScopeParseError({ offset, message: `at ${offset}: ${message}` }))
  for (const [token] of text.matchAll(/[[\]* ]|[^[\]* ]+/g)) {
    if (before === "*" && special.test(token))
      return wrong('a "*" must stand directly before the name of the optional scope')
    if (before === "]" && token !== " " && token !== "]")
      return wrong('a "]" must be followed by a space or another "]"')
    if (token === "[") {
      if (before === "" || special.test(before)) return wrong('a "[" must stand directly after a name')
      open.push({ scope: before, isEmpty: true })
    } else if (token === "]") {
      const closed = open.pop()
      if (closed === undefined) return wrong('this "]" has no matching "["')
      if (closed.isEmpty) return wrong("these brackets are empty: leave them out")
    } else if (!special.test(token)) {
      const parent = open.at(-1)
      if (parent !== undefined) parent.isEmpty = false
      graph.add(token, before === "*", parent?.scope)
    }
    before = token
    offset += token.length
  }
  if (before === "*") return wrong('the name of the optional scope is missing after the "*"')
  if (open.length > 0) return wrong(`${open.length} "[" without a matching "]"`)
  return graph.scopes()
}

/**
 * Reads one scope.
 *
 * @since 0.1.0
 * @category conversions
 */
export const parseOne = (text: string): Either.Either<Scope, GlobusScopeParseError | GlobusScopeCycleError> =>
  Either.flatMap(parse(text), ([scope, ...others]) =>
    scope === undefined || others.length > 0
      ? Either.left(
          new GlobusScopeParseError({
            offset: 0,
            message: `give exactly one scope: the text has ${others.length === 0 ? "none" : others.length + 1}`
          })
        )
      : Either.right(scope)
  )

/**
 * Joins two lists into one. Each scope appears once, with the dependencies of all its places. A scope that is requested
 * as required and as optional stays in both forms. A dependency becomes required if any place requires it.
 *
 * @since 0.1.0
 * @category combinators
 */
export const merge = (
  self: ReadonlyArray<Scope>,
  that: ReadonlyArray<Scope>
): Either.Either<ReadonlyArray<Scope>, GlobusScopeCycleError> => {
  const graph = new Graph()
  graph.addAll([...self, ...that])
  return graph.scopes()
}

/** In characters. Longer than the URL or form of any authorization request. */
const longest = 65_536

/**
 * `once`: writes the dependencies of a name only at its first place. Otherwise undefined means that the text became too
 * long.
 */
const write = (scopes: ReadonlyArray<Scope>, once: boolean): string | undefined => {
  const isNew = firstMeeting()
  let text = ""
  /** The lists whose brackets are open, and how many scopes of each are written. */
  const open = [{ scopes, written: 0 }]
  for (let list = open.at(-1); list !== undefined; list = open.at(-1)) {
    const next = list.scopes[list.written++]
    if (next === undefined) {
      open.pop()
      if (open.length > 0) text += "]"
      continue
    }
    text += `${list.written === 1 ? "" : " "}${next.optional ? "*" : ""}${next.scope}`
    if (!once && text.length > longest) return undefined
    if (next.dependencies.length === 0 || (once && !isNew(next))) continue
    text += "["
    open.push({ scopes: next.dependencies, written: 0 })
  }
  return text
}

/**
 * Writes scopes in the notation that `parse` reads. Shared dependencies are repeated at each scope, as Globus Auth
 * prints them. Such text can grow exponentially with the depth. If it would exceed 65,536 characters, the dependencies
 * of a name are written only at its first place. `parse` reads both forms to the same result.
 *
 * @since 0.1.0
 * @category conversions
 */
export const print = (scopes: Scope | ReadonlyArray<Scope>): string => {
  const list = "scope" in scopes ? [scopes] : scopes
  return write(list, false) ?? write(list, true) ?? ""
}

/**
 * The text of each scope of an option, in their order. Text is kept as it is: Globus Auth checks it.
 *
 * @since 0.1.0
 * @category conversions
 */
export const texts = (scopes: Scopes): ReadonlyArray<string> => {
  const list = typeof scopes === "string" || "scope" in scopes ? [scopes] : scopes
  return list.map((scope) => (typeof scope === "string" ? scope : print(scope)))
}

/**
 * The scopes of an option in one text, as Globus Auth takes them. Fails if there is none, or an empty text among them; `field`
 * is the option's name in that error.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toText = (scopes: Scopes, field = "scopes"): Either.Either<string, GlobusUsageError> => {
  const all = texts(scopes)
  return all.length === 0 || all.some((text) => text.trim() === "")
    ? advise(field, "give at least one scope, and no empty text")
    : Either.right(all.join(" "))
}
