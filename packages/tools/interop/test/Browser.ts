/** A browser without a user. It keeps cookies and follows redirects until one leads back to the application. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** The browser got a page without a redirect, which a user would read. */
export class Stayed extends Data.TaggedError("Stayed")<{ readonly status: number; readonly text: string }> {}

const withoutQuery = (url: URL): string => `${url.origin}${url.pathname}`

/** Visits a URL, and returns the URL that leads back to the application, without visiting it. */
export const visit = (address: string, application: string): Effect.Effect<URL, Stayed> =>
  Effect.gen(function* () {
    const cookies = new Map<string, string>()
    let url = new URL(address)
    while (withoutQuery(url) !== application) {
      const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join("; ")
      const here = url
      const page = yield* Effect.promise((signal) => fetch(here, { redirect: "manual", headers: { cookie }, signal }))
      for (const line of page.headers.getSetCookie()) {
        const [name, value = ""] = (line.split(";")[0] ?? "").split("=")
        if (name === undefined || value === "") cookies.delete(name ?? "")
        else cookies.set(name, value)
      }
      const location = page.headers.get("location")
      const text = yield* Effect.promise(() => page.text())
      if (location === null) return yield* new Stayed({ status: page.status, text })
      url = new URL(location, url)
    }
    return url
  })
