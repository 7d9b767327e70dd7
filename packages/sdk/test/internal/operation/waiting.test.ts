import { describe, expect, it } from "@effect/vitest"
import { Context, Data, Duration, Effect, Exit, Fiber, Layer, Logger, Ref, TestClock } from "effect"
import { Authorization } from "../../../src/Authorization.js"
import * as FlowsClient from "../../../src/flows/FlowsClient.js"
import * as SearchClient from "../../../src/search/SearchClient.js"
import * as TransferClient from "../../../src/transfer/TransferClient.js"
import type { WaitOptions } from "../../../src/Wait.js"
import { failure, json, script, type Script, settle, tokens } from "../../script.js"
import { onlyLogger } from "../../onlyLogger.js"

type Options = WaitOptions<unknown, Refused, Note> & {
  readonly onInactive?: "fail" | "wait"
  readonly cancelOnInterrupt?: boolean
}

class Refused extends Data.TaggedError("Refused")<Record<never, never>> {}

class Note extends Context.Tag("Note")<Note, Ref.Ref<ReadonlyArray<unknown>>>() {}

/** A wait of a client, and the documents of what it waits for. */
interface Subject {
  readonly wait: (service: Script, options?: Options) => Effect.Effect<unknown, unknown, Note>
  readonly document: (state: string) => object
  readonly going: string
  readonly over: ReadonlyArray<string>
  readonly look: string
  readonly timedOut: string
  /** None: the service has no such call. */
  readonly cancel: string | undefined
  readonly blocked: string | undefined
}

const surroundings = (service: Script) =>
  Layer.merge(Layer.succeed(Authorization, tokens("Bearer t").service), service.layer)

const subjects: Readonly<Record<string, Subject>> = {
  taskWait: {
    wait: (service, options) =>
      TransferClient.make().pipe(
        // The answer to a submission, as it is.
        Effect.flatMap(({ taskWait }) =>
          taskWait(Object.assign({ task_id: "x" }, { DATA_TYPE: "transfer_result", code: "Accepted" }), options)
        ),
        Effect.provide(surroundings(service))
      ),
    document: (status) => ({ task_id: "x", status }),
    going: "ACTIVE",
    over: ["SUCCEEDED", "FAILED"],
    look: "GET /v0.10/task/x",
    timedOut: "GlobusTaskWaitTimeout",
    cancel: "POST /v0.10/task/x/cancel",
    blocked: "GlobusTaskBlocked"
  },
  runWait: {
    wait: (service, options) =>
      FlowsClient.make().pipe(
        Effect.flatMap(({ runWait }) => runWait(Object.assign({ run_id: "x" }, { status: "ACTIVE" }), options)),
        Effect.provide(surroundings(service))
      ),
    document: (status) => ({ run_id: "x", status }),
    going: "ACTIVE",
    over: ["SUCCEEDED", "FAILED", "ENDED"],
    look: "GET /runs/x",
    timedOut: "GlobusWaitTimeout",
    cancel: "POST /runs/x/cancel",
    blocked: "GlobusRunBlocked"
  },
  searchTaskWait: {
    wait: (service, options) =>
      SearchClient.make().pipe(
        Effect.flatMap(({ searchTaskWait }) =>
          searchTaskWait(Object.assign({ task_id: "x" }, { acknowledged: true }), options)
        ),
        Effect.provide(surroundings(service))
      ),
    document: (state) => ({ task_id: "x", state }),
    going: "PROGRESS",
    over: ["SUCCESS", "FAILED"],
    look: "GET /v1/task/x",
    timedOut: "GlobusWaitTimeout",
    cancel: undefined,
    blocked: undefined
  }
}

const asked = ({ requests }: Script) => requests.map(({ method, url }) => `${method} ${url.pathname}`)

