import type { PlanDependent } from '@tenon/sdk/contract/change-plan'
import { boardPath, listPath, pluginPath, studioEntityPath } from '../app/route.ts'

/** Where in the application somebody looks at what uses a field, and changes it. */
export function dependentPath({ kind, entity, name }: PlanDependent): string {
  switch (kind) {
    case 'field':
    case 'reference':
    case 'embed':
      return name === '' ? studioEntityPath(entity) : `${studioEntityPath(entity)}?field=${encodeURIComponent(name)}`
    case 'form':
    case 'list':
      return studioEntityPath(entity)
    case 'view':
    case 'filter':
      // Of views that only their owners see, it is not told which.
      return name === '' ? listPath(entity) : `${listPath(entity)}?view=${encodeURIComponent(name)}`
    case 'pipeline':
      return boardPath(name)
    case 'role':
      return '/settings/people'
    case 'site':
      return '/settings/sites'
    case 'apiUse':
      return name.startsWith('site:') ? '/settings/sites' : '/settings/api-keys'
    case 'schedule':
    case 'webhook':
      return pluginPath(name, 'automation')
    default:
      return pluginPath(name)
  }
}
