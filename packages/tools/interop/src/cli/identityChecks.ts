/** Checks of identities: client credentials, userinfo, introspection, identities, revocation, and a wrong secret. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at } from "./Bench.js"

const Me = Schema.Struct({ sub: Schema.String, preferred_username: Schema.String })
const Identities = Schema.Struct({
  identities: Schema.Array(Schema.Struct({ id: Schema.String, username: Schema.String }))
})

export const identityChecks = ({ cli, globus, impostor }: Bench): ReadonlyArray<Check> => {
  const { confidentialClient, user } = globus.announcement
  const username = `${confidentialClient.id}@clients.auth.globus.org`
  return [
    {
      name: "whoami: the client's own username",
      run: Effect.flatMap(cli.text("whoami"), (printed) => same("The name", printed, `${username}\n`))
    },
    {
      name: "whoami -F json: the claims of userinfo",
      run: Effect.flatMap(cli.json(Me, "whoami"), (me) =>
        same("The claims", me, { sub: confidentialClient.id, preferred_username: username })
      )
    },
    {
      name: "session show: the introspected session",
      run: Effect.flatMap(cli.text("session", "show"), (printed) =>
        matches("The session", printed, new RegExp(`^${username} +\\| ${confidentialClient.id} +\\| \\d{4}-`, "m"))
      )
    },
    {
      name: "get-identities: by username and by id",
      run: Effect.gen(function* () {
        const identities = [{ id: user.sub, username: user.username }]
        for (const asked of [user.username, user.sub]) {
          const found = yield* cli.json(Identities, "get-identities", asked)
          yield* same(`The identities of ${asked}`, found, { identities })
        }
      })
    },
    {
      name: "whoami with a wrong secret: exit 1, and no name",
      run: Effect.flatMap(impostor.run({ args: ["whoami"], exitCode: 1 }), ({ stdout }) =>
        same("What is printed", stdout, "")
      )
    },
    {
      name: "ls with a wrong secret: exit 1, HTTP status 401",
      run: Effect.gen(function* () {
        const { stderr, stdout } = yield* impostor.run({ args: ["ls", at(globus.source, "/")], exitCode: 1 })
        yield* same("What is printed", stdout, "")
        yield* matches("The error", stderr, /HTTP status: +401/)
      })
    }
  ]
}

/** Run last, since it ends the tokens of all other checks. */
export const logoutChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const username = `${globus.announcement.confidentialClient.id}@clients.auth.globus.org`
  return [
    {
      name: "logout: exit 0, and the next command gets new tokens",
      run: Effect.gen(function* () {
        yield* matches("What is printed", yield* cli.text("logout", "--yes"), new RegExp(`Revoking .* for ${username}`))
        yield* same("The name", yield* cli.text("whoami"), `${username}\n`)
      })
    }
  ]
}
