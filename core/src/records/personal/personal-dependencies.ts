import type { RecordsApi } from '@tenon/sdk/contract/api-contract'
import type { Access } from '../../access/make-access.ts'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'

/** What the verbs over a person's own things stand on. */
export interface PersonalDependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'hasRight'>
  /** As callers of the API have them: by names, under the actor's rights. */
  records: Pick<WithContext<RecordsApi>, 'find' | 'get'>
}
