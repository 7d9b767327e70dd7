/** What a successful call returned matches the sandbox: files, bytes, tasks, identities. */
import type { SubmittedTask } from "@effect-globus/sandbox/Options"
import type { Claim, Entry, TaskShown } from "../Claim.js"
import type { Law } from "./Law.js"

const key = ({ name, size, type }: Entry): string => `${type} ${name} ${size ?? ""}`

/** A listing must contain each entry that existed all the time, once, and no entry that never existed. */
const listing = ({ after, before, paged, told }: Extract<Claim, { _tag: "Listing" }>): ReadonlyArray<string> => {
  const [shown, earlier, later] = [told, before, after].map((entries) => new Set(entries.map(key)))
  const wrong = told.map(key).filter((entry) => !earlier?.has(entry) && !later?.has(entry))
  const isStill = before.length === after.length && before.every((entry) => later?.has(key(entry)))
  const stayed = paged && !isStill ? [] : before.map(key).filter((entry) => later?.has(entry))
  const missing = stayed.filter((entry) => !shown?.has(entry))
  const isTwice = told.length !== shown?.size && (isStill || !paged)
  return [
    ...wrong.map((entry) => `${entry} does not exist`),
    ...missing.map((entry) => `${entry} is missing`),
    ...(isTwice ? ["an entry comes twice"] : [])
  ]
}

/** Whether the shown status is one that the task had between the call and the answer. */
const shownRight = (
  { id, label, status, type }: TaskShown,
  truth: SubmittedTask | undefined,
  { end, start }: { readonly start: number; readonly end: number }
): ReadonlyArray<string> => {
  if (truth === undefined) return [`task ${id} does not exist`]
  const ended = truth.completionTime ?? Infinity
  const possible = status === "ACTIVE" ? ended >= start : status === truth.status && ended <= end
  return [
    ...(possible ? [] : [`task ${id} was shown as ${status}, but is ${truth.status} since ${ended}`]),
    ...(label === truth.label ? [] : [`task ${id} was shown with the label ${label}, but has ${truth.label}`]),
    ...(type === truth.type ? [] : [`task ${id} was shown as ${type}, but is ${truth.type}`])
  ]
}

export const rightAnswers: Law = {
  name: "no wrong answer",
  violations: ({ claims, tasks }) => {
    const byId = new Map(tasks.map((task) => [task.id, task]))

    const taskList = ({ end, ownerId, prefix, start, told }: Extract<Claim, { _tag: "TaskList" }>) => {
      const shown = new Set(told.map(({ id }) => id))
      const own = tasks.filter((task) => task.ownerId === ownerId && task.label?.startsWith(prefix) === true)
      const missing = own.filter(({ id, requestTime }) => requestTime < start && !shown.has(id))
      const foreign = told.filter(({ id }) => !own.some((task) => task.id === id && task.requestTime <= end))
      return [
        ...missing.map(({ id }) => `task ${id} is missing`),
        ...foreign.map(({ id }) => `task ${id} is none of them`),
        ...(shown.size === told.length ? [] : ["a task comes twice"]),
        ...told.flatMap((task) => shownRight(task, byId.get(task.id), { start, end }))
      ]
    }

    const wrong = (claim: Claim): ReadonlyArray<string> => {
      switch (claim._tag) {
        case "Fact":
          return claim.told === claim.truth
            ? []
            : [`${claim.about}: the answer was ${claim.told}, the truth is ${claim.truth}`]
        case "Listing":
          return listing(claim).map((fault) => `${claim.path}: ${fault}`)
        case "Task":
          return shownRight(claim.told, byId.get(claim.told.id), claim)
        case "TaskList":
          return taskList(claim)
        case "Canceled": {
          const ended = byId.get(claim.taskId)?.completionTime ?? Infinity
          return ended <= claim.end ? [] : [`task ${claim.taskId} was canceled, but continued`]
        }
      }
    }

    return claims.flatMap((claim) => wrong(claim).map((fault) => `call ${claim.call}: ${fault}`))
  }
}
