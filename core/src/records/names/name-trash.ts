import type { TrashApi } from '@tenon/sdk/contract/trash-api'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { makeWithNames } from './with-names.ts'

/** The verbs over deleted records as the API has them: entities by names. */
export function nameTrash(models: Pick<ModelStore, 'get'>, trash: WithContext<TrashApi>): WithContext<TrashApi> {
  const withNames = makeWithNames(models)
  return {
    ...trash,
    list: withNames(trash.list, (page) => page),
    purge: withNames(trash.purge, (purged) => purged),
  }
}
