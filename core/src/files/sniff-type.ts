/** So much of a file's beginning is looked at: colour profiles and previews may come before an image's size. */
export const HEAD_BYTES = 256 * 1024

export interface Sniffed {
  /** Media type; `application/octet-stream` where nothing is known. */
  type: string
  width?: number
  height?: number
}

/** What bytes are, by themselves; the name only tells kinds of plain text apart. */
export async function sniffFile(head: Uint8Array, name: string): Promise<Sniffed> {
  const type = (await knownType(head)) ?? textType(head, name)
  return { type, ...(type.startsWith('image/') && (await sizeOf(head))) }
}

async function knownType(head: Uint8Array): Promise<string | undefined> {
  try {
    const { fileTypeFromBuffer } = await import('file-type')
    const found = await fileTypeFromBuffer(head)
    // Of XML only the beginning is known by then: it may be a picture with code in it.
    return found?.mime === 'application/xml' ? undefined : found?.mime
  } catch {
    return undefined
  }
}

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  md: 'text/markdown',
  json: 'application/json',
  ics: 'text/calendar',
}

function textType(head: Uint8Array, name: string): string {
  const text = decoded(head)
  if (text === null) return 'application/octet-stream'
  const start = text.trimStart().toLowerCase()
  if (/<svg[\s>]/.test(start.slice(0, 20_000)) && start.startsWith('<')) return 'image/svg+xml'
  if (/<(!doctype html|html|head|body|script|iframe|style|link|meta|img|a|div|p)[\s>/]/.test(start.slice(0, 20_000)))
    return 'text/html'
  if (start.startsWith('<?xml')) return 'application/xml'
  return BY_ENDING[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'text/plain'
}

/** The beginning as UTF-8; null where it is none, or not text. */
function decoded(head: Uint8Array): string | null {
  try {
    // Cut in the middle of a character, perhaps: `stream` forgives that.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: text has none of them
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text
  } catch {
    return null
  }
}

async function sizeOf(head: Uint8Array): Promise<{ width: number; height: number } | undefined> {
  try {
    const { imageSize } = await import('image-size')
    const { width, height, orientation = 1 } = imageSize(head)
    if (!isPixels(width) || !isPixels(height)) return undefined
    // From the fifth on, a camera's pictures lie on their side.
    return orientation >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    return undefined
  }
}

function isPixels(count: number): boolean {
  return Number.isInteger(count) && count > 0 && count <= 1_000_000
}
