import type { CompiledEntity } from '../model/compiled-model.ts'
import { keyIn, violatedIndex } from './violated-index.ts'

/** Whether a write failed because somebody else has one of the slugs that were `made` for it. */
export function isTakenSlug(entity: CompiledEntity, cause: unknown, made: ReadonlySet<string>): boolean {
  const key = keyIn(cause)
  if (key === null || !made.has(key)) return false
  return violatedIndex(entity, cause)?.fields[0]?.type === 'slug'
}
