import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { UnmergeRecords } from '../records/merging/unmerge-records.ts'
import type { UndoWriter } from './undo-writer.ts'

interface UnmergingGround {
  database: Database
  unmergeRecords: UnmergeRecords
}

/** Makes the function that takes back the merges of a run, each known by the record that stayed; the last one first. */
export function makeUnmergeWriter(
  { database, unmergeRecords }: UnmergingGround,
  { run, entity }: { run: string; entity: string },
): UndoWriter {
  async function unmerge(ctx: RequestContext, { id, merge }: Made): Promise<RecordOutcome> {
    if (merge === null) return { id, state: 'skipped', note: textIn(UNDONE, ctx.locale) }
    try {
      const { record, left, others } = await unmergeRecords(ctx, { entity, merge })
      const count = left.length + others
      return {
        id,
        state: 'done',
        version: record.version,
        ...(count > 0 && { note: textIn(leftOf(count), ctx.locale) }),
      }
    } catch (error) {
      if (!(error instanceof TenonError)) throw error
      return { id, state: 'refused', error }
    }
  }

  return async (ctx, ids, within) => {
    const outcomes: RecordOutcome[] = []
    for (const made of await readMade(database, ctx, { run, entity, ids })) {
      ctx.signal.throwIfAborted()
      if (within) await database.transaction(ctx.tenant.schema, within)
      outcomes.push(await unmerge(ctx, made))
    }
    return outcomes
  }
}

/** A merge of the run; null where it was taken back already. */
interface Made {
  id: string
  merge: string | null
}

async function readMade(
  database: Database,
  { tenant }: RequestContext,
  { run, entity, ids }: { run: string; entity: string; ids: readonly string[] },
): Promise<Made[]> {
  const { rows } = await sql<Made>`select b.record_id as id, m.id as merge
    from ${sql.id(tenant.schema, '_bulk_row')} b left join ${sql.id(tenant.schema, '_merge')} m
      on m.entity = ${entity}::text and m.kept_id = b.record_id and m.kept_version = b.version and m.undone_at is null
    where b.run = ${run}::uuid
      and b.record_id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))
    order by m.id desc nulls last, b.record_id desc`.execute(database.tenant(tenant.schema))
  return rows
}

const UNDONE = { en: 'This merge was undone already.', 'zh-CN': '此合并已撤销。' }

function leftOf(count: number) {
  return {
    en: `Not all is as it was before: changed since, or removed from the trash: ${count}.`,
    'zh-CN': `未能全部恢复：此后已修改或已从回收站移除的记录数：${count}。`,
  }
}
