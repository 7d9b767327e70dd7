/**
 * Each task that the client was told of exists and ends. It succeeds unless it was canceled. The sandbox has no task
 * that nobody asked for.
 */
import type { Law } from "./Law.js"

export const lostTasks: Law = {
  name: "no lost task",
  violations: ({ journal, submissions, tasks }) => {
    const byId = new Map(tasks.map((task) => [task.id, task]))
    const labels = new Map(submissions.map((submission) => [submission.label, submission]))
    const lost = submissions.flatMap(({ label, ownerId, submissionId, told }) =>
      told.flatMap((id) => {
        const task = byId.get(id)
        if (task === undefined) return [`${label}: the client was told of task ${id}, which does not exist`]
        if (task.label !== label || task.ownerId !== ownerId) {
          return [`${label}: the client was told of task ${id}, which is ${task.label} of ${task.ownerId}`]
        }
        return submissionId === undefined || task.submissionId === submissionId
          ? []
          : [`${label}: submitted as ${submissionId}, but the client was told of task ${id} of ${task.submissionId}`]
      })
    )
    const endless = tasks
      .filter(({ status }) => status === "ACTIVE")
      .map(({ id, label }) => `${label}: task ${id} has not ended`)
    const canceled = new Set(
      journal.flatMap(({ operation, path }) => (operation === "cancelTask" ? [path.split("/").at(-2)] : []))
    )
    const failed = tasks
      .filter(({ id, status }) => status === "FAILED" && !canceled.has(id))
      .map(({ id, label }) => `${label}: task ${id} failed, and nobody canceled it`)
    const foreign = tasks
      .filter(({ label, ownerId }) => labels.get(label ?? "")?.ownerId !== ownerId)
      .map(({ id, label }) => `task ${id}, ${label}: nobody asked for it`)
    return [...lost, ...endless, ...failed, ...foreign]
  }
}
