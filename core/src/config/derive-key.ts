import { hkdfSync } from 'node:crypto'

/** A key for one purpose out of the root secret (HKDF, RFC 5869, SHA-256): 32 bytes as base64. */
export function deriveKey(
  secret: string,
  purpose: 'backups' | 'file-links' | 'sessions' | 'site-secrets' | 'webhook-secrets' | 'plugin-secrets' | 'view-as',
): string {
  return Buffer.from(hkdfSync('sha256', secret, 'tenon', purpose, 32)).toString('base64')
}
