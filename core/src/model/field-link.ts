import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import type { CompiledField } from './compiled-model.ts'

/** What the ids that a field holds name: records of an entity, or rows of one of Tenon's own tables. */
export type LinkTarget = { readonly entity: string } | { readonly table: '_user' | '_team' }

const SYSTEM_TARGETS: Partial<Record<FieldType, LinkTarget>> = {
  user: { table: '_user' },
  users: { table: '_user' },
  team: { table: '_team' },
}

/** Null for a field that holds no ids. */
export function linkTarget({ fieldType, reference }: ValueField): LinkTarget | null {
  if (fieldType === 'reference' || fieldType === 'multiReference') {
    return reference === undefined ? null : { entity: reference.entity }
  }
  return SYSTEM_TARGETS[fieldType] ?? null
}

/** Whether it holds a list of ids, which no foreign key can watch over. */
export function isIdList({ type }: Pick<CompiledField, 'type'>): boolean {
  return type === 'multiReference' || type === 'users'
}
