import { createHash } from 'node:crypto'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { canonicalJson } from './canonical-json.ts'

/**
 * Names a way from one model to another by what both say: the same in every database that is at the one and is to be
 * at the other, however many rows it has and whatever number its version.
 */
export function planHash(from: ModelDocument | null, to: ModelDocument): string {
  return `sha256-${createHash('sha256').update(canonicalJson({ from, to })).digest('hex')}`
}
