import type { ModelDocument, ModelView } from '@tenon/sdk/contract/model-document'
import { BUILT_IN_ROLES } from '../app/role-name.ts'

/** The built-in roles, those of the tenant, and those that a pipeline names already. */
export function knownRoles(
  { pipelines }: Pick<ModelDocument, 'pipelines'>,
  own: ModelView['roleLabels'] = {},
): string[] {
  const named = Object.values(pipelines).flatMap(({ transitionRules = [], reopening }) => [
    ...transitionRules.flatMap(({ roles = [], approval }) => [...roles, ...(approval?.roles ?? [])]),
    ...(reopening?.roles ?? []),
  ])
  return [...new Set([...Object.keys(BUILT_IN_ROLES), ...Object.keys(own), ...named])]
}
