/** `operations.json`: each parameter of a Python method that we have too must have a place by the rules. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Argument from "./Argument.js"
import * as Call from "./Call.js"
import { camelCase, clients, specimens } from "./Clients.js"
import type { Method } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import * as Verdict from "./Verdict.js"

/** Whether a method is one of the verbs, which here are `request`. */
export const isRaw = (operation: string): boolean => /^(get|put|post|patch|delete|head|request)$/.test(operation)

/** The verdicts of `operations.json`. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const known = yield* specimens
    const methods = yield* Corpus.items(folder, "operations.json", "operations", Corpus.Method)

    const finding = ({ client, operation, params }: Method): Verdict.Finding => {
      const clientClass = clients.get(client)
      const specimen = known.get(client)
      if (clientClass === undefined || specimen === undefined) return Verdict.notYet(`no ${client}`)
      const name = isRaw(operation) ? "request" : camelCase(operation)
      if (!Call.has(specimen, name)) return Verdict.notYet(`no ${name}`)
      const declared = clientClass.operations.get(name)
      const homeless = params.filter((param) => Argument.placeOf(param.name, declared) === "nowhere")
      return isRaw(operation) || homeless.length === 0
        ? Verdict.passed
        : Verdict.failed(`no place for ${homeless.map((param) => param.name).join(", ")}`)
    }

    return methods.flatMap(({ number, row }) =>
      Either.match(row, {
        onLeft: (reason) => [Verdict.unreadable("operations", `row ${number}`, reason)],
        // A method without a request is held by another file, if at all.
        onRight: (method) =>
          method.http
            ? [{ section: "operations", subject: method.client, id: method.operation, ...finding(method) }]
            : []
      })
    )
  })
