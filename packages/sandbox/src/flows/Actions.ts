/**
 * The action providers that a sandbox has: the one that says hello, and Transfer's for transfers. Any other URL is out of
 * its reach, and an action there cannot be run.
 *
 * @since 0.1.0
 */
import { TransferData } from "@effect-globus/sdk/transfer/TransferData"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { Collections } from "../transfer/Collections.js"
import * as Submission from "../transfer/Submission.js"
import * as TaskDocument from "../transfer/TaskDocument.js"
import { TaskEngine } from "../transfer/TaskEngine.js"
import { isObject } from "./RunContext.js"

/**
 * There is no action: what the provider says of it.
 *
 * @since 0.1.0
 * @category errors
 */
export class UnableToRun extends Data.TaggedError("UnableToRun")<{
  readonly code: string
  readonly description: string
  /** The error document of the service that refused, if one did. */
  readonly body?: Readonly<Record<string, unknown>>
}> {}

/**
 * An action that has ended.
 *
 * @since 0.1.0
 * @category models
 */
export interface Ended {
  readonly actionId: string
  readonly status: "SUCCEEDED" | "FAILED"
  /** In the provider's own form. */
  readonly details: unknown
}

/**
 * What an action is asked to do, and for whom.
 *
 * @since 0.1.0
 * @category models
 */
export interface Order {
  readonly input: unknown
  /** Identity UUID. */
  readonly ownerId: string
}

interface Provider {
  readonly scope: string
  /** The scope for which the action wants a consent first. */
  readonly consent?: (input: unknown) => string | undefined
  /** Interrupted, it ends the action. */
  readonly run: (order: Order) => Effect.Effect<Ended, UnableToRun, Collections | TaskEngine>
}

const HelloInput = Schema.Struct({
  echo_string: Schema.optional(Schema.String),
  /** Seconds. */
  sleep_time: Schema.optional(Schema.NonNegative),
  required_dependent_scope: Schema.optional(Schema.String)
})

/** The input as the provider has it. */
const understood = <A, I>(schema: Schema.Schema<A, I>, input: unknown): Effect.Effect<A, UnableToRun> =>
  Effect.mapError(Schema.decodeUnknown(schema)(input), (error) => {
    const fields = ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))
    return new UnableToRun({
      code: "RequestValidationError",
      description: `Missing or malformed: ${fields.join(", ")}`
    })
  })

const hello: Provider = {
  scope: "https://auth.globus.org/scopes/actions.globus.org/hello_world",
  consent: (input) =>
    isObject(input) && typeof input["required_dependent_scope"] === "string"
      ? input["required_dependent_scope"]
      : undefined,
  run: ({ input }) =>
    Effect.gen(function* () {
      const { echo_string, sleep_time = 0 } = yield* understood(HelloInput, input)
      yield* Effect.sleep(sleep_time * 1000)
      return {
        actionId: globalThis.crypto.randomUUID(),
        status: "SUCCEEDED",
        details: { Hello: "World", ...(echo_string === undefined ? {} : { hello: echo_string }) }
      }
    })
}

/** A transfer, in the words that the provider had before it took Transfer's own. */
const inTransferWords = (input: unknown): unknown => {
  if (!isObject(input) || !("transfer_items" in input)) return input
  const { destination_endpoint_id, source_endpoint_id, transfer_items, ...more } = input
  return {
    ...more,
    source_endpoint: source_endpoint_id,
    destination_endpoint: destination_endpoint_id,
    DATA: transfer_items
  }
}

const transfer: Provider = {
  scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  run: ({ input, ownerId }) =>
    Effect.gen(function* () {
      const collections = yield* Collections
      const engine = yield* TaskEngine
      const words = inTransferWords(input)
      const document = yield* understood(TransferData, {
        DATA_TYPE: "transfer",
        ...(isObject(words) ? words : {}),
        ...(isObject(words) && Array.isArray(words["DATA"])
          ? {
              DATA: words["DATA"].map((item: unknown) => ({
                DATA_TYPE: "transfer_item",
                ...(isObject(item) ? item : {})
              }))
            }
          : {}),
        submission_id: globalThis.crypto.randomUUID()
      })
      const read = yield* Effect.mapError(
        Submission.transfer(document, collections),
        ({ body, status }) =>
          new UnableToRun({
            code: status === 404 ? "ActionNotFound" : "BadActionRequest",
            description: typeof body["message"] === "string" ? body["message"] : "Transfer refuses this",
            body
          })
      )
      const { _tag, task } = yield* engine.submit({ ownerId, ...read })
      if (_tag === "Conflict") {
        return yield* new UnableToRun({
          code: "ActionConflict",
          description: `Task ${task.id} transfers the same paths and has not ended yet`
        })
      }
      const ended = yield* engine
        .awaitEnd(task.id, ownerId)
        .pipe(Effect.onInterrupt(() => engine.cancel(task.id, ownerId)))
      const now = yield* Clock.currentTimeMillis
      return {
        actionId: task.id,
        status: Option.exists(ended, ({ status }) => status === "SUCCEEDED") ? "SUCCEEDED" : "FAILED",
        details: Option.match(ended, { onNone: () => null, onSome: (task) => TaskDocument.document(task, now) })
      }
    })
}

/** By URL without its last slash. Both have had several. */
const providers: ReadonlyMap<string, Provider> = new Map([
  ["https://actions.globus.org/hello_world", hello],
  ["https://actions.automate.globus.org/hello_world", hello],
  ["https://transfer.actions.globus.org/transfer", transfer],
  ["https://actions.globus.org/transfer/transfer", transfer],
  ["https://actions.automate.globus.org/transfer/transfer", transfer]
])

const find = (url: string): Provider | undefined => providers.get(url.replace(/\/$/, ""))

/**
 * The scope that a provider asks for, if the sandbox has the provider.
 *
 * @since 0.1.0
 * @category getters
 */
export const scopeOf = (url: string): string | undefined => find(url)?.scope

/**
 * The scope for which an action wants its owner's consent before it runs.
 *
 * @since 0.1.0
 * @category getters
 */
export const consentOf = (url: string, input: unknown): string | undefined => find(url)?.consent?.(input)

/**
 * Runs an action to its end.
 *
 * @since 0.1.0
 * @category running
 */
export const run = (url: string, order: Order): Effect.Effect<Ended, UnableToRun, Collections | TaskEngine> =>
  find(url)?.run(order) ??
  Effect.fail(
    new UnableToRun({ code: "NotImplemented", description: `The sandbox does not imitate the action provider ${url}` })
  )
