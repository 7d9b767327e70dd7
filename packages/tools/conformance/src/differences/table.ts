/** The one table of deliberate differences from the Python SDK. The first rule that excuses a mismatch is the one reported. */
import { answers } from "./answers.js"
import type { Difference } from "./Difference.js"
import { environments } from "./environments.js"
import { errors } from "./errors.js"
import { lists } from "./lists.js"
import { payloads } from "./payloads.js"
import { pythonOnly } from "./pythonOnly.js"
import { refusals } from "./refusals.js"
import { repetition } from "./repetition.js"
import { requests } from "./requests.js"
import { requirements } from "./requirements.js"
import { retries } from "./retries.js"
import { scopes } from "./scopes.js"

export const differences: ReadonlyArray<Difference> = [
  ...pythonOnly,
  ...refusals,
  ...requests,
  ...repetition,
  ...lists,
  ...answers,
  ...payloads,
  ...errors,
  ...requirements,
  ...environments,
  ...retries,
  ...scopes
]
