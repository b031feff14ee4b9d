import { createHash } from 'node:crypto'

/** A UUID (version 8) made of a text's hash: whoever derives it from the same text gets the same one. */
export function derivedId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
