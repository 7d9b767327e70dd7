/**
 * What a definition must be before anything is made of it. A guess: Globus checks more, and in other words.
 *
 * @since 0.1.0
 */
import type { FlowDefinition, FlowState } from "@effect-globus/sdk/flows/Flow"
import * as Either from "effect/Either"
import type { Flaw } from "../ErrorDocument.js"
import * as Actions from "./Actions.js"
import { isObject, parsePath } from "./RunContext.js"

const types: ReadonlySet<string> = new Set(["Action", "Choice", "ExpressionEval", "Fail", "Pass", "Wait"])

const waits = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]

/** The states that may come after one, with the place where each is named. */
const successors = (state: FlowState): ReadonlyArray<readonly [way: ReadonlyArray<PropertyKey>, name: unknown]> => [
  ...(state.Next == null ? [] : [[["Next"], state.Next] as const]),
  ...(state.Default == null ? [] : [[["Default"], state.Default] as const]),
  ...(state.Choices ?? []).map((rule, index) => [["Choices", index, "Next"], rule["Next"]] as const),
  ...(state.Catch ?? []).map(({ Next }, index) => [["Catch", index, "Next"], Next] as const)
]

const problems = (state: FlowState): ReadonlyArray<string> => {
  if (!types.has(state.Type)) return [`There is no state of type '${state.Type}'`]
  const found: Array<string> = []
  if (state.Type === "Choice") {
    if ((state.Choices ?? []).length === 0) found.push("A state of type 'Choice' needs Choices")
  } else if (state.Type !== "Fail" && (state.Next == null) === (state.End !== true)) {
    found.push(`A state of type '${state.Type}' either ends the run ("End": true) or names the state that is Next`)
  }
  if (state.Type === "Action") {
    if (state.ActionUrl == null) found.push("A state of type 'Action' needs an ActionUrl")
    if ((state.Parameters == null) === (state.InputPath == null)) {
      found.push("A state of type 'Action' needs either Parameters or an InputPath")
    }
  }
  if (state.Type === "Wait" && waits.filter((name) => state[name] != null).length !== 1) {
    found.push(`A state of type 'Wait' needs one of ${waits.join(", ")}`)
  }
  for (const path of [state.InputPath, state.ResultPath]) {
    if (path != null && Either.isLeft(parsePath(path))) found.push(`The path ${path} is not understood`)
  }
  return found
}

/**
 * What is wrong with a definition; nothing when it can be run.
 *
 * @since 0.1.0
 * @category validation
 */
export const check = ({ StartAt, States }: FlowDefinition): ReadonlyArray<Flaw> => {
  const knows = (name: unknown) => typeof name === "string" && Object.hasOwn(States, name)
  return [
    ...(knows(StartAt)
      ? []
      : [{ loc: ["body", "definition", "StartAt"], msg: `There is no state '${StartAt}' to start at` }]),
    ...Object.entries(States).flatMap(([name, state]) => {
      const loc = ["body", "definition", "States", name]
      return [
        ...problems(state).map((msg) => ({ loc, msg })),
        ...successors(state)
          .filter(([, next]) => !knows(next))
          .map(([way, next]) => ({ loc: [...loc, ...way], msg: `There is no state '${String(next)}'` }))
      ]
    })
  ]
}

/**
 * The scopes that its actions need, each once. Of an action that is not known here, the one that it names itself.
 *
 * @since 0.1.0
 * @category getters
 */
export const scopes = ({ States }: FlowDefinition): ReadonlyArray<string> => [
  ...new Set(
    Object.values(States)
      .filter((state) => isObject(state) && state.Type === "Action")
      .flatMap(({ ActionScope, ActionUrl }) => ActionScope ?? Actions.scopeOf(ActionUrl ?? "") ?? [])
  )
]

/**
 * Whether any state calls an action: such a flow takes the flow's own scope to run.
 *
 * @since 0.1.0
 * @category predicates
 */
export const hasActions = ({ States }: FlowDefinition): boolean =>
  Object.values(States).some(({ Type }) => Type === "Action")