/** Runs it, and gives the lines of its log as well. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      lines.push(`${logLevel.label} ${String(message)}`)
    })
    return Effect.map(Effect.provide(effect, onlyLogger(logger)), (value) => [value, lines] as const)
  })

for (const [name, subject] of Object.entries(subjects)) {
  const { blocked, cancel, document, going, look, over, timedOut } = subject
  const wait = (service: Script, options?: Options) =>
    Effect.provideServiceEffect(subject.wait(service, options), Note, Ref.make<ReadonlyArray<unknown>>([]))

  describe(name, () => {
    it.effect("takes the answer of what began it, and waits until it is over", () =>
      Effect.gen(function* () {
        for (const state of over) {
          const service = script(json(document(going)), json(document(going)), json(document(state)))
          expect(yield* yield* settle(wait(service, { pollingInterval: "30 seconds" }))).toEqual(document(state))
          expect(asked(service)).toEqual([look, look, look])
          expect(service.times.map((time) => time - (service.times[0] ?? 0))).toEqual([0, 30_000, 60_000])
        }
      })
    )

    it.effect("tells of each document, with what the program has for that", () =>
      Effect.gen(function* () {
        const service = script(json(document(going)), json(document(over[0] ?? "")))
        const note = yield* Ref.make<ReadonlyArray<unknown>>([])
        yield* yield* settle(
          subject
            .wait(service, {
              onProgress: (seen) => Effect.flatMap(Note, (note) => Ref.update(note, (all) => [...all, seen]))
            })
            .pipe(Effect.provideService(Note, note))
        )
        expect(yield* note).toEqual([document(going), document(over[0] ?? "")])
        const error = yield* failure(wait(script(json(document(going))), { onProgress: () => new Refused() }))
        expect(error).toEqual(new Refused())
      })
    )

    it.effect("fails when the time is up, and says what it was then", () =>
      Effect.gen(function* () {
        const error = yield* failure(wait(script(json(document(going))), { timeout: "15 seconds" }))
        expect(error).toMatchObject({ _tag: timedOut, timeout: Duration.seconds(15) })
        expect(String(error)).toContain(`x is still ${going} after 15s`)
      })
    )

    it.effect("that is interrupted leaves it alone, and says in the log that it goes on", () =>
      Effect.gen(function* () {
        const service = script(json(document(going)))
        const fiber = yield* Effect.fork(wait(service))
        yield* TestClock.adjust("1 second")
        const [exit] = yield* Effect.all([Fiber.interrupt(fiber)])
        expect(Exit.isInterrupted(exit)).toBe(true)
        expect(asked(service)).toEqual([look])
        const [, lines] = yield* logged(
          Effect.flatMap(Effect.fork(wait(service)), (fiber) =>
            Effect.zipRight(TestClock.adjust("1 second"), Fiber.interrupt(fiber))
          )
        )
        expect(lines).toEqual([expect.stringMatching(/^INFO .* x goes on: only the wait for it was interrupted$/)])
      })
    )

    if (cancel !== undefined) {
      it.effect("cancels it when it is interrupted, where that is wanted", () =>
        Effect.gen(function* () {
          const service = script(json(document(going)))
          const [, lines] = yield* logged(
            Effect.flatMap(Effect.fork(wait(service, { cancelOnInterrupt: true })), (fiber) =>
              Effect.zipRight(TestClock.adjust("1 second"), Fiber.interrupt(fiber))
            )
          )
          expect(asked(service)).toEqual([look, cancel])
          expect(lines).toEqual([expect.stringMatching(/^INFO .* x is canceled/)])
        })
      )

      it.effect("says in the log when it could not be canceled", () =>
        Effect.gen(function* () {
          const service = script(json(document(going)), json({ code: "Conflict" }, 409))
          const [, lines] = yield* logged(
            Effect.flatMap(Effect.fork(wait(service, { cancelOnInterrupt: true })), (fiber) =>
              Effect.zipRight(TestClock.adjust("1 second"), Fiber.interrupt(fiber))
            )
          )
          expect(lines).toEqual([expect.stringMatching(/^WARN .* x goes on: it could not be canceled/)])
        })
      )
    }

    it.effect("cancels nothing that is over, or that fails by itself", () =>
      Effect.gen(function* () {
        const ended = script(json(document(over[0] ?? "")))
        const [, lines] = yield* logged(wait(ended, { cancelOnInterrupt: true }))
        const failed = script(json({ code: "NotFound" }, 404))
        yield* Effect.flip(wait(failed, { cancelOnInterrupt: true }))
        expect([lines, asked(ended), asked(failed)]).toEqual([[], [look], [look]])
      })
    )

    if (blocked !== undefined) {
      it.effect("fails at once when it waits for a person, after it has told of that", () =>
        Effect.gen(function* () {
          const service = script(json(document(going)), json(document("INACTIVE")))
          const told: Array<unknown> = []
          const error = yield* failure(
            wait(service, { cancelOnInterrupt: true, onProgress: (seen) => Effect.sync(() => told.push(seen)) })
          )
          expect(error).toMatchObject({
            _tag: blocked,
            message: expect.stringContaining("x is INACTIVE and waits for a person")
          })
          expect(told).toEqual([document(going), document("INACTIVE")])
          expect(asked(service)).toEqual([look, look])
        })
      )

      it.effect("waits for the person where that is wanted", () =>
        Effect.gen(function* () {
          const service = script(json(document("INACTIVE")), json(document("INACTIVE")), json(document("FAILED")))
          expect(yield* yield* settle(wait(service, { onInactive: "wait" }))).toEqual(document("FAILED"))
          const error = yield* failure(
            wait(script(json(document("INACTIVE"))), { onInactive: "wait", timeout: "1 minute" })
          )
          expect(error).toMatchObject({ _tag: timedOut })
        })
      )
    }
  })
}
