import type { MergeGroup } from '@tenon/sdk/contract/bulk-api'
import type { DuplicateGroup } from '@tenon/sdk/contract/duplicates-api'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'
import { fullestRecord } from './merge-choice.ts'

/** Which record of a group stays when it is merged with many others. */
export const SURVIVOR_RULES = ['fullest', 'oldest', 'newest'] as const
export type SurvivorRule = (typeof SURVIVOR_RULES)[number]

/** Ids that one page of a list takes. */
const PAGE = 200

/** The records by id, as far as they are there. */
export async function readRecords(
  { client }: Pick<AppServices, 'client'>,
  entity: string,
  ids: readonly string[],
): Promise<Map<string, TenonRecord>> {
  const known = new Map<string, TenonRecord>()
  for (let at = 0; at < ids.length; at += PAGE) {
    const where = { field: 'id', op: 'in' as const, value: ids.slice(at, at + PAGE) }
    const { records } = await client.records.find({ entity, where, limit: PAGE })
    for (const record of records) known.set(record.id, record)
  }
  return known
}

/** The record that stays, of those that are there; undefined where none is. */
export function survivorOf(
  entity: ModelViewEntity,
  records: readonly TenonRecord[],
  rule: SurvivorRule,
): TenonRecord | undefined {
  if (rule === 'fullest') return fullestRecord(entity, records)
  const [oldest] = [...records].sort((one, other) => one.createdAt.localeCompare(other.createdAt))
  const [newest] = [...records].sort((one, other) => other.updatedAt.localeCompare(one.updatedAt))
  return rule === 'oldest' ? oldest : newest
}

/** The group as it is merged: in the versions that were found, so that whatever was changed since is left alone. */
export function mergeGroup({ records }: DuplicateGroup, kept: string | undefined): MergeGroup | null {
  const versions = records.map(({ id, version }) => ({ id, version }))
  const into = versions.find(({ id }) => id === kept) ?? versions[0]
  const from = versions.filter((one) => one !== into)
  return into === undefined || from.length === 0 ? null : { into, from }
}
