/**
 * Names on the disk, which are bytes, as text. One that is not UTF-8 is shown as Globus documents it: read as Latin-1,
 * behind a U+FFFD. Nothing is lost: each text is the name of one file. A name that begins with a real U+FFFD is shown the
 * same way, so that no two names look alike.
 *
 * @since 0.1.0
 */

const mark = "\uFFFD"
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const nameOf = (bytes: Uint8Array): string => {
  try {
    const name = utf8.decode(bytes)
    if (!name.startsWith(mark)) return name
  } catch {
    // It is not UTF-8.
  }
  return mark + Buffer.from(bytes).toString("latin1")
}

/**
 * The text of a name, or of a path with slashes.
 *
 * @since 0.1.0
 * @category conversions
 */
export const fromBytes = (bytes: Buffer): string => {
  const text = bytes.toString("utf8")
  if (!text.includes(mark)) return text
  const names: Array<string> = []
  for (let start = 0; start <= bytes.length;) {
    const slash = bytes.indexOf("/", start)
    const end = slash === -1 ? bytes.length : slash
    names.push(nameOf(bytes.subarray(start, end)))
    start = end + 1
  }
  return names.join("/")
}

/** A mark before what is UTF-8 anyway, such as `..`, is a part of the name. */
const bytesOf = (name: string): Buffer => {
  const bytes = Buffer.from(name.slice(mark.length), "latin1")
  return name.startsWith(mark) && nameOf(bytes) === name ? bytes : Buffer.from(name, "utf8")
}

/**
 * What Node is to be given for such a text.
 *
 * @since 0.1.0
 * @category conversions
 */
export const onDisk = (path: string): string | Buffer =>
  path.includes(mark)
    ? Buffer.concat(path.split("/").flatMap((name, at) => (at === 0 ? [bytesOf(name)] : [slash, bytesOf(name)])))
    : path

const slash = Buffer.from("/")
