import { createHash } from 'node:crypto'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

export const PACKED_FORMAT = 'tenon-plugin@1'
export const PACKED_SUFFIX = '.tenon-plugin'
export const PACKED_MAX_BYTES = 8 * 1024 * 1024
/** The one script that `hooks.ts` and all that it imports were bundled to. */
export const SCRIPT_FILE = 'hooks.js'

interface PackedSignature {
  /** Whom the key is said to belong to; the trust list decides. */
  name: string
  /** `ed25519:` and the raw public key as base64url. */
  key: string
  /** base64url, over `signedText`. */
  signature: string
}

/**
 * `<id>-<version>.tenon-plugin`: a plugin as one JSON document. The same folder gives the same bytes: files are sorted,
 * no time, path or machine is in it; only the order of keys inside a file is the author's, for it is the order of fields.
 */
export interface PackedPlugin {
  format: typeof PACKED_FORMAT
  id: string
  version: string
  /** `sha256-…` over the hashes of all files. */
  integrity: string
  /** File → `sha256-…` of its content. */
  hashes: Record<string, string>
  signatures: PackedSignature[]
  files: Record<string, JsonValue>
}

export function hashFile(content: JsonValue): string {
  return sha256(JSON.stringify(content))
}

export function hashHashes({ id, version, hashes }: Pick<PackedPlugin, 'id' | 'version' | 'hashes'>): string {
  const lines = Object.entries(hashes).map(([file, hash]) => `${JSON.stringify(file)} ${hash}`)
  return sha256([PACKED_FORMAT, id, version, ...lines.sort()].join('\n'))
}

/** What a signature is over: the integrity stands for all files. */
export function signedText({ id, version, integrity }: Pick<PackedPlugin, 'id' | 'version' | 'integrity'>): Buffer {
  return Buffer.from(['tenon-plugin-signature@1', id, version, integrity].join('\n'))
}

export function packedText({ format, id, version, integrity, hashes, signatures, files }: PackedPlugin): string {
  return `${JSON.stringify({ format, id, version, integrity, hashes, signatures, files }, null, 1)}\n`
}

export function packedFileName({ id, version }: Pick<PackedPlugin, 'id' | 'version'>): string {
  return `${id}-${version}${PACKED_SUFFIX}`
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
