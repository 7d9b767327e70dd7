/** Every deliberate difference from the recordings of all but calls: payloads, errors, URLs, environments, retries, scopes. */
import { urlDifferences } from "./AuthorizeUrlDifferences.js"
import {
  agentDifferences,
  baseUrlDifferences,
  clientInfoDifferences,
  collectionAddressDifferences,
  gcsAddressDifferences,
  headerDifferences,
  serviceDifferences,
  timeoutDifferences,
  verifySslDifferences
} from "./EnvironmentDifferences.js"
import { errorDifferences, formDifferences, networkDifferences } from "./ErrorDifferences.js"
import type { Difference } from "./Judgement.js"
import { payloadDifferences } from "./PayloadDifferences.js"
import { retryDifferences } from "./RetryDifferences.js"
import { clientDifferences, evolverDifferences, joinDifferences } from "./ScopeDifferences.js"

/** By corpus file, without its ending. */
export const recordedDifferences: Readonly<
  Record<string, ReadonlyArray<Pick<Difference<never>, "fields" | "recorded" | "ours" | "why">>>
> = {
  payloads: payloadDifferences,
  errors: [...errorDifferences, ...formDifferences, ...networkDifferences],
  authz_urls: urlDifferences,
  environments: [
    ...baseUrlDifferences,
    ...gcsAddressDifferences,
    ...collectionAddressDifferences,
    ...serviceDifferences,
    ...timeoutDifferences,
    ...verifySslDifferences,
    ...headerDifferences,
    ...agentDifferences,
    ...clientInfoDifferences
  ],
  retry: retryDifferences,
  scopes: [...clientDifferences, ...evolverDifferences, ...joinDifferences]
}
