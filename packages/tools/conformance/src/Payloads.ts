/**
 * `payloads.jsonl`: documents that classes of the Python SDK build. Ours are plain data. Each must be the recorded one, and
 * pass the check of the operation that it is for.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as ScopeDocument from "@effect-globus/sdk/auth/ScopeDocument"
import * as Run from "@effect-globus/sdk/flows/Run"
import * as Collection from "@effect-globus/sdk/gcs/Collection"
import * as CollectionPolicies from "@effect-globus/sdk/gcs/CollectionPolicies"
import * as GcsEndpoint from "@effect-globus/sdk/gcs/GcsEndpoint"
import * as GcsRole from "@effect-globus/sdk/gcs/GcsRole"
import * as StorageGateway from "@effect-globus/sdk/gcs/StorageGateway"
import * as StoragePolicies from "@effect-globus/sdk/gcs/StoragePolicies"
import * as UserCredential from "@effect-globus/sdk/gcs/UserCredential"
import * as BatchMembershipActions from "@effect-globus/sdk/groups/BatchMembershipActions"
import * as GroupPolicies from "@effect-globus/sdk/groups/GroupPolicies"
import * as SearchQuery from "@effect-globus/sdk/search/SearchQuery"
import * as FlowTimer from "@effect-globus/sdk/timers/FlowTimer"
import * as TimerJob from "@effect-globus/sdk/timers/TimerJob"
import * as TimerSchedule from "@effect-globus/sdk/timers/TimerSchedule"
import * as TransferTimer from "@effect-globus/sdk/timers/TransferTimer"
import * as BookmarkV2 from "@effect-globus/sdk/transfer/BookmarkV2"
import * as DeleteData from "@effect-globus/sdk/transfer/DeleteData"
import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
import * as Tunnel from "@effect-globus/sdk/transfer/Tunnel"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { present } from "./Argument.js"
import { camelCase } from "./Clients.js"
import type { Payload } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import * as Declared from "./Declared.js"
import * as Judge from "./Judge.js"
import * as Mismatch from "./Mismatch.js"
import * as Verdict from "./Verdict.js"

type Fields = Readonly<Record<string, unknown>>

/** What we have for a class of the Python SDK. */
export interface Ours {
  /** The check of the operation that the document is for. */
  readonly schema: Pick<Schema.Schema.All, "ast">
  /** Takes the given members. Without a builder, the members are the document. */
  readonly make?: unknown
  /** `make` takes moments as `DateTime`. Other builders take texts. */
  readonly moments?: true
  /** Has a function for each method that changes the document: `addItem` for `add_item`. */
  readonly module?: object
}

/** Policies of a storage gateway for one kind of storage, by their builder. */
const storage = (make: unknown): Ours => ({ schema: StoragePolicies.StoragePolicies, make })

/** Policies of a collection for one kind of storage, by their builder. */
const policies = (make: unknown): Ours => ({ schema: CollectionPolicies.CollectionPolicies, make })

const tunnel: Ours = { schema: Tunnel.TunnelCreateDocument, make: Tunnel.createDocument }

