/** Pieces of work that become tasks: transfers files, compares them, deletes them again, and cancels some tasks. */
import type { GlobusError } from "@effect-globus/sdk/GlobusError"
import type { CallOptions } from "@effect-globus/sdk/Operation"
import * as DeleteData from "@effect-globus/sdk/transfer/DeleteData"
import type { Task } from "@effect-globus/sdk/transfer/Task"
import type { SubmissionResult } from "@effect-globus/sdk/transfer/TransferApi"
import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { join } from "node:path"
import type { TaskShown } from "../Claim.js"
import * as Dice from "../Dice.js"
import * as Disk from "../Disk.js"
import type { Answered, Worker } from "./Worker.js"

const shown = (task: Task): TaskShown => ({
  id: task.task_id,
  type: task.type ?? undefined,
  label: task.label ?? undefined,
  status: task.status
})

/**
 * The share of submissions for which the pipeline asks for an id itself, and repeats the submission until it is
 * answered.
 */
const persistentShare = 0.6
const tries = 3

/**
 * Submits until an answer names a task. If the client gets the submission id itself, there is only one try, since a
 * second one would be another piece of work.
 */
const submit = (
  worker: Worker,
  operation: "submitTransfer" | "submitDelete",
  label: string,
  send: (
    submission: { readonly submission_id?: string },
    options: CallOptions
  ) => Effect.Effect<SubmissionResult, GlobusError>
) =>
  Effect.gen(function* () {
    const { ownerId, transfer } = worker.principal
    const isPersistent = worker.roll("persistent") < persistentShare
    let submissionId: string | undefined
    if (isPersistent) {
      const id = yield* worker.call("getSubmissionId", (options) => transfer.getSubmissionId(undefined, options))
      if (Option.isNone(id)) return Option.none<string>()
      submissionId = id.value.value.value
    }
    const told = yield* worker.recorder.submission({ label, ownerId, submissionId })
    for (let tried = 0; tried < (isPersistent ? tries : 1); tried++) {
      const answer = yield* worker.call(operation, (options) =>
        send(submissionId === undefined ? {} : { submission_id: submissionId }, options)
      )
      if (Option.isNone(answer)) continue
      const { submission_id, task_id } = answer.value.value
      yield* told(task_id)
      if (submissionId !== undefined) {
        yield* worker.claim({
          _tag: "Fact",
          call: answer.value.call,
          about: `the submission id of ${label}`,
          told: submission_id ?? "",
          truth: submissionId
        })
      }
      return Option.some(task_id)
    }
    return Option.none<string>()
  })

const claimTask = (worker: Worker, { call, end, start, value }: Answered<Task>) =>
  worker.claim({ _tag: "Task", call, told: shown(value), start, end })

/** The final document of the task, if the client got it. */
const wait = (worker: Worker, task_id: string) =>
  Effect.gen(function* () {
    const { transfer } = worker.principal
    const answer =
      worker.roll("wait") < 0.8
        ? yield* worker.call(
            "taskWait",
            () => transfer.taskWait({ task_id }, { pollingInterval: "1 second", timeout: "8 seconds" }),
            false
          )
        : yield* worker.call(
            "taskProgress",
            () =>
              transfer
                .taskProgress({ task_id }, { pollingInterval: "1 second" })
                .pipe(Stream.runLast, Effect.map(Option.getOrThrow)),
            false
          )
    if (Option.isNone(answer)) return Option.none<{ readonly call: string; readonly status: string }>()
    yield* claimTask(worker, answer.value)
    const { call, value } = answer.value
    const told = value.status === "ACTIVE" ? "is active" : "has ended"
    yield* worker.claim({ _tag: "Fact", call, about: `task ${task_id}, waited for`, told, truth: "has ended" })
    return Option.some({ call, status: value.status })
  })

