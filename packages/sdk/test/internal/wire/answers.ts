/** The schemas of what a declaration's operations answer. */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as AST from "effect/SchemaAST"

export const answersOf = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyArray<readonly [operation: string, ast: AST.AST]> => {
  const all: Array<readonly [string, AST.AST]> = []
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => all.push([endpoint.name, endpoint.successSchema.ast])
  })
  return all
}
