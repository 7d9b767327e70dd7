/**
 * Runs other programs, to their end or until a scope closes. No program outlives its scope: it gets SIGTERM, and
 * SIGKILL if it does not end. Errors are one sentence, and never show the environment.
 */
import * as Command from "@effect/platform/Command"
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** A program to run. */
export interface Program {
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** All its variables: none are inherited. */
  readonly environment: Readonly<Record<string, string>>
  readonly directory?: string | undefined
  /** Default: empty, so that a program that asks a question does not wait for an answer. */
  readonly input?: string | undefined
}

/** How a program ended. */
export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A program was not found, could not be started, was killed, or took too long. */
export class SubprocessError extends Data.TaggedError("SubprocessError")<{
  readonly reason: "NotFound" | "Failed" | "TimedOut"
  readonly message: string
}> {}

const fromPlatform =
  (program: Program) =>
  (error: PlatformError.PlatformError): SubprocessError =>
    error._tag === "SystemError" && error.reason === "NotFound"
      ? new SubprocessError({ reason: "NotFound", message: `There is no ${program.command}` })
      : new SubprocessError({ reason: "Failed", message: `${program.command}: ${error.message}` })

/** How long a program may take to end after SIGTERM. */
const grace = Duration.seconds(2)

/** Interruptible, although finalizers are not: the program may not end. */
const end = (process: CommandExecutor.Process): Effect.Effect<void> =>
  process.kill("SIGTERM").pipe(
    Effect.interruptible,
    Effect.timeoutFail({ duration: grace, onTimeout: () => "It does not end" as const }),
    Effect.catchAll(() => process.kill("SIGKILL")),
    Effect.ignore,
    Effect.whenEffect(Effect.orElseSucceed(process.isRunning, () => false)),
    Effect.asVoid
  )

/** Starts a program. It ends with the scope, together with its process group. */
export const start = (
  program: Program
): Effect.Effect<CommandExecutor.Process, SubprocessError, CommandExecutor.CommandExecutor | Scope.Scope> =>
  Effect.uninterruptible(
    Command.make(program.command, ...program.args).pipe(
      Command.env(program.environment, { extendEnv: false }),
      Command.feed(program.input ?? ""),
      program.directory === undefined ? (same) => same : Command.workingDirectory(program.directory),
      Command.start,
      Effect.tap((process) => Effect.addFinalizer(() => end(process))),
      Effect.mapError(fromPlatform(program))
    )
  )

const text = (stream: Stream.Stream<Uint8Array, PlatformError.PlatformError>) =>
  Stream.mkString(Stream.decodeText(stream))

/** Runs a program to its end, whatever its exit code. */
export const run = (
  program: Program,
  limit: Duration.DurationInput
): Effect.Effect<Outcome, SubprocessError, CommandExecutor.CommandExecutor> =>
  Effect.flatMap(start(program), (process) =>
    Effect.mapError(
      Effect.all(
        { exitCode: process.exitCode, stdout: text(process.stdout), stderr: text(process.stderr) },
        { concurrency: "unbounded" }
      ),
      fromPlatform(program)
    )
  ).pipe(
    Effect.scoped,
    Effect.timeoutFail({
      duration: limit,
      onTimeout: () =>
        new SubprocessError({
          reason: "TimedOut",
          message: `${program.command} has not ended in ${Duration.format(Duration.decode(limit))}`
        })
    })
  )
