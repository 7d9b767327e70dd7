/**
 * Runs that cannot continue without user action.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../AuthRequirements.js"
import { asIs, errorClass, maybe } from "../internal/wire/errorClass.js"
import { Run } from "./Run.js"

/**
 * The run is `INACTIVE`: it has not ended, but cannot continue by itself. `runWait` fails with this error, unless its
 * `onInactive` is `"wait"`. `message` says what to do. After that, call `resumeRun` and wait for the run again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRunBlocked extends errorClass<GlobusRunBlocked>()("GlobusRunBlocked", {
  /** The last document of the run. */
  run: asIs(Run),
  /** What a new login must ask for before the run is resumed. Undefined if the run does not name any. */
  requirements: maybe(AuthRequirements.AuthRequirements),
  /** Which run, and what a person must do. */
  message: Schema.String
}) {}

const advice = ({ blocking_web_input_id, details }: Run, isToLogIn: boolean): string => {
  if (typeof blocking_web_input_id === "string") {
    return `answer its web input ${blocking_web_input_id} with respondToWebInput or in the web app`
  }
  const why = typeof details?.description === "string" ? `${details.description}: ` : ""
  return isToLogIn
    ? `${why}let its owner log in with the requirements of this error, then call resumeRun`
    : `${why}see its details for what it waits for, then call resumeRun, or end it with cancelRun`
}

/**
 * Why a run cannot continue by itself. Undefined if it can, or has ended.
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
