import type { DuplicatesApi } from '@tenon/sdk/contract/duplicates-api'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { makeWithNames } from './with-names.ts'

/** The verbs over duplicates as the API has them: entities by names. */
export function nameDuplicates(
  models: Pick<ModelStore, 'get'>,
  { find, setApart }: WithContext<DuplicatesApi>,
): WithContext<DuplicatesApi> {
  const withNames = makeWithNames(models)
  return { find: withNames(find, (page) => page), setApart: withNames(setApart, (apart) => apart) }
}
