/**
 * Scopes as Globus Auth writes them: names, each perhaps optional (`*name`), with the scopes that it depends on in
 * brackets (`name[other *another]`).
 *
 * A name means the same wherever it stands: what it depends on in one place it depends on everywhere. So scopes that are
 * read or merged come out with the dependencies of all places, required where one place requires them.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/developer-guide/#scopes-and-consent
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { errorClass } from "./internal/wire/errorClass.js"

/**
 * A scope.
 *
 * @since 0.1.0
 * @category models
 */
export interface Scope {
  readonly scope: string
  /** People may consent to the rest without it. */
  readonly optional: boolean
  readonly dependencies: ReadonlyArray<Scope>
}

/**
 * The text is no list of scopes: correct it at `offset`.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusScopeParseError extends errorClass<GlobusScopeParseError>()("GlobusScopeParseError", {
  /** Where in the text, in UTF-16 code units from its beginning. */
  offset: Schema.Number,
  /** What is wrong there, and what may stand there. */
  message: Schema.String
}) {}

/**
 * A scope depends on itself, perhaps by way of others. Globus Auth refuses such scopes: drop one of the dependencies.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusScopeCycleError extends errorClass<GlobusScopeCycleError>()("GlobusScopeCycleError", {
  /** The names along the way: each depends on the next, and the last on the first. */
  cycle: Schema.Array(Schema.String),
  /** The cycle, for people. */
  message: Schema.String
}) {}

const special = /[[\]* ]/

/**
 * A scope from its name alone. Fails for a name that has one of the characters of the notation in it: `parse` reads those.
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
          message: 'a name holds no "[", "]", "*" or space: use parse for the notation'
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
 * The same scope with further ones that it depends on. They are added as they are: `merge` makes one of two of the same
 * name, and finds cycles.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withDependencies = (self: Scope, dependencies: ReadonlyArray<Scope>): Scope => ({
  ...self,
  dependencies: [...self.dependencies, ...dependencies]
})

/** Whether a name is met for the first time with a list of dependencies: two scopes may have one object for theirs. */
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

/** What scopes say: which are asked for, in both forms, and which name depends on which others. */
class Graph {
  /** The names that are asked for, as required and as optional ones, in their order. */
  private readonly roots = new Map<string, { readonly scope: string; readonly optional: boolean }>()
  /** Of each name those that it depends on, and whether all places say that it is optional. */
  private readonly dependencies = new Map<string, Map<string, boolean>>()

  /** `parent`: what depends on it; undefined: it is asked for itself. */
  add(scope: string, optional: boolean, parent: string | undefined): void {
    if (!this.dependencies.has(scope)) this.dependencies.set(scope, new Map())
    if (parent === undefined) this.roots.set(`${optional ? "*" : ""}${scope}`, { scope, optional })
    else {
      const others = this.dependencies.get(parent)
      others?.set(scope, optional && others.get(scope) !== false)
    }
  }

  /** All of a list of scopes. What two depend on may be one object in both: it is looked at once. */
  addAll(scopes: ReadonlyArray<Scope>): void {
    /** Those that are still to be gone to, the next one last: no recursion, as scopes may be as deep as a text is long. */
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

  /** The scopes that are asked for. What two depend on is one object in both, so they are no longer than the text. */
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

  /** The names in an order in which each comes after those that it depends on. */
  private dependenciesFirst(): Either.Either<ReadonlyArray<string>, GlobusScopeCycleError> {
    const done = new Set<string>()
    /** From a start to where the walk is. */
    const path: Array<string> = []
    /** Of each name on the path those that are still to be gone to. */
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
 * Reads a list of scopes, separated by spaces. Total over any text, in time that grows as the text does.
 *
 * @since 0.1.0
 * @category conversions
 */
export const parse = (
  text: string
): Either.Either<ReadonlyArray<Scope>, GlobusScopeParseError | GlobusScopeCycleError> => {
  const graph = new Graph()
  /** The scopes whose brackets are open, and whether there is one in them yet. */
  const open: Array<{ readonly scope: string; isEmpty: boolean }> = []
  let before = ""
  let offset = 0
  const wrong = (message: string) =>
    Either.left(new GlobusScopeParseError({ offset, message: `at ${offset}: ${message}` }))
  for (const [token] of text.matchAll(/[[\]* ]|[^[\]* ]+/g)) {
    if (before === "*" && special.test(token)) return wrong('a "*" stands directly before the name that is optional')
    if (before === "]" && token !== " " && token !== "]") return wrong('a "]" is followed by a space or another "]"')
    if (token === "[") {
      if (before === "" || special.test(before)) return wrong('a "[" stands directly behind a name')
      open.push({ scope: before, isEmpty: true })
    } else if (token === "]") {
      const closed = open.pop()
      if (closed === undefined) return wrong('there is no "[" for this "]"')
      if (closed.isEmpty) return wrong("there is no scope in these brackets: leave them out")
    } else if (!special.test(token)) {
      const parent = open.at(-1)
      if (parent !== undefined) parent.isEmpty = false
      graph.add(token, before === "*", parent?.scope)
    }
    before = token
    offset += token.length
  }
  if (before === "*") return wrong('the name that is optional is missing behind the "*"')
  if (open.length > 0) return wrong(`there is no "]" for ${open.length} of the "["`)
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
            message: `one scope is to be read, and there are ${others.length === 0 ? "none" : others.length + 1}`
          })
        )
      : Either.right(scope)
  )

/**
 * One list of two: each scope once, with the dependencies that it has anywhere. A scope that is asked for as a required
 * and as an optional one stays in both forms; a dependency is required where one place requires it.
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

/** In characters. No address or form of an authorization is so long. */
const longest = 65_536

/** `once`: what a name depends on is written where it stands first. Else undefined is for a text that is too long. */
const write = (scopes: ReadonlyArray<Scope>, once: boolean): string | undefined => {
  const isNew = firstMeeting()
  let text = ""
  /** The lists whose brackets are open, and how much of each is written. */
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
 * Writes scopes as `parse` reads them. What many depend on is written at each of them, as Globus Auth prints it. That can
 * grow as a power of the depth: where it would be longer than 65,536 characters, what a name depends on is written once,
 * where the name stands first. `parse` makes the same of both.
 *
 * @since 0.1.0
 * @category conversions
 */
export const print = (scopes: Scope | ReadonlyArray<Scope>): string => {
  const list = "scope" in scopes ? [scopes] : scopes
  return write(list, false) ?? write(list, true) ?? ""
}
