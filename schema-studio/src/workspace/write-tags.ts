import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'
import { hasCode } from '../app/error-text.ts'

export interface TagPlace {
  entity: string
  id: string
}

/** What somebody did to the tags of a record. */
export type TagChange = { add: string } | { remove: string }

/** Whoever is still overtaken then is told. */
const ATTEMPTS = 6

/** The record's tags as they are now, with what they are called. */
export function readTags({ client }: Pick<AppServices, 'client'>, { entity, id }: TagPlace): Promise<TenonRecord> {
  return client.records.get({ entity, id, fields: ['tags'] })
}

/**
 * Puts a tag on a record or takes it off. Whatever others did to it meanwhile stays: after a lost race the tags are read again,
 * and the change is made on those.
 */
export async function writeTags(
  app: Pick<AppServices, 'client'>,
  place: TagPlace,
  change: TagChange,
): Promise<TenonRecord> {
  for (let attempt = 1; ; attempt++) {
    const record = await readTags(app, place)
    const before = tagsOf(record)
    const tags = 'add' in change ? [...new Set([...before, change.add])] : before.filter((id) => id !== change.remove)
    if (tags.length === before.length) return record
    try {
      return await app.client.records.update({ ...place, version: record.version, values: { tags } })
    } catch (error) {
      if (!hasCode(error, 'VERSION_CONFLICT') || attempt === ATTEMPTS) throw error
    }
  }
}

export function tagsOf(record: TenonRecord | null): string[] {
  const tags = record?.['tags']
  return Array.isArray(tags) ? tags.map(String) : []
}
