import type { TagsApi } from '@tenon/sdk/contract/tags-api'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { makeOnce } from '../idempotency/make-once.ts'

/** A tag is made once under an idempotency key: sent again, the request is not told that the name is taken. */
export function onceTags(database: Database, tags: WithContext<TagsApi>): WithContext<TagsApi> {
  return { ...tags, create: makeOnce({ database })('tags.create', tags.create) }
}
