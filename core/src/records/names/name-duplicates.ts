import type { DuplicateSearch, DuplicatesApi } from '@tenon/sdk/contract/duplicates-api'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { makeWithNames, type Naming } from './with-names.ts'

/** The verbs over duplicates as the API has them: entities by names. */
export function nameDuplicates(
  models: Pick<ModelStore, 'get'>,
  duplicates: WithContext<DuplicatesApi>,
): WithContext<DuplicatesApi> {
  const withNames = makeWithNames(models)
  return {
    find: withNames(duplicates.find, (page) => page),
    startSearch: withNames(duplicates.startSearch, named),
    search: withNames(duplicates.search, (search, naming) => search && named(search, naming)),
    cancelSearch: withNames(duplicates.cancelSearch, (search, naming) => search && named(search, naming)),
    groups: withNames(duplicates.groups, (page) => page),
    setApart: withNames(duplicates.setApart, (apart) => apart),
  }
}

function named(search: DuplicateSearch, { book }: Naming): DuplicateSearch {
  return { ...search, entity: book.names.entity(search.entity) }
}