/** By the names of the Python classes. */
export const classes: ReadonlyMap<string, Ours> = new Map<string, Ours>([
  ["ActiveScaleStoragePolicies", storage(StoragePolicies.activeScale)],
  ["AzureBlobStoragePolicies", storage(StoragePolicies.azureBlob)],
  ["BatchMembershipActions", { schema: BatchMembershipActions.BatchMembershipActions, module: BatchMembershipActions }],
  ["BlackPearlStoragePolicies", storage(StoragePolicies.blackPearl)],
  ["BookmarkCreateDocument", { schema: BookmarkV2.BookmarkCreateDocument, make: BookmarkV2.createDocument }],
  ["BookmarkUpdateDocument", { schema: BookmarkV2.BookmarkUpdateDocument, make: BookmarkV2.updateDocument }],
  ["BoxStoragePolicies", storage(StoragePolicies.box)],
  ["CephStoragePolicies", storage(StoragePolicies.ceph)],
  ["CreateTunnelData", tunnel],
  ["DeleteData", { schema: DeleteData.DeleteData, make: DeleteData.make, module: DeleteData }],
  ["DependentScopeSpec", { schema: ScopeDocument.DependentScope }],
  ["EndpointDocument", { schema: GcsEndpoint.GcsEndpointData, make: GcsEndpoint.make }],
  ["FlowTimer", { schema: FlowTimer.FlowTimer, make: FlowTimer.make }],
  ["GCSRoleDocument", { schema: GcsRole.GcsRoleData, make: GcsRole.make }],
  ["GoogleCloudStorageCollectionPolicies", policies(CollectionPolicies.googleCloudStorage)],
  ["GoogleCloudStoragePolicies", storage(StoragePolicies.googleCloudStorage)],
  ["GoogleDriveStoragePolicies", storage(StoragePolicies.googleDrive)],
  ["GroupPolicies", { schema: GroupPolicies.GroupPolicies }],
  ["GuestCollectionDocument", { schema: Collection.GuestCollection, make: Collection.guest }],
  ["HPSSStoragePolicies", storage(StoragePolicies.hpss)],
  ["IrodsStoragePolicies", storage(StoragePolicies.irods)],
  ["MappedCollectionDocument", { schema: Collection.MappedCollection, make: Collection.mapped }],
  ["OnceTimerSchedule", { schema: TimerSchedule.OnceTimerSchedule, make: TimerSchedule.once, moments: true }],
  ["OneDriveStoragePolicies", storage(StoragePolicies.oneDrive)],
  ["POSIXCollectionPolicies", policies(CollectionPolicies.posix)],
  ["POSIXStagingCollectionPolicies", policies(CollectionPolicies.posixStaging)],
  ["POSIXStagingStoragePolicies", storage(StoragePolicies.posixStaging)],
  ["POSIXStoragePolicies", storage(StoragePolicies.posix)],
  [
    "RecurringTimerSchedule",
    { schema: TimerSchedule.RecurringTimerSchedule, make: TimerSchedule.recurring, moments: true }
  ],
  ["RunActivityNotificationPolicy", { schema: Run.RunActivityNotificationPolicy }],
  ["S3StoragePolicies", storage(StoragePolicies.s3)],
  ["SearchQueryV1", { schema: SearchQuery.SearchQuery, make: SearchQuery.make }],
  ["SearchScrollQuery", { schema: SearchQuery.ScrollQuery }],
  ["StorageGatewayDocument", { schema: StorageGateway.StorageGatewayData, make: StorageGateway.make }],
  ["TimerJob", { schema: TimerJob.TimerJob }],
  ["TransferData", { schema: TransferData.TransferData, make: TransferData.make, module: TransferData }],
  ["TransferTimer", { schema: TransferTimer.TransferTimer, make: TransferTimer.make }],
  ["TunnelCreateDocument", tunnel],
  ["TunnelUpdateDocument", { schema: Tunnel.TunnelUpdateDocument, make: Tunnel.updateDocument }],
  ["UserCredentialDocument", { schema: UserCredential.UserCredentialData, make: UserCredential.make }]
])

/** The names of the Python classes that we have something for. */
export const names: ReadonlyArray<string> = [...classes.keys()]

/** Parameters that are not named as their members. */
const renamed: Readonly<Record<string, string>> = {
  data_type: "DATA_TYPE",
  initiator_stream_access_point: "initiator",
  listener_stream_access_point: "listener"
}

/** The parameters of methods that come before our options, in their order. */
const positional = ["identity_ids", "source_path", "destination_path", "path", "name"]

/** Our builders get what was recorded, so their types do not help. */
const isBuilder = (value: unknown): value is (...parameters: ReadonlyArray<unknown>) => unknown =>
  Predicate.isFunction(value)

/** A moment without an offset is in UTC, as the recording machine's clock was. */
const moment = (text: string): DateTime.DateTime =>
  DateTime.unsafeMake(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)

/** The fields with a `DateTime` for each text that was a moment in Python. */
const withMoments = (fields: Fields, pyTypes: Payload["pyTypes"], path = ""): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (Predicate.isRecord(value)) return [name, withMoments(value, pyTypes, `${path}${name}.`)]
      const isMoment = Predicate.isString(value) && pyTypes?.[`${path}${name}`] === "datetime"
      return [name, isMoment ? moment(value) : value]
    })
  )

