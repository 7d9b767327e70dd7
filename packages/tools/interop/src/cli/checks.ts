/**
 * All checks of the CLI. Some look at the list of all tasks, so these run one after the other, and nothing else submits
 * tasks meanwhile. The others are independent.
 */
import type { Check } from "../Check.js"
import type { Bench } from "./Bench.js"
import { bookmarkChecks } from "./bookmarkChecks.js"
import { collectionChecks, directoryChecks, listingChecks } from "./fileChecks.js"
import { flowChecks } from "./flowChecks.js"
import { groupChecks } from "./groupChecks.js"
import { guestChecks } from "./guestChecks.js"
import { identityChecks, logoutChecks } from "./identityChecks.js"
import { searchChecks } from "./searchChecks.js"
import { deletionChecks, transferChecks } from "./taskChecks.js"
import { timerChecks } from "./timerChecks.js"

export interface Checks {
  /** Before all others: the first command creates the CLI's store, and two at once would conflict. */
  readonly first: ReadonlyArray<Check>
  readonly withTasks: ReadonlyArray<Check>
  /** May run at the same time. */
  readonly withoutTasks: ReadonlyArray<Check>
  /** After all others. */
  readonly last: ReadonlyArray<Check>
}

export const all = (bench: Bench): Checks => ({
  first: identityChecks(bench),
  withTasks: [...transferChecks(bench), ...deletionChecks(bench), ...timerChecks(bench)],
  withoutTasks: [
    ...collectionChecks(bench),
    ...listingChecks(bench),
    ...directoryChecks(bench),
    ...bookmarkChecks(bench),
    ...guestChecks(bench),
    ...groupChecks(bench),
    ...searchChecks(bench),
    ...flowChecks(bench)
  ],
  last: logoutChecks(bench)
})
