/** The work of a worker: scenes in a random order. */
import type { Sandbox } from "@effect-globus/sandbox/Sandbox"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Dice from "../Dice.js"
import * as Files from "./Files.js"
import * as Identities from "./Identities.js"
import * as Transfers from "./Transfers.js"
import type { Worker } from "./Worker.js"

type Scene = (worker: Worker, sandbox: Sandbox.Service) => Effect.Effect<void>

const scenes: ReadonlyArray<{ readonly weight: number; readonly play: Scene }> = [
  { weight: 4, play: (worker) => Files.list(worker, worker.collections.instrument) },
  { weight: 4, play: (worker) => Files.listPages(worker, worker.collections.archive) },
  { weight: 4, play: Files.stat },
  { weight: 4, play: Files.makeDirectory },
  { weight: 3, play: Transfers.moveFiles },
  { weight: 1.5, play: Transfers.cancelTransfer },
  { weight: 4, play: Identities.whoAmI },
  { weight: 4, play: Identities.whoAreThey },
  { weight: 2, play: Identities.whatIsThere }
]

const next: Scene = (worker, sandbox) => Dice.pick(worker.roll("scene"), scenes)?.play(worker, sandbox) ?? Effect.void

/** A defect in a scene means that an answer did not match its type. It is recorded, so that the laws see it. */
const broken = (worker: Worker, defect: unknown) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    worker.recorder.call({
      id: `${worker.name}-broken`,
      principal: worker.principal.name,
      operation: "pipeline",
      traced: false,
      start: now,
      end: now,
      outcome: { _tag: "Died", cause: Cause.pretty(Cause.die(defect)) }
    })
  )

/** Plays scenes until the time is up. */
export const run = (worker: Worker, sandbox: Sandbox.Service): Effect.Effect<void> =>
  Effect.whileLoop({
    while: () => !worker.isOver(),
    body: () => Effect.catchAllDefect(next(worker, sandbox), (defect) => broken(worker, defect)),
    step: () => {}
  })
