/**
 * The page "Coming from the Python SDK": each method of Python's clients beside ours. It is written from the list of methods
 * and from our declarations.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import * as Sdk from "@effect-globus/sdk"
import * as ScopeDocument from "@effect-globus/sdk/auth/ScopeDocument"
import * as Run from "@effect-globus/sdk/flows/Run"
import * as GroupPolicies from "@effect-globus/sdk/groups/GroupPolicies"
import * as TimerJob from "@effect-globus/sdk/timers/TimerJob"
import * as Argument from "./Argument.js"
import * as Call from "./Call.js"
import { camelCase, clients, specimens } from "./Clients.js"
import type { Method } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import * as Methods from "./Methods.js"
import * as Payloads from "./Payloads.js"
import * as Verdict from "./Verdict.js"

/** Where the page is in the tree. */
export const file = path.resolve(fileURLToPath(import.meta.url), "../../../../sdk/docs/coming-from-the-python-sdk.md")

/** What stands for methods of Python that are no calls here, by class and method. `*` is every class. */
const instead: ReadonlyMap<string, string> = new Map([
  ["*.oauth2_get_authorize_url", "`authorizeUrl` of the flow that `oauth2StartFlow` gives"],
  ["*.oauth2_start_flow", "`oauth2StartFlow`: the flow is a value, which the exchange takes"],
  ["BaseClient.add_app_scope", "an authorizer's layer is made with its scopes"],
  ["BaseClient.attach_globus_app", "a client's layer is provided with an authorizer's"],
  ["BaseClient.close", "what a layer opened it closes with its scope"],
  ["GCSClient.get_gcs_collection_scopes", "`Scopes.gcsCollectionScopes(collection_id)`"],
  ["GCSClient.get_gcs_endpoint_scopes", "`Scopes.gcsEndpointScopes(endpoint_id)`"],
  ["SpecificFlowClient.add_app_transfer_data_access_scope", "`Scopes.specificFlowWithDataAccess`"],
  ["TimersClient.add_app_flow_user_scope", "`Scopes.timersWithFlows`"],
  ["TimersClient.add_app_transfer_data_access_scope", "`Scopes.timersWithDataAccess`"],
  ["TransferClient.add_app_data_access_scope", "`Scopes.transferWithDataAccess`"]
])

/** What Python has beside its clients, and what stands for it here. */
const beside: ReadonlyArray<readonly [python: string, here: string]> = [
  ["`AccessTokenAuthorizer`", "`AccessTokenAuthorizer.layer`"],
  ["`RefreshTokenAuthorizer`", "`RefreshTokenAuthorizer.layer`, with an `onRefresh` of the same meaning"],
  ["`ClientCredentialsAuthorizer`", "`ClientCredentialsAuthorizer.layer`"],
  ["`BasicAuthorizer`, `NullAuthorizer`", "`BasicAuthorizer.layer`, `NullAuthorizer.layer`"],
  [
    "`client.paginated.operation_ls(…)`",
    "`operationLsStream(…)` gives items, `operationLsPages(…)` pages; each page has the arguments that ask for the next"
  ],
  [
    "`task_wait`, which gives false when the time is up",
    "`taskWait`, which fails with `GlobusTaskWaitTimeout` then, and with `GlobusTaskBlocked` at once when the task waits for a person; `runWait` of `FlowsClient`, `searchTaskWait` of `SearchClient`, and `Wait.waitUntil` for anything else"
  ],
  ["`response.http_status`, `.headers`", "`withResponse.operationLs(…)` gives `{ status, headers, value }`"],
  ["`client.get(path, …)`, `.post`, `.put`, …", "`request({ method, path, … })`"],
  [
    "`GlobusAPIError` and its subclasses",
    "the tagged errors of `GlobusError`; [README](../README.md#errors) has what to do about each"
  ],
  ["`err.info.authorization_parameters`, `GARE`", "`requirements` of an error, and the module `AuthRequirements`"],
  ["`Scope`, `ScopeParser`, `scopes.TransferScopes` …", "`Scope`, `Scopes`"],
  ["`ConsentForest`", "`auth/ConsentForest`"],
  ["`IdentityMap`", "`auth/IdentityMap`"],
  ["`GroupsManager`", "builders of `groups/BatchMembershipActions`, for `batchMembershipAction`"],
  ["`GCSCollectionClient`, `GCSDownloader`", "`collections/GCSCollectionClient`: `download` and `upload` are streams"],
  ["`transport.RetryConfig`", "`ClientOptions.retry`, a `Schedule`; `Retry`"],
  ["`MISSING`", "a field that is not given"],
  ["`GlobusSDKUsageError`, `ValidationError`", "`GlobusUsageError`, whose `field` says which argument"]
]

