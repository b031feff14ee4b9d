import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { heldRecords } from '../db/held-records.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { isOwnParked, type LeavingData } from './leaving-data.ts'

/** @throws TenonError CONFLICT where a record on hold is among what would be deleted for good, or has such fields */
export async function refuseHeldData(
  db: Kysely<TenantTables>,
  { tenant, locale }: RequestContext,
  { plugin, data }: { plugin: string; data: LeavingData },
): Promise<void> {
  const entities = [...data.entities, ...data.fields.map(({ entity }) => entity)]
  const { rows } = await sql<{ count: number }>`
    select count(distinct h.id)::int as count from ${heldRecords(tenant.schema)} h where h.entity = any(${entities}::text[])
      or h.entity in (select entity from ${sql.id(tenant.schema, '_parked_column')} where ${isOwnParked({ plugin, data })})`.execute(
    db,
  )
  const count = rows[0]?.count ?? 0
  if (count === 0) return
  const message = {
    en: `the data of plugin '${plugin}' cannot be deleted for good: ${count} of the records concerned must be kept (on hold); release them first, or have the data put aside`,
    'zh-CN': `插件 '${plugin}' 的数据无法彻底删除：其中 ${count} 条记录必须保留；请先解除保留，或选择移出数据`,
  }
  throw new TenonError({ code: 'CONFLICT', message: textIn(message, locale), plugin })
}
