/**
 * The processes of the benchmark: plain Node, started in a scope, controlled by messages. A process that ends by itself
 * has failed.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

/** A contender or the server failed, so there is no measurement. */
export class ProcessFailed extends Data.TaggedError("ProcessFailed")<{
  readonly name: string
  readonly message: string
}> {}

export interface Process {
  /** Sends a message and waits for its answer. */
  readonly ask: <A>(message: object, isAnswer: (answer: unknown) => answer is A) => Effect.Effect<A, ProcessFailed>
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Waits for the next message of the expected kind. */
const answer = <A>(
  name: string,
  child: ChildProcess,
  isAnswer: (answer: unknown) => answer is A
): Effect.Effect<A, ProcessFailed> =>
  Effect.async((resume) => {
    const failed = (message: string) => Effect.fail(new ProcessFailed({ name, message: `${name}: ${message}` }))
    const settle = (outcome: Effect.Effect<A, ProcessFailed>) => {
      stopListening()
      resume(outcome)
    }
    const onMessage = (message: unknown) =>
      settle(isAnswer(message) ? Effect.succeed(message) : failed(`it said ${JSON.stringify(message)}`))
    const onExit = () => settle(failed(`its process ended by itself (${child.exitCode ?? child.signalCode})`))
    const stopListening = () => {
      child.off("message", onMessage)
      child.off("exit", onExit)
    }
    child.once("message", onMessage)
    child.once("exit", onExit)
    if (hasEnded(child)) onExit()
    return Effect.sync(stopListening)
  })

const ended = (child: ChildProcess): Effect.Effect<void> =>
  Effect.async((resume) => {
    if (hasEnded(child)) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
  })

/** Disconnects a process, so that it ends. A process that does not end is killed. */
const stop = (child: ChildProcess): Effect.Effect<void> =>
  Effect.sync(() => {
    if (child.connected) child.disconnect()
  }).pipe(
    Effect.zipRight(ended(child)),
    Effect.timeoutOption("5 seconds"),
    Effect.zipRight(Effect.sync(() => child.kill("SIGKILL")))
  )

/** Starts a program, and waits for its first message. */
export const start = <A>(
  name: string,
  program: URL,
  args: ReadonlyArray<string>,
  isFirst: (message: unknown) => message is A
): Effect.Effect<readonly [Process, A], ProcessFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      // Without the loaders and conditions of the parent, so that it runs the same code as a user's process.
      Effect.sync(() => fork(fileURLToPath(program), [...args], { execArgv: [] })),
      stop
    )
    const first = yield* answer(name, child, isFirst)
    const ask: Process["ask"] = (message, isAnswer) =>
      Effect.suspend(() => {
        if (child.connected) child.send(message)
        return answer(name, child, isAnswer)
      })
    return [{ ask }, first] as const
  })
