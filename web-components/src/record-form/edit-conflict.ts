import type { TenonClient } from '@tenon/sdk/client'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/** What somebody else saved while the form was open. */
export interface EditConflict {
  /** The record as it is now. */
  record: TenonRecord
  /** Null where the history may not be read. */
  by: { name: string; at: string } | null
  /** Fields whose saved values differ from those that the form started from. */
  fields: string[]
}

export interface FindConflictInput {
  client: TenonClient
  entity: string
  /** The record as the form knows it. */
  known: TenonRecord
  fields: string[]
}

export async function findConflict({ client, entity, known, fields }: FindConflictInput): Promise<EditConflict> {
  const key = { entity, id: known.id }
  const [record, history] = await Promise.all([client.records.get(key), client.records.history(key).catch(() => [])])
  const last = history.find(({ version }) => version !== null && version > known.version)
  return {
    record,
    by: last ? { name: last.actorName, at: last.at } : null,
    fields: fields.filter((field) => JSON.stringify(record[field]) !== JSON.stringify(known[field])),
  }
}
