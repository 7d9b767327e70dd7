/**
 * Where our client deliberately does something else than the Python SDK of authz_urls.json: which recordings, what we do,
 * and why. A row checks what the client did instead, so that it excuses that and nothing more.
 */
import { isDeepStrictEqual } from "node:util"
import { isOpenHttp } from "./EnvironmentDifferences.js"
import type { Difference } from "./Judgement.js"

type Pairs = ReadonlyArray<ReadonlyArray<string>>

interface HeldUrl {
  readonly client: { readonly base_url?: string | undefined }
  readonly startFlow: { readonly redirect_uri?: string | undefined }
  /** The field that our client refuses. */
  readonly refused: string | undefined
  /** `query_params` of the call. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly recorded: Pairs
  readonly ours: Pairs
}

/** Of authorization URLs. */
export const urlDifferences: ReadonlyArray<Difference<HeldUrl>> = [
  {
    fields: ["query"],
    recorded: "a list or None among query_params, sent as Python prints it: `['a', 'b']`, `None`",
    ours: "a parameter is a text, a number or a boolean, and the types refuse the rest",
    why: "what Python prints means nothing to Globus Auth",
    holds: ({ ours, parameters, recorded }) => {
      const printed = Object.keys(parameters).filter((name) => typeof parameters[name] === "object")
      return (
        printed.length > 0 &&
        isDeepStrictEqual(
          recorded.filter(([name = ""]) => !printed.includes(name)),
          ours
        )
      )
    }
  },
  {
    fields: ["refused"],
    recorded: "a redirect URI with a fragment, or that is no absolute URL",
    ours: "it is refused",
    why: "RFC 6749, section 3.1.2, has neither",
    holds: ({ refused, startFlow: { redirect_uri = "" } }) =>
      refused === "redirect_uri" && (redirect_uri.includes("#") || !URL.canParse(redirect_uri))
  },
  {
    fields: ["refused"],
    recorded: "a base URL of http, elsewhere than on this machine",
    ours: "it is refused",
    why: "codes and secrets are sent to it",
    holds: ({ client, refused }) => isOpenHttp(client.base_url) && refused === "baseUrl"
  }
]
