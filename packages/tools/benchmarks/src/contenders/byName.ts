/** The contenders by name. A process loads only its own contender. */
import type { Make } from "./Contender.js"

const loaders = {
  fetch: async () => (await import("./fetch.js")).make,
  "undici.request": async () => (await import("./undiciRequest.js")).make,
  "Dispatcher.dispatch": async () => (await import("./dispatch.js")).make,
  "@globus/sdk": async () => (await import("./globusSdk.js")).make,
  "bare Effect": async () => (await import("./bareEffect.js")).make,
  "bare Effect, over fetch": async () => (await import("./bareEffectOverFetch.js")).makeOverFetch,
  "bare Effect, over WebHttpClient": async () => (await import("./bareEffectOverFetch.js")).makeOverWeb,
  "stock Effect": async () => (await import("./stockEffect.js")).make,
  "stock Effect, traced": async () => (await import("./stockEffect.js")).makeTraced,
  ours: async () => (await import("./effectGlobus.js")).make,
  "ours, renewing": async () => (await import("./effectGlobus.js")).makeRenewing,
  "ours, traced": async () => (await import("./effectGlobus.js")).makeTraced,
  "ours, over fetch": async () => (await import("./effectGlobusOverFetch.js")).makeOverFetch,
  "ours, over WebHttpClient": async () => (await import("./effectGlobusOverFetch.js")).makeOverWeb
} satisfies Record<string, () => Promise<Make>>

export type Name = keyof typeof loaders

export const isName = (text: string): text is Name => Object.hasOwn(loaders, text)

/** All names, for a test of each. */
export const names: ReadonlyArray<Name> = Object.keys(loaders).filter(isName)

export const load = (name: Name): Promise<Make> => loaders[name]()
