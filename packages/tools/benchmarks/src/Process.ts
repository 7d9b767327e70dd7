/**
 * Processes of the benchmark: plain Node, started within a scope, spoken to by messages. One that ends before it is told
 * to has failed, whatever it was doing.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

/** A contender, or the server, did not do its work: there is nothing to measure. */
export class ProcessFailed extends Data.TaggedError("ProcessFailed")<{
  readonly name: string
  readonly message: string
}> {}

export interface Process {
  /** Sends a message and waits for the answer to it. */
  readonly ask: <A>(message: object, isAnswer: (answer: unknown) => answer is A) => Effect.Effect<A, ProcessFailed>
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** The next message, of the kind that is waited for. */
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

/** A process lets its parent go by itself; one that does not is killed. */
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
      // No loader or condition of the parent's goes along: a process runs what a user's does.
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
