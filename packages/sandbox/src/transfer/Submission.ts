/**
 * Submissions, read: a document becomes a job, or is refused with what is wrong with it, before there is a task.
 *
 * @since 0.1.0
 */
import type { DeleteData } from "@effect-globus/sdk/transfer/DeleteData"
import type { TransferData, TransferItem } from "@effect-globus/sdk/transfer/TransferData"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { isUuid } from "../auth/Directory.js"
import type { Failure } from "../Failure.js"
import * as CollectionPath from "./CollectionPath.js"
import type { Collections } from "./Collections.js"
import { timeOf } from "./Filter.js"
import type { Checksum, DeleteJob, TransferJob } from "./Job.js"
import { badRequest } from "./Refusal.js"

const algorithms = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]

const labelProblem = (label: string | null | undefined): string | undefined => {
  if (label == null) return undefined
  if (Array.from(label).length > 128) return "A label has at most 128 characters"
  if (/[\r\n]/.test(label)) return "A label has no line breaks"
  return label === label.trim() ? undefined : "A label neither begins nor ends with a blank"
}

const submissionIdOf = (id: string | undefined, resource: string): Effect.Effect<string, Failure> =>
  id === undefined
    ? badRequest("The document has no submission_id: ask for one first", resource)
    : isUuid(id)
      ? Effect.succeed(id)
      : badRequest(`The submission_id '${id}' is no UUID`, resource)

/**
 * Refuses a label that is none.
 *
 * @since 0.1.0
 * @category validation
 */
export const checkLabel = (label: string | null | undefined, resource: string): Effect.Effect<void, Failure> => {
  const problem = labelProblem(label)
  return problem === undefined ? Effect.void : badRequest(problem, resource)
}

/**
 * A deadline in milliseconds since 1970, undefined when none is asked for. It must be in the future.
 *
 * @since 0.1.0
 * @category parsing
 */
export const deadlineOf = (
  text: string | null | undefined,
  resource: string
): Effect.Effect<number | undefined, Failure> =>
  Effect.gen(function* () {
    if (text == null) return undefined
    const deadline = timeOf(text)
    const now = yield* Clock.currentTimeMillis
    if (deadline > now) return deadline
    return yield* badRequest(
      Number.isNaN(deadline) ? `The deadline '${text}' is no ISO 8601 time` : `The deadline '${text}' has passed`,
      resource
    )
  })

const collectionOf = (collections: Collections.Service, id: string | undefined, member: string, resource: string) =>
  id === undefined ? badRequest(`The document has no ${member}`, resource) : collections.get(id)

const pathOf = (text: string, resource: string): Effect.Effect<CollectionPath.Segments, Failure> =>
  Either.match(CollectionPath.parse(text), {
    onLeft: (problem) => badRequest(problem, resource),
    onRight: ({ segments }) => Effect.succeed(segments)
  })

const checksumOf = (item: TransferItem, resource: string): Effect.Effect<Checksum | undefined, Failure> => {
  if (item.external_checksum == null) return Effect.succeed(undefined)
  const algorithm = (item.checksum_algorithm ?? "md5").toLowerCase().replace("-", "")
  return algorithms.includes(algorithm)
    ? Effect.succeed({ algorithm, value: item.external_checksum.toLowerCase() })
    : badRequest(`The checksum_algorithm '${item.checksum_algorithm}' is none of ${algorithms.join(", ")}`, resource)
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Submission<Job> {
  readonly submissionId: string
  readonly job: Job
}

/**
 * Reads a transfer document. Fails with Transfer's 400, or 404 for a collection there is not.
 *
 * @since 0.1.0
 * @category constructors
 */
export const transfer = (
  document: TransferData,
  collections: Collections.Service
): Effect.Effect<Submission<TransferJob>, Failure> =>
  Effect.gen(function* () {
    const resource = "/transfer"
    const submissionId = yield* submissionIdOf(document.submission_id, resource)
    yield* checkLabel(document.label, resource)
    const items = document.DATA ?? []
    if (items.length === 0) {
      return yield* badRequest(
        "There is nothing in DATA: a transfer needs one item or more",
        resource,
        "ClientError.BadRequest.NoTransferItems"
      )
    }
    const deadline = yield* deadlineOf(document.deadline, resource)
    const source = yield* collectionOf(collections, document.source_endpoint, "source_endpoint", resource)
    const destination = yield* collectionOf(
      collections,
      document.destination_endpoint,
      "destination_endpoint",
      resource
    )
    const read = yield* Effect.forEach(items, (item) =>
      Effect.all({
        source: pathOf(item.source_path, resource),
        destination: pathOf(item.destination_path, resource),
        isLink: Effect.succeed(item.DATA_TYPE === "transfer_symlink_item"),
        recursive: Effect.succeed(item.recursive ?? undefined),
        checksum: checksumOf(item, resource)
      })
    )
    return { submissionId, job: { _tag: "Transfer", source, destination, items: read, deadline, document } }
  })

/**
 * Reads a delete document. Fails with Transfer's 400, or 404 for a collection there is not.
 *
 * @since 0.1.0
 * @category constructors
 */
export const deletion = (
  document: DeleteData,
  collections: Collections.Service
): Effect.Effect<Submission<DeleteJob>, Failure> =>
  Effect.gen(function* () {
    const resource = "/delete"
    const submissionId = yield* submissionIdOf(document.submission_id, resource)
    yield* checkLabel(document.label, resource)
    const items = document.DATA ?? []
    if (items.length === 0) {
      return yield* badRequest("There is nothing in DATA: a deletion needs one item or more", resource)
    }
    const deadline = yield* deadlineOf(document.deadline, resource)
    const source = yield* collectionOf(collections, document.endpoint, "endpoint", resource)
    const paths = yield* Effect.forEach(items, ({ path }) => pathOf(path, resource))
    return { submissionId, job: { _tag: "Delete", source, paths, deadline, document } }
  })
