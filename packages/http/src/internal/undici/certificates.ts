/** Certificates as Node takes them. They are read once, so that no connection has to, and nothing else holds the key. */
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { X509Certificate } from "node:crypto"
import * as Tls from "node:tls"

/** Documented where it is public. */
export interface Certificates {
  readonly ca?: string | ReadonlyArray<string> | undefined
  readonly cert?: string | undefined
  readonly key?: Redacted.Redacted | undefined
  readonly passphrase?: Redacted.Redacted | undefined
  readonly servername?: string | undefined
}

/** What a connection needs to speak TLS. */
export interface TlsOptions {
  readonly secureContext?: Tls.SecureContext
  readonly servername?: string
}

type Read<A> = Either.Either<A, ConfigError.ConfigError>

const invalid = (name: string, why: string): Read<never> => Either.left(ConfigError.InvalidData([name], why))

const blocks = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** The certificates of a PEM text. Node itself ignores what it cannot read in `ca`. */
const authorities = (ca: string | ReadonlyArray<string>): Read<ReadonlyArray<string>> => {
  const texts = typeof ca === "string" ? [ca] : ca
  const found = texts.map((text) => text.match(blocks) ?? [])
  if (found.some(({ length }) => length === 0)) return invalid("ca", "There is no PEM certificate in it")
  try {
    return Either.right(found.flat().map((pem) => new X509Certificate(pem).toString()))
  } catch {
    return invalid("ca", "A certificate in it cannot be read")
  }
}

/** What Node trusts by itself. Before Node 22.15 it does not tell what `NODE_EXTRA_CA_CERTS` added. */
const trusted = (): ReadonlyArray<string> => {
  const known: typeof Tls & { readonly getCACertificates?: (type: "default") => ReadonlyArray<string> } = Tls
  return known.getCACertificates?.("default") ?? Tls.rootCertificates
}

/** A context that trusts these authorities beside those that Node trusts. */
const contextOf = (
  ca: ReadonlyArray<string> | undefined,
  { cert, key, passphrase }: Certificates
): Read<Tls.SecureContext> => {
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "cert" : "key"
    return Either.left(ConfigError.MissingData([missing], "A client certificate needs both cert and key"))
  }
  try {
    return Either.right(
      Tls.createSecureContext({
        ...(ca !== undefined && { ca: [...trusted(), ...ca] }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key: Redacted.value(key) }),
        ...(passphrase !== undefined && { passphrase: Redacted.value(passphrase) })
      })
    )
  } catch (cause) {
    // What OpenSSL says names its own functions, and none of the bytes.
    const why = cause instanceof Error ? cause.message : "unknown"
    return invalid("cert", `The certificate, its key and passphrase do not work together: ${why}`)
  }
}

/**
 * How TLS is spoken with the servers that requests are for, and with a proxy on the way. A proxy is trusted by the same
 * authorities, and gets no client certificate.
 */
export const tlsOptions = (
  certificates: Certificates
): Read<{ readonly server: TlsOptions; readonly proxy: TlsOptions }> =>
  Either.gen(function* () {
    const { servername } = certificates
    const ca = certificates.ca === undefined ? undefined : yield* authorities(certificates.ca)
    const server = {
      secureContext: yield* contextOf(ca, certificates),
      ...(servername !== undefined && { servername })
    }
    return { server, proxy: ca === undefined ? {} : { secureContext: yield* contextOf(ca, {}) } }
  })
