import type { SecretBox } from './secret-box.ts'

/** Whether a secret was sealed with this server's key, and is whole. */
export function canOpen(box: SecretBox, sealed: string): boolean {
  try {
    box.open(sealed)
    return true
  } catch {
    return false
  }
}
