/**
 * Where our documents deliberately are others than those of payloads.jsonl: which recordings, what ours are, and why. A row
 * checks what ours has instead, so that it excuses that and nothing more.
 */
import { syncLevels } from "@effect-globus/sdk/transfer/TransferData"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { present } from "./Argument.js"
import type { Payload } from "./Corpus.js"
import type { Difference } from "./Judgement.js"

const isUuid = Schema.is(Schema.UUID)

/** A moment to the second, whatever its offset. */
const second = (text: unknown): number => Math.floor(Date.parse(String(text)) / 1000)

export const payloadDifferences: ReadonlyArray<Difference<Payload>> = [
  {
    fields: ["datetime", "start", "end.datetime"],
    recorded: "a moment of a schedule, in its offset and without fractions of a second",
    ours: "it is in UTC, with milliseconds",
    why: "it is the same moment, and none is cut off",
    holds: ({ pyTypes }, { field, ours, recorded }) =>
      pyTypes?.[field] === "datetime" &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(ours)) &&
      second(ours) === second(recorded)
  },
  {
    fields: ["deadline"],
    recorded: "a datetime as Python prints it, with a blank",
    ours: "a moment is the ISO 8601 text that the caller gives",
    why: "it is what Transfer asks for",
    holds: ({ params, pyTypes }, { ours, recorded }) =>
      pyTypes?.["deadline"] === "datetime" &&
      ours === params["deadline"] &&
      Predicate.isString(ours) &&
      ours.replace("T", " ") === recorded
  },
  {
    fields: ["body.skip_activation_check"],
    recorded: "a member of older transfers, left out of a timer's",
    ours: "it stays: only the submission id is left out",
    why: "no document of ours has it: somebody who writes it means it",
    holds: ({ class: name, params: { body } }, { ours, recorded }) =>
      name === "TransferTimer" &&
      recorded === undefined &&
      Predicate.isRecord(body) &&
      body["skip_activation_check"] === ours
  },
  {
    fields: ["refused"],
    recorded: "a timer of a flow without the input of its runs",
    ours: "the operation refuses it, unsent",
    why: "no run could start",
    holds: ({ class: name, params: { body } }, { recorded }) =>
      name === "FlowTimer" && recorded === false && !(Predicate.isRecord(body) && Predicate.isRecord(body["body"]))
  },
  {
    fields: ["refused"],
    recorded: "a number as `sync_level` that is none of the levels",
    ours: "the operation refuses it, unsent",
    why: "there are four levels",
    holds: ({ class: name, params: { sync_level } }, { recorded }) =>
      name === "TransferData" &&
      recorded === false &&
      Predicate.isNumber(sync_level) &&
      !Object.values<number>(syncLevels).includes(sync_level)
  },
  {
    fields: ["DATA_TYPE"],
    recorded: "a version of collections that a test of Python's made up, for a member that it made up",
    ours: "it is the lowest that has the members which the manager knows",
    why: "there is no such version, and no such member",
    holds: ({ class: name, params: { additional_fields } }, { ours, recorded }) =>
      /^(Guest|Mapped)CollectionDocument$/.test(name) &&
      Predicate.isRecord(additional_fields) &&
      Object.hasOwn(additional_fields, "foo-made-up-field") &&
      recorded === "collection#1.20.0" &&
      /^collection#1\.1?\d\.0$/.test(String(ours))
  },
  {
    fields: ["data.attributes.submission_id"],
    recorded: "a submission id that the document makes by itself",
    ours: "it has none that is not given: the operation sends a new one",
    why: "a document is data, and the same for the same members",
    holds: ({ class: name, params }, { ours, recorded }) =>
      name === "TunnelCreateDocument" &&
      !JSON.stringify(present(params)).includes('"submission_id"') &&
      isUuid(recorded) &&
      ours === undefined
  }
]