const absent: ReadonlyArray<readonly [python: string, why: string]> = [
  [
    "`GlobusApp`, `UserApp`, `ClientApp`",
    "what they join is separate here: a login client, an authorizer's layer, a client's layer. Whole apps with stored logins are a later part."
  ],
  [
    "`globus_sdk.token_storage`",
    "tokens go into `RefreshTokenAuthorizer.layer`, and new ones come out by its `onRefresh`; stores in Python's formats are a later part."
  ],
  [
    "`globus_sdk.login_flows`",
    "`oauth2StartFlow` has the URL and takes the code; a local server for it belongs to the later part about apps."
  ],
  [
    "`LocalGlobusConnectPersonal`, `LocalGlobusConnectServer`",
    "they read files of a machine on which Globus Connect runs, without any request."
  ]
]

/** The SDK's modules: those of its index, and the documents of `Payloads.ts` that have no builder. */
const modules: Readonly<Record<string, object>> = { ...Sdk, GroupPolicies, Run, ScopeDocument, TimerJob }

/** The names of a value that the SDK exports, such as `TransferData.make`. */
const namesOf = (value: unknown): ReadonlyArray<string> =>
  Object.entries(modules).flatMap(([module, members]) =>
    Object.entries(members).flatMap(([name, member]) => (member === value ? [`\`${module}.${name}\``] : []))
  )

const placesOf = ({ make, schema }: Payloads.Ours): ReadonlyArray<string> => {
  const builders = make === undefined ? [] : namesOf(make)
  return builders.length > 0 ? builders : namesOf(schema)
}

const escape = (text: string) => text.replaceAll("|", "\\|")

const row = (...cells: ReadonlyArray<string>) => `| ${cells.map(escape).join(" | ")} |`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<string>) =>
  [row(...head), row(...head.map(() => "---")), ...rows].join("\n")

/** The first two columns of a method's row. */
const beginning = ({ client, operation }: Method, specimen: object | undefined): readonly [string, string] => {
  const name = Methods.isRaw(operation) ? "request" : camelCase(operation)
  const other = instead.get(`${client}.${operation}`) ?? instead.get(`*.${operation}`)
  if (other !== undefined) return [`\`${operation}\``, other]
  const has = (suffix: string) => specimen !== undefined && Call.has(specimen, `${name}${suffix}`)
  return [
    `\`${operation}\``,
    !has("") ? "" : has("Stream") ? `\`${name}\`, \`${name}Stream\`, \`${name}Pages\`` : `\`${name}\``
  ]
}

const noteSeparator = "; "

/** The cells of a method's row. */
const methodCells = (method: Method, specimen: object | undefined) => {
  const { client, operation, params } = method
  const declared = clients.get(client)?.operations.get(camelCase(operation))
  const notes =
    method.http && !Methods.isRaw(operation)
      ? params.flatMap(({ name }) => Argument.otherwise(name, declared) ?? [])
      : []
  const request = declared === undefined ? "" : `\`${declared.method} ${declared.template}\``
  return { first: [...beginning(method, specimen), request], notes: [...new Set(notes)] }
}

const methodRow = (method: Method, specimen: object | undefined): string => {
  const { first, notes } = methodCells(method, specimen)
  return row(...first, notes.join(noteSeparator))
}

const none = "–"