/** Looks at tasks with every operation that shows them. */
const look = (worker: Worker, task_id: string) =>
  Effect.gen(function* () {
    const { ownerId, transfer } = worker.principal
    const prefix = `${worker.name}-`
    const filter = { label: `~${prefix}*` }
    const task = yield* worker.call("getTask", (options) => transfer.getTask({ task_id }, options))
    if (Option.isSome(task)) yield* claimTask(worker, task.value)
    yield* worker.call("taskEventList", (options) => transfer.taskEventList({ task_id }, options))
    const tasks =
      worker.roll("list") < 0.5
        ? yield* worker.call("taskList", (options) =>
            Effect.map(transfer.taskList({ filter, limit: 1000 }, options), ({ DATA }) => DATA)
          )
        : yield* worker.call("taskListStream", (options) =>
            transfer
              .taskListStream({ filter, limit: 2, orderby: "request_time ASC" }, options)
              .pipe(Stream.runCollect, Effect.map(Chunk.toReadonlyArray))
          )
    if (Option.isNone(tasks)) return
    const { call, end, start, value } = tasks.value
    yield* worker.claim({ _tag: "TaskList", call, ownerId, prefix, told: value.map(shown), start, end })
  })

const newLabel = (worker: Worker) => `${worker.name}-${worker.roll("label").toString(36).slice(2)}`

/** Transfers a few files, compares the copies, looks at the tasks, and deletes the copies. */
export const moveFiles = (worker: Worker) =>
  Effect.gen(function* () {
    const { directory, principal } = worker
    const { archive, instrument } = worker.collections
    const label = newLabel(worker)
    const files = worker.files
      .slice(Dice.below(worker.roll("first"), worker.files.length - 1), -1)
      .slice(0, 3)
      .map((name) => ({ from: `${directory}/${name}`, to: `${directory}/${label}-${name}` }))
    const empty = TransferData.make({
      source_endpoint: instrument.id,
      destination_endpoint: archive.id,
      label,
      verify_checksum: worker.roll("verify") < 0.5
    })
    const document = files.reduce((data, { from, to }) => TransferData.addItem(from, to)(data), empty)
    const task = yield* submit(worker, "submitTransfer", label, (submission, options) =>
      principal.transfer.submitTransfer({ ...document, ...submission }, options)
    )
    if (Option.isNone(task)) return
    const ended = yield* wait(worker, task.value)
    if (Option.isSome(ended) && ended.value.status === "SUCCEEDED") {
      for (const { from, to } of files) {
        yield* worker.claim({
          _tag: "Fact",
          call: ended.value.call,
          about: `SHA-256 of ${to}`,
          told: Disk.checksum(join(instrument.root, from)),
          truth: Disk.checksum(join(archive.root, to))
        })
      }
    }
    yield* look(worker, task.value)

    const removal = newLabel(worker)
    const nothing = DeleteData.make({ endpoint: archive.id, label: removal, ignore_missing: true })
    const deletion = files.reduce((data, { to }) => DeleteData.addItem(to)(data), nothing)
    const deleting = yield* submit(worker, "submitDelete", removal, (submission, options) =>
      principal.transfer.submitDelete({ ...deletion, ...submission }, options)
    )
    if (Option.isNone(deleting)) return
    const deleted = yield* wait(worker, deleting.value)
    if (Option.isNone(ended) || Option.isNone(deleted) || deleted.value.status !== "SUCCEEDED") return
    for (const { to } of files) {
      const truth = Disk.kind(join(archive.root, to))
      yield* worker.claim({ _tag: "Fact", call: deleted.value.call, about: `${to}, deleted`, told: "nothing", truth })
    }
  })

/** Starts a long transfer and cancels it. */
export const cancelTransfer = (worker: Worker) =>
  Effect.gen(function* () {
    const { directory, principal } = worker
    const { archive, instrument } = worker.collections
    const label = newLabel(worker)
    const large = worker.files[worker.files.length - 1] ?? ""
    const document = TransferData.addItem(
      `${directory}/${large}`,
      `${directory}/${label}-${large}`
    )(TransferData.make({ source_endpoint: instrument.id, destination_endpoint: archive.id, label }))
    const task = yield* submit(worker, "submitTransfer", label, (submission, options) =>
      principal.transfer.submitTransfer({ ...document, ...submission }, options)
    )
    if (Option.isNone(task)) return
    const canceled = yield* worker.call("cancelTask", (options) =>
      principal.transfer.cancelTask({ task_id: task.value }, options)
    )
    if (Option.isSome(canceled)) {
      const { call, end } = canceled.value
      yield* worker.claim({ _tag: "Canceled", call, taskId: task.value, end })
    }
    yield* look(worker, task.value)
  })