/** The parameters as members, by the names of the wire, and those of `additional_fields`. */
const members = ({ params, pyTypes }: Payload, { moments, schema }: Ours): Fields => {
  const given = present(params)
  const { additional_fields, ...parameters } = Predicate.isRecord(given) ? given : {}
  const declared = Declared.fieldsOf(schema)
  const named = Object.fromEntries(
    Object.entries(parameters).map(([parameter, value]) => {
      const name = renamed[parameter] ?? parameter
      const type = declared.get(name)
      // One value where there is a list is a list of one.
      return [name, type !== undefined && Declared.isList(type) && Predicate.isString(value) ? [value] : value]
    })
  )
  return Object.assign(moments === true ? withMoments(named, pyTypes) : named, additional_fields)
}

/** The parameters of a method. */
const parameters = (fields: Fields): ReadonlyArray<unknown> => {
  const [first, options] = [positional.filter((name) => Object.hasOwn(fields, name)), { ...fields }]
  for (const name of first) delete options[name]
  return [
    ...first.map((name) => {
      const value = fields[name]
      // One value where there is a list is a list of one.
      return name === "identity_ids" && Predicate.isString(value) ? [value] : value
    }),
    ...(Object.keys(options).length === 0 ? [] : [options])
  ]
}

/** What we build from the document before. None: there is no such function. */
const make = (row: Payload, ours: Ours): Option.Option<unknown> => {
  const fields = members(row, ours)
  if (row.call === "__init__") return Option.some(isBuilder(ours.make) ? ours.make(fields) : fields)
  const [module, name] = [ours.module ?? {}, camelCase(row.call)]
  const method: unknown = Object.hasOwn(module, name) ? Reflect.get(module, name) : undefined
  return isBuilder(method) ? Option.some(method(row.before ?? {}, ...parameters(fields))) : Option.none()
}

/** The document that our builder makes for a call of Python. None: there is no such builder. */
export const build = (row: Payload): Option.Option<unknown> =>
  Option.flatMap(Option.fromNullable(classes.get(row.class)), (ours) => make(row, ours))

/** Whether the operation that the document is for refuses it. */
const isRefused = (document: unknown, { schema }: Ours): boolean =>
  Either.isLeft(Schema.encodeUnknownEither(Schema.make<unknown>(schema.ast))(document))

/** The members of two documents that are not the same. */
const different = (recorded: unknown, document: unknown): ReadonlyArray<Mismatch.Mismatch> =>
  Mismatch.documents(recorded, document, { unordered: false }).map((mismatch) => ({ place: "document", ...mismatch }))

const held = (row: Payload): Verdict.Finding => {
  const ours = classes.get(row.class)
  if (ours === undefined) return Verdict.notYet(`no ${row.class}`)
  const evidence = { kind: "payload", facts: row } as const
  const unheld = Judge.unheld(evidence)
  if (unheld !== undefined) return unheld
  const document = make(row, ours)
  if (Option.isNone(document)) return Verdict.notYet(`no ${row.class}.${row.call}`)
  const isError = Predicate.isString(row.error)
  return Judge.judge(
    [
      ...Mismatch.compare({ refused: [isError, isRefused(document.value, ours)] }),
      ...(isError ? [] : different(row.after, document.value))
    ],
    evidence
  )
}

/** The verdicts of `payloads.jsonl`. */
export const verdicts = (
  folder: string
): Effect.Effect<ReadonlyArray<Verdict.Verdict>, unknown, FileSystem.FileSystem> =>
  Effect.flatMap(Corpus.lines(folder, "payloads.jsonl", Corpus.Payload), (lines) =>
    Effect.forEach(lines, ({ number, row }) =>
      Either.match(row, {
        onLeft: (reason) => Effect.succeed(Verdict.unreadable("payloads", `row ${number}`, reason)),
        onRight: (row) =>
          Verdict.make({ section: "payloads", subject: row.class, id: `row ${number}` }, () =>
            Effect.sync(() => held(row))
          )
      })
    )
  )