/** The rows of operations that Python has no method for. */
const onlyHere = (
  client: string,
  methods: ReadonlyArray<Method>,
  specimen: object | undefined
): ReadonlyArray<string> => {
  const ofPython = new Set(methods.map(({ operation }) => camelCase(operation)))
  return [...(clients.get(client)?.operations ?? [])].flatMap(([key, { method, name, template }]) =>
    // A key that is no name is a second address of the same method.
    key !== name || ofPython.has(name) || specimen === undefined || !Call.has(specimen, name)
      ? []
      : [row(none, `\`${name}\``, `\`${method} ${template}\``, "")]
  )
}

/** The page for these methods. */
export const render = (methods: ReadonlyArray<Method>, known: ReadonlyMap<string, object>): string => {
  const classes = [...new Set(methods.map(({ client }) => client))]
  const rowsFor = (name: string) => {
    const own = methods.filter(({ client }) => client === name)
    return [...own.map((method) => methodRow(method, known.get(name))), ...onlyHere(name, methods, known.get(name))]
  }
  return `# Coming from the Python SDK

The clients have the names of Python's, and so have their operations, in camelCase. What Python takes as parameters is one
object here, whose fields have the names that they have on the wire, which are Python's too:
\`tc.operation_ls(id, path="/~/")\` is \`transfer.operationLs({ endpoint_id: id, path: "/~/" })\`. \`query_params\` and \`headers\` are \`query\` and
\`headers\` of the last argument; \`additional_fields\` are further fields. \`True\` is \`true\`, \`None\` is \`null\`, and \`MISSING\` is a field left out. A call
is an \`Effect\`: it does nothing until it is run, and its type says how it fails.

This page is written by \`npm run conformance -- --page\` from the methods of the Python SDK and from our declarations; a test
holds it against both.

## Clients
${classes
  .map(
    (name) => `
### ${name}

${table(["Python", "here", "request", "arguments that are not as in Python"], rowsFor(name))}
`
  )
  .join("")}
## Documents

Python's helper classes are documents here: plain data, which the operations check. Where a builder helps there is one.

${table(
  ["Python", "here"],
  [...Payloads.classes].map(([python, ours]) => row(`\`${python}\``, placesOf(ours).join(", ")))
)}

## Beside the clients

${table(
  ["Python", "here"],
  beside.map((cells) => row(...cells))
)}

## Left out

${table(
  ["Python", "why"],
  absent.map((cells) => row(...cells))
)}
`
}

/** The cells of a page's rows about a class. */
export const rowsOf = (page: string, client: string): ReadonlyArray<ReadonlyArray<string>> =>
  (page.split(`\n### ${client}\n`)[1]?.split("\n#")[0] ?? "")
    .split("\n")
    .flatMap((line) =>
      line.startsWith("| `") || line.startsWith(`| ${none} `) ? [line.slice(2, -2).split(" | ")] : []
    )

const readable = (rows: ReadonlyArray<Corpus.Line<Method>>) =>
  rows.flatMap(({ row }) => (Either.isRight(row) ? [row.right] : []))

/** Writes the page of a corpus. */
export const write = (folder: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const methods = yield* Corpus.items(folder, "operations.json", "operations", Corpus.Method)
    yield* fs.makeDirectory(path.dirname(file), { recursive: true })
    yield* fs.writeFileString(file, render(readable(methods), yield* Effect.orDie(specimens)))
  })

/** Whether the page has a correct row for each method of the corpus. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const known = yield* specimens
    const page = yield* fs.readFileString(file)
    const methods = yield* Corpus.items(folder, "operations.json", "operations", Corpus.Method)
    return readable(methods).map((method): Verdict.Verdict => {
      const { first, notes } = methodCells(method, known.get(method.client))
      const [, ours] = first
      const found = rowsOf(page, method.client).find((cells) => cells[0] === first[0])
      const said = new Set(found?.[3]?.split(noteSeparator))
      const isSo = first.every((cell, place) => found?.[place] === cell) && notes.every((note) => said.has(note))
      return {
        section: "page",
        subject: method.client,
        id: method.operation,
        ...(ours === ""
          ? Verdict.notYet(`nothing for ${method.client}.${method.operation}`)
          : isSo
            ? Verdict.passed
            : Verdict.failed(
                `the page does not say: ${methodRow(method, known.get(method.client))}; npm run conformance -- --page`
              ))
      }
    })
  })
