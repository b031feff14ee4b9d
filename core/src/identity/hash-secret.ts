import { createHash } from 'node:crypto'

/** SHA-256 as hex. For random secrets only: passwords need a slow hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
