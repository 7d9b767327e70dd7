/** All laws, in the order of the report. */
import { believedFaults } from "./believedFaults.js"
import { boundedTokenRequests } from "./boundedTokenRequests.js"
import { deservedErrors } from "./deservedErrors.js"
import { doubleSubmissions } from "./doubleSubmissions.js"
import type { Law } from "./Law.js"
import { loggedSecrets } from "./loggedSecrets.js"
import { lostTasks } from "./lostTasks.js"
import { ownTokens } from "./ownTokens.js"
import { repeatedCalls } from "./repeatedCalls.js"
import { rightAnswers } from "./rightAnswers.js"
import { singleFlight } from "./singleFlight.js"
import { soundSandbox } from "./soundSandbox.js"
import { storedFirst } from "./storedFirst.js"
import { timelyTokenRequests } from "./timelyTokenRequests.js"
import { typedErrors } from "./typedErrors.js"

export const laws: ReadonlyArray<Law> = [
  rightAnswers,
  believedFaults,
  lostTasks,
  doubleSubmissions,
  repeatedCalls,
  singleFlight,
  timelyTokenRequests,
  boundedTokenRequests,
  storedFirst,
  ownTokens,
  typedErrors,
  deservedErrors,
  loggedSecrets,
  soundSandbox
]
