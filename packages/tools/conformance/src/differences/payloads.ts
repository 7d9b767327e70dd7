/** What our documents have otherwise than those of Python's classes. */
import * as Collection from "@effect-globus/sdk/gcs/Collection"
import { syncLevels } from "@effect-globus/sdk/transfer/TransferData"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { present } from "../Argument.js"
import type { Payload } from "../Corpus.js"
import * as Declared from "../Declared.js"
import type { Mismatch } from "../Mismatch.js"
import { rule } from "./Difference.js"

/** The members that a manager knows of a collection. */
const ofCollections: ReadonlySet<string> = new Set(
  [Collection.GuestCollection, Collection.MappedCollection].flatMap((schema) => [...Declared.fieldsOf(schema).keys()])
)

const isUuid = Schema.is(Schema.UUID)

/** A moment to the second, whatever its offset. */
const second = (text: unknown): number => Math.floor(Date.parse(String(text)) / 1000)

/** Whether our operation refuses a document that Python builds. */
const isRefused = ({ ours, place }: Mismatch): boolean => place === "refused" && ours === true

const isOwn = ({ class: name }: Payload, pattern: RegExp): boolean => pattern.test(name)

export const payloads = [
  rule("payload", {
    name: "moments of schedules",
    ours: "A moment of a schedule is in UTC, with milliseconds.",
    why: "It is the same moment, and no fraction of a second is cut off.",
    excuses: ({ name = "", ours, place, recorded }, { pyTypes }) =>
      place === "document" &&
      pyTypes?.[name] === "datetime" &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(ours)) &&
      second(ours) === second(recorded)
  }),
  rule("payload", {
    name: "moments of deadlines",
    ours: "A deadline is the ISO 8601 text that the caller gives, where Python prints a datetime with a space.",
    why: "Transfer asks for ISO 8601.",
    excuses: ({ name, ours, place, recorded }, { params, pyTypes }) =>
      place === "document" &&
      name === "deadline" &&
      pyTypes?.["deadline"] === "datetime" &&
      ours === params["deadline"] &&
      Predicate.isString(ours) &&
      ours.replace("T", " ") === recorded
  }),
  rule("payload", {
    name: "skip_activation_check",
    ours: "A timer of a transfer keeps `skip_activation_check`.",
    why: "None of our builders sets this member of older transfers, so a caller who writes it means it.",
    excuses: ({ name, ours, place, recorded }, payload) =>
      place === "document" &&
      name === "body.skip_activation_check" &&
      isOwn(payload, /^TransferTimer$/) &&
      recorded === undefined &&
      Predicate.isRecord(payload.params["body"]) &&
      payload.params["body"]["skip_activation_check"] === ours
  }),
  rule("payload", {
    name: "timers of flows without input",
    ours: "The operation refuses a timer of a flow without the input of its runs.",
    why: "No run could start.",
    excuses: (mismatch, payload) => {
      const { body } = payload.params
      return (
        isRefused(mismatch) &&
        isOwn(payload, /^FlowTimer$/) &&
        !(Predicate.isRecord(body) && Predicate.isRecord(body["body"]))
      )
    }
  }),
  rule("payload", {
    name: "sync levels",
    ours: "The operation refuses a number as `sync_level` that is none of the levels.",
    why: "There are four levels.",
    excuses: (mismatch, payload) => {
      const { sync_level } = payload.params
      return (
        isRefused(mismatch) &&
        isOwn(payload, /^TransferData$/) &&
        Predicate.isNumber(sync_level) &&
        !Object.values<number>(syncLevels).includes(sync_level)
      )
    }
  }),
  rule("payload", {
    name: "versions of collections",
    ours: "`DATA_TYPE` of a collection is the lowest version with the members that the manager knows.",
    why: "The recorded version is for a member that no manager has, which a test of Python's made up.",
    excuses: ({ name, ours, place, recorded }, payload) => {
      const { additional_fields } = payload.params
      const versions = [recorded, ours].map((version) => /^collection#1\.(\d+)\.0$/.exec(String(version))?.[1])
      return (
        place === "document" &&
        name === "DATA_TYPE" &&
        isOwn(payload, /^(Guest|Mapped)CollectionDocument$/) &&
        Predicate.isRecord(additional_fields) &&
        Object.keys(additional_fields).some((member) => !ofCollections.has(member)) &&
        Number(versions[0]) > Number(versions[1])
      )
    }
  }),
  rule("payload", {
    name: "submission ids of documents",
    ours: "A document has no submission id that was not given. The operation sends a new one.",
    why: "A document is data, and the same for the same members.",
    excuses: ({ name, ours, place, recorded }, payload) =>
      place === "document" &&
      name === "data.attributes.submission_id" &&
      isOwn(payload, /^TunnelCreateDocument$/) &&
      !JSON.stringify(present(payload.params)).includes('"submission_id"') &&
      isUuid(recorded) &&
      ours === undefined
  })
]
