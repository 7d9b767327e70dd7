/** Makes certificates for a test: an authority, and what it signs. Node reads X.509 (RFC 5280), but cannot write it. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"

const der = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: ReadonlyArray<Uint8Array>) => der(0x30, ...parts)
const hex = (text: string) => Buffer.from(text, "hex")

// Object identifiers, as DER has them.
const ecdsaWithSha256 = sequence(hex("06082a8648ce3d040302"))
const commonName = hex("0603550403")
const basicConstraints = hex("0603551d13")
const subjectAltName = hex("0603551d11")

const yes = hex("0101ff")
const version3 = hex("a003020102")

const nameOf = (name: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(name)))))

const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`))

const day = 86_400_000

const pem = (bytes: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`

interface Pair {
  readonly name: string
  readonly privateKey: KeyObject
}

const certify = (subject: Pair, publicKey: KeyObject, issuer: Pair, extension: Buffer): string => {
  const now = Date.now()
  const certificate = sequence(
    version3,
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(issuer.name),
    sequence(time(new Date(now - day)), time(new Date(now + day))),
    nameOf(subject.name),
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, sequence(extension))
  )
  const signature = der(0x03, Buffer.from([0]), sign("sha256", certificate, issuer.privateKey))
  return pem(sequence(certificate, ecdsaWithSha256, signature))
}

const keys = () => generateKeyPairSync("ec", { namedCurve: "P-256" })

/** An authority: its certificate, and what it signs for a host, with 127.0.0.1 as a second name. */
export const authority = (name: string) => {
  const { privateKey, publicKey } = keys()
  const issuer = { name, privateKey }
  return {
    ca: certify(issuer, publicKey, issuer, sequence(basicConstraints, yes, der(0x04, sequence(yes)))),
    issue: (host: string, passphrase?: string) => {
      const { privateKey, publicKey } = keys()
      const names = sequence(der(0x82, Buffer.from(host)), der(0x87, Buffer.from([127, 0, 0, 1])))
      const encrypted = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }
      return {
        cert: certify({ name: host, privateKey }, publicKey, issuer, sequence(subjectAltName, der(0x04, names))),
        key: privateKey.export({ format: "pem", type: "pkcs8", ...encrypted }).toString()
      }
    }
  }
}
