/**
 * Runs that get nowhere until a person has done something.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../AuthRequirements.js"
import { asIs, errorClass, maybe } from "../internal/wire/errorClass.js"
import { Run } from "./Run.js"

/**
 * The run is `INACTIVE`: it is not over, and cannot go on without a person. `runWait` fails with it, unless its `onInactive`
 * is `"wait"`. `message` says what to do; then call `resumeRun`, and wait for it again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRunBlocked extends errorClass<GlobusRunBlocked>()("GlobusRunBlocked", {
  /** The run as it was last seen. */
  run: asIs(Run),
  /** What a new authorization must ask for, before the run is resumed. Undefined if the run does not say so. */
  requirements: maybe(AuthRequirements.AuthRequirements),
  /** Which run, and what a person must do. */
  message: Schema.String
}) {}

const advice = ({ blocking_web_input_id, details }: Run, isToLogIn: boolean): string => {
  if (typeof blocking_web_input_id === "string") {
    return `answer its web input ${blocking_web_input_id}, by respondToWebInput or in the web app`
  }
  const why = typeof details?.description === "string" ? `${details.description}: ` : ""
  return isToLogIn
    ? `${why}let its owner log in with this error's requirements, then call resumeRun`
    : `${why}see what it waits for in its details, then call resumeRun, or end it with cancelRun`
}

/**
 * Why a run cannot go on by itself; undefined when it can, or is over.
 *
 * @since 0.1.0
 * @category combinators
 */
export const blocked = (run: Run): GlobusRunBlocked | undefined => {
  if (run.status !== "INACTIVE") return undefined
  const requirements = AuthRequirements.fromDocument(run.details)
  return new GlobusRunBlocked({
    run,
    requirements,
    message: `Run ${run.run_id} is INACTIVE and waits for a person: ${advice(run, requirements !== undefined)}`
  })
}
