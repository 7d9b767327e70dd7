/**
 * `operations.json`: which methods of the Python SDK there are, and that each parameter of one that we have too has a place
 * by the rules.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Argument from "./Argument.js"
import * as Call from "./Call.js"
import { camelCase, clients, specimens } from "./Clients.js"
import type { Method } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import * as Row from "./Row.js"

/** As the vectors name a call of it. */
export const isRaw = (operation: string): boolean => /^(get|put|post|patch|delete|head|request)$/.test(operation)

/** The verdicts of a corpus. One that has no `operations.json` has none. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const known = yield* specimens
    const methods = yield* Corpus.items(folder, "operations.json", "operations", Corpus.Method)

    const finding = ({ client, operation, params }: Method): Row.Finding => {
      const clientClass = clients.get(client)
      const specimen = known.get(client)
      if (clientClass === undefined || specimen === undefined) return Row.notYet(`no ${client}`)
      const name = isRaw(operation) ? "request" : camelCase(operation)
      if (!Call.has(specimen, name)) return Row.notYet(`no ${name}`)
      const declared = clientClass.operations.get(name)
      const homeless = params.filter((param) => Argument.placeOf(param.name, declared) === "nowhere")
      return isRaw(operation) || homeless.length === 0
        ? Row.passed
        : Row.failed(`no place for ${homeless.map((param) => param.name).join(", ")}`)
    }

    return methods.flatMap(({ number, row }) =>
      Either.match(row, {
        onLeft: (reason) => [Row.unreadable("operations", number, reason)],
        // What makes no request is compared elsewhere, if it is compared.
        onRight: (method) =>
          method.http
            ? [{ section: "operations", subject: method.client, id: method.operation, ...finding(method) }]
            : []
      })
    )
  })
