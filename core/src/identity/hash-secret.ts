import { hash } from 'node:crypto'

/** SHA-256 as hex. For random secrets only: passwords need a slow hash. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}
