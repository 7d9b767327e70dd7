/**
 * Where our scopes are deliberately others than the Python SDK's of scopes.json: which recordings, what we do, and why. A
 * row checks what ours did instead, so that it excuses that and nothing more.
 */
import { someId } from "./Clients.js"
import type { Difference } from "./Judgement.js"

/** Of resource servers and default scopes. */
export const clientDifferences: ReadonlyArray<
  Difference<{ readonly name: string; readonly ours: { readonly resourceServer: string | null } }>
> = [
  {
    fields: ["resourceServer"],
    recorded: "a client without resource server",
    ours: "every client is one service's, and asks for that one's token",
    why: "Python's BaseClient is made to be inherited from; here `request` of a client is for what is not declared",
    holds: ({ name, ours }) => name === "BaseClient" && ours.resourceServer === "transfer.api.globus.org"
  },
  {
    fields: ["resourceServer"],
    recorded: "a manager's client, which asks the manager for the id of its endpoint",
    ours: "the id is an option, and `getGcsInfo` tells it",
    why: "nothing is sent to make a client",
    holds: ({ name, ours }) => name === "GCSClient" && ours.resourceServer === someId
  }
]

/** Of scopes that are built from others. */
export const evolverDifferences: ReadonlyArray<
  Difference<{ readonly call: string; readonly error: string | undefined; readonly ours: string | undefined }>
> = [
  {
    fields: ["serialized"],
    recorded: "a TypeError for a dependency that is a text",
    ours: "the types refuse it",
    why: "`Scope.make` and `Scope.parseOne` make a scope of a text, and say what is wrong with one that is none",
    holds: ({ call, error, ours }) =>
      error === "TypeError" && /\.with_dependenc(y|ies)\(.*'/.test(call) && ours === undefined
  }
]

const isEmpty = (text: string) => text.trim() === ""

/** Of scopes that are joined into one text, to be asked for. */
export const joinDifferences: ReadonlyArray<
  Difference<{ readonly list: ReadonlyArray<string>; readonly ours: string | undefined }>
> = [
  {
    fields: ["serialized"],
    recorded: "a text that is empty, or blank, taken for scopes",
    ours: "it is refused",
    why: "it asks for nothing, and Globus Auth would refuse the login that it becomes",
    holds: ({ list, ours }) => ours === undefined && (list.length === 0 || list.some(isEmpty))
  }
]
