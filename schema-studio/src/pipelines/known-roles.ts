import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { MessageKey } from '../locales/catalog.ts'

/** Roles that every tenant has, with their words. */
const BUILT_IN: Readonly<Record<string, MessageKey>> = { admin: 'roleAdmin', staff: 'roleStaff' }

export function roleWords(role: string): MessageKey | null {
  return BUILT_IN[role] ?? null
}

/** The built-in roles and those that a pipeline names already. */
export function knownRoles({ pipelines }: Pick<ModelDocument, 'pipelines'>): string[] {
  const named = Object.values(pipelines).flatMap(({ transitionRules = [], reopening }) => [
    ...transitionRules.flatMap(({ roles = [], approval }) => [...roles, ...(approval?.roles ?? [])]),
    ...(reopening?.roles ?? []),
  ])
  return [...new Set([...Object.keys(BUILT_IN), ...named])]
}
