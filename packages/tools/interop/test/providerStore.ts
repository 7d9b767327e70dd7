/** A memory store for `oidc-provider`. Its own one prints a warning. */
import type { AdapterFactory, AdapterPayload } from "oidc-provider"

/** Makes the store of one server, with a map for each model. */
export const make = () => {
  const models = new Map<string, Map<string, AdapterPayload>>()
  const model = (name: string) => {
    const documents = models.get(name) ?? new Map<string, AdapterPayload>()
    models.set(name, documents)
    return documents
  }
  const adapter: AdapterFactory = (name) => {
    const documents = model(name)
    const first = (is: (document: AdapterPayload) => boolean) => [...documents.values()].find(is)
    return {
      upsert: async (id, document) => {
        documents.set(id, document)
      },
      find: async (id) => documents.get(id),
      findByUid: async (uid) => first((document) => document.uid === uid),
      findByUserCode: async (userCode) => first((document) => document.userCode === userCode),
      consume: async (id) => {
        const document = documents.get(id)
        if (document !== undefined) documents.set(id, { ...document, consumed: Math.floor(Date.now() / 1000) })
      },
      destroy: async (id) => {
        documents.delete(id)
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, document] of documents) if (document.grantId === grantId) documents.delete(id)
      }
    }
  }
  return {
    adapter,
    /** Forgets all documents of a model. */
    clear: (name: string) => model(name).clear()
  }
}
