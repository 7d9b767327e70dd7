/** A submission id makes at most one task, and so does a piece of work, whatever happened to its calls. */
import type { SubmittedTask } from "@effect-globus/sandbox/Options"
import type { Law } from "./Law.js"

const several = (tasks: ReadonlyArray<SubmittedTask>, by: (task: SubmittedTask) => string): ReadonlyArray<string> => {
  const groups = new Map<string, ReadonlyArray<string>>()
  for (const task of tasks) groups.set(by(task), [...(groups.get(by(task)) ?? []), task.id])
  return [...groups].flatMap(([key, ids]) => (ids.length > 1 ? [`${key}: the tasks ${ids.join(", ")}`] : []))
}

export const doubleSubmissions: Law = {
  name: "no double submission",
  violations: ({ submissions, tasks }) => [
    ...several(tasks, ({ ownerId, submissionId }) => `submission ${submissionId} of ${ownerId}`),
    ...several(tasks, ({ label, ownerId }) => `${label} of ${ownerId}`),
    ...submissions.flatMap(({ label, told }) =>
      new Set(told).size > 1 ? [`${label}: the client was told of several tasks: ${told.join(", ")}`] : []
    )
  ]
}
