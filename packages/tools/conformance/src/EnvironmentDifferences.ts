/**
 * Where our client deliberately does something else than the Python SDK of environments.json: which recordings, what we do,
 * and why. A row checks what the client did instead, so that it excuses that and nothing more.
 */
import type { Difference } from "./Judgement.js"

/** Who listens between here and there reads along. */
export const isOpenHttp = (url: string | undefined): boolean =>
  url?.startsWith("http:") === true && !/^http:\/\/(localhost|127\.|\[::1\])/.test(url)

/** Of base URLs. */
export const baseUrlDifferences: ReadonlyArray<
  Difference<{
    readonly env: Readonly<Record<string, string>>
    readonly environment: string | undefined
    readonly message?: string | undefined
    readonly value?: string | undefined
    readonly ours: string | undefined
  }>
> = [
  {
    fields: ["address"],
    recorded: "an environment argument that is empty",
    ours: "it is refused",
    why: "the types have no such environment, and a mistake is better told than sent to another deployment",
    holds: ({ environment, ours }) => environment === "" && ours === undefined
  },
  {
    fields: ["address"],
    recorded: "a base URL of http, elsewhere than on this machine",
    ours: "it is refused",
    why: "tokens are sent to it",
    holds: ({ ours, value }) => isOpenHttp(value) && ours === undefined
  },
  {
    fields: ["address"],
    recorded: "a client without service and base URL",
    ours: "every client is one service's, and has its address",
    why: "Python's BaseClient is made to be inherited from; here `request` of a client is for what is not declared",
    holds: ({ env, message, ours }) =>
      Object.keys(env).length === 0 &&
      message?.startsWith("Unable to resolve base_url") === true &&
      ours === "https://transfer.api.globus.org"
  }
]

/** Of addresses that a caller gives without `https://` as well. */
type GivenAddress = Difference<{ readonly given: string; readonly ours: string | undefined }>

const openAddress: GivenAddress = {
  fields: ["address"],
  recorded: "a URL of http, elsewhere than on this machine, behind https://",
  ours: "it is refused",
  why: "tokens are sent to it, and a host named http there is not",
  holds: ({ given, ours }) => isOpenHttp(given) && ours === undefined
}

/** Of the addresses of Globus Connect Server's managers. */
export const gcsAddressDifferences: ReadonlyArray<GivenAddress> = [
  openAddress,
  {
    fields: ["address"],
    recorded: "a DNS name with /api behind it, and another /api behind that",
    ours: "one /api is enough, as it is behind a URL",
    why: "there is nothing at the other address",
    holds: ({ given, ours }) => /^[^:]+\/api\/?$/.test(given) && ours === `https://${given.replace(/\/$/, "")}`
  }
]

/** Of the addresses of collections. */
export const collectionAddressDifferences: ReadonlyArray<GivenAddress> = [openAddress]

/** Of services. */
export const serviceDifferences: ReadonlyArray<Difference<{ readonly name: string }>> = [
  {
    fields: ["address"],
    recorded: "the addresses of nexus and of actions",
    ours: "they are not known",
    why: "no client calls them, of Python's neither: Nexus was before Groups, and each action provider has its own address",
    holds: ({ name }) => name === "nexus" || name === "actions"
  }
]

/** Of `GLOBUS_SDK_HTTP_TIMEOUT`. */
export const timeoutDifferences: ReadonlyArray<
  Difference<{ readonly value?: number | null | undefined; readonly ours: number | string | null }>
> = [
  {
    fields: ["timeout"],
    recorded: "a timeout of zero",
    ours: "it is refused",
    why: "a deadline of zero lets no answer through",
    holds: ({ ours, value }) => value === 0 && ours === "refused"
  }
]

/** Of `GLOBUS_SDK_VERIFY_SSL`. */
export const verifySslDifferences: ReadonlyArray<
  Difference<{
    readonly env: string | null
    readonly value?: boolean | string | undefined
    readonly ours: boolean | string
  }>
> = [
  {
    fields: ["verified"],
    recorded: "an empty variable, which Python refuses",
    ours: "it is an unset one, and certificates are checked",
    why: "it is so for every other variable",
    holds: ({ env, ours, value }) => env === "" && value === undefined && ours === true
  },
  {
    fields: ["verified"],
    recorded: "a no, or a file of certificates",
    ours: "the client is refused",
    why: "TLS is the HttpClient layer's: nobody is left with checks on who turned them off, or off who named a file",
    holds: ({ ours, value }) => (value === false || typeof value === "string") && ours === "refused"
  }
]

const ownAgent = /^effect-globus\/\d+\.\d+\.\d+/
const ownProduct = /^product=effect-globus,version=\d+\.\d+\.\d+/
const pythonProduct = /^product=python-sdk,version=[^;]+/

/** Of the headers of every call. */
export const headerDifferences: ReadonlyArray<
  Difference<{ readonly name: string; readonly value: string; readonly ours: string | undefined }>
> = [
  {
    fields: ["header"],
    recorded: "User-Agent and X-Globus-Client-Info with the SDK's name and version",
    ours: "they name effect-globus and its version",
    why: "Globus can tell who calls",
    holds: ({ name, ours = "" }) =>
      (name === "User-Agent" && ownAgent.test(ours)) || (name === "X-Globus-Client-Info" && ownProduct.test(ours))
  }
]

/** Of an application's own name. */
export const agentDifferences: ReadonlyArray<
  Difference<{
    readonly recorded: string
    readonly product: string
    readonly agent: string | undefined
    readonly info: string | undefined
  }>
> = [
  {
    fields: ["agent"],
    recorded: "an application's name in User-Agent",
    ours: "it stands with its version among the products of X-Globus-Client-Info",
    why: "one option for both would say everything twice",
    holds: ({ agent = "", info, product, recorded }) =>
      /^globus-sdk-py-[^/]+\/./.test(recorded) &&
      ownAgent.test(agent) &&
      info?.endsWith(`;product=${product},version=1`) === true
  }
]

/** Of the products in X-Globus-Client-Info. */
export const clientInfoDifferences: ReadonlyArray<
  Difference<{
    readonly ok: boolean
    readonly header: string | null
    readonly message?: string | undefined
    readonly ours: string | null | undefined
  }>
> = [
  {
    fields: ["header"],
    recorded: "products after the SDK's own",
    ours: "the first is effect-globus, and the others follow",
    why: "Globus can tell who calls",
    holds: ({ header, ours }) =>
      header !== null &&
      typeof ours === "string" &&
      pythonProduct.test(header) &&
      ownProduct.test(ours) &&
      header.replace(pythonProduct, "") === ours.replace(ownProduct, "")
  },
  {
    fields: ["header"],
    recorded: "an item without members, or no header at all",
    ours: "effect-globus is named, and nothing is empty",
    why: "products have a name and a version, and our own is always said",
    holds: ({ header, ours }) =>
      (header === null || /^product=python-sdk,version=[^;]+;$/.test(header)) &&
      typeof ours === "string" &&
      ours.replace(ownProduct, "") === ""
  },
  {
    fields: ["refused"],
    recorded: "a key that can not stand in the header",
    ours: "there are no other keys than product and version",
    why: "every product has a name and a version, and nothing else",
    holds: ({ message, ours }) =>
      /'[^']*: .*'$/.test(message ?? "") &&
      !/'(product|version): /.test(message ?? "") &&
      typeof ours === "string" &&
      ours.replace(ownProduct, "") === ""
  }
]
