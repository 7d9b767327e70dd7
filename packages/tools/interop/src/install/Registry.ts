/**
 * An npm registry on loopback with only the packed packages. Package managers use it for our scope, and their own
 * registry for the rest. https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createHash } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Tarball } from "./Tarballs.js"

/** The registry's document about a package. */
export const packument = ({ bytes, file, manifest }: Tarball, origin: string): object => {
  const { name, version } = manifest
  const dist = {
    tarball: `${origin}/-/${file}`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex")
  }
  // Some managers refuse versions that are only a few days old, so the time is long ago.
  const published = new Date(0).toISOString()
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: published, modified: published, [version]: published }
  }
}

/** Starts the registry and returns its URL, without a trailing slash. */
export const serve = (tarballs: ReadonlyArray<Tarball>): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<{ readonly origin: string; readonly close: () => void }>((resume) => {
        const server = createServer((request, response) => {
          const path = decodeURIComponent(request.url ?? "").replace(/\?.*$/s, "")
          const asked = tarballs.find(({ file, manifest }) => path === `/${manifest.name}` || path === `/-/${file}`)
          if (asked === undefined) {
            response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}')
          } else if (path.startsWith("/-/")) {
            response.writeHead(200, { "content-type": "application/octet-stream" }).end(asked.bytes)
          } else {
            response
              .writeHead(200, { "content-type": "application/json" })
              .end(JSON.stringify(packument(asked, origin)))
          }
        })
        let origin = ""
        server.listen(0, "127.0.0.1", () => {
          origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
          resume(Effect.succeed({ origin, close: () => server.close().closeAllConnections() }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ origin }) => origin
  )
