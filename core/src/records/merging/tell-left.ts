import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { LeftByUnmerge, UnmergedRecords } from '@tenon/sdk/contract/record-merge'
import { sql } from 'kysely'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { rowPredicate } from '../row-predicate.ts'
import type { LeftReferences } from './return-references.ts'

interface Left {
  kept: string
  /** Fields of the record that stayed which somebody has changed since. */
  changed: readonly string[]
  left: readonly LeftReferences[]
}

const CHANGED: LocalizedText = {
  en: 'It was changed, or removed from the trash, after the merge.',
  'zh-CN': '合并之后它已被修改，或已从回收站移除。',
}

/** What is not as it was before a merge: each record that the actor may see, and how many others there are. */
export async function tellLeft(
  trx: Queryable,
  scope: RecordScope,
  { kept, changed, left }: Left,
): Promise<Pick<UnmergedRecords, 'left' | 'others'>> {
  const told: LeftByUnmerge[] = ownFields(scope, { kept, changed })
  let others = 0
  for (const { entity, ids } of left) {
    const seen = new Set(await visibleOf(trx, scope, { entity, ids }))
    others += ids.length - seen.size
    told.push(...[...seen].map((id) => ({ entity, id, reason: textIn(CHANGED, scope.ctx.locale) })))
  }
  return { left: told, others }
}

function ownFields({ ctx, access, entity }: RecordScope, { kept, changed }: Omit<Left, 'left'>): LeftByUnmerge[] {
  const labels = changed
    .filter((name) => access.canRead(name))
    .map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, ctx.locale))
  if (labels.length === 0) return []
  const listed = new Intl.ListFormat(ctx.locale, { type: 'conjunction' }).format(labels)
  const reason = { en: `Changed after the merge: ${listed}.`, 'zh-CN': `合并之后已修改：${listed}。` }
  return [{ entity: entity.name, id: kept, reason: textIn(reason, ctx.locale) }]
}

async function visibleOf(trx: Queryable, { ctx, rights }: RecordScope, { entity, ids }: LeftReferences) {
  const access = rights.readable(entity)
  if (access === null) return []
  const { rows } = await sql<{ id: string }>`select r.id from ${tableOf(ctx, access.entity)} r
    where r.id = any(${idArray(ids)}) and ${rowPredicate(access, { action: 'read', alias: 'r' })}
    order by r.id`.execute(trx)
  return rows.map(({ id }) => id)
}
