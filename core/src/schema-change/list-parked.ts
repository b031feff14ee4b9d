import type { ParkedItem } from '@tenon/sdk/contract/api-contract'
import { PARKED_DAYS } from '@tenon/sdk/contract/change-plan'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { DraftTools } from './draft-tools.ts'
import { isHeld } from './held-parked.ts'

export type ListParked = (ctx: RequestContext) => Promise<ParkedItem[]>

/** What publishing has put aside, with the day on which it is removed for good; what was put aside first comes first. */
export function makeListParked({ database, requireAdmin }: Pick<DraftTools, 'database' | 'requireAdmin'>): ListParked {
  return async function listParked(ctx) {
    await requireAdmin(ctx)
    const db = database.tenant(ctx.tenant.schema)
    const rows = await db.selectFrom('_parked_column').selectAll().orderBy('parked_at').orderBy('id').execute()
    // Money has two columns: its field was put aside once.
    const once = rows.filter((row, at) => rows.findIndex((other) => keyOf(other) === keyOf(row)) === at)
    const documents = await readDocuments(db, [...new Set(once.map((row) => row.at_version - 1))])
    const items: ParkedItem[] = []
    for (const row of once) {
      const held = await isHeld(db, ctx.tenant.schema, row)
      items.push(describe(row, { document: documents.get(row.at_version - 1), held }))
    }
    return items
  }
}

interface ParkedRow {
  id: string
  entity: string
  field_id: string
  column_name: string
  at_version: number
  parked_at: Date
  conversion: ParkedConversion | null
}

function keyOf({ entity, field_id, at_version }: ParkedRow): string {
  return `${entity}/${field_id}/${at_version}`
}

/** The documents of the versions in which the parked parts were last in force. */
async function readDocuments(db: Kysely<TenantTables>, versions: number[]): Promise<Map<number, ModelDocument>> {
  if (versions.length === 0) return new Map()
  const query = db.selectFrom('_model_version').select(['version', 'document']).where('version', 'in', versions)
  return new Map((await query.execute()).map(({ version, document }) => [version, document]))
}

function describe(
  row: ParkedRow,
  { document, held }: { document: ModelDocument | undefined; held: boolean },
): ParkedItem {
  const entity = document?.entities[row.entity]
  const field = Object.entries(entity?.properties ?? {}).find(
    ([name, { id }]) =>
      row.field_id === (id ?? `${entity?.fieldSources[name] ?? entity?.source}/${row.entity}/${name}`),
  )
  const removedAt = new Date(row.parked_at.getTime() + PARKED_DAYS * 24 * 3_600_000)
  const hasBecome = row.conversion !== null && row.conversion.became !== null
  return {
    id: row.id,
    entity: { name: row.entity, label: entity?.label ?? { en: row.entity } },
    field:
      row.column_name === ''
        ? null
        : { id: row.field_id, label: field?.[1].label ?? { en: row.column_name }, type: row.conversion?.was ?? null },
    reason: row.column_name === '' ? 'entityRemoved' : hasBecome ? 'typeChanged' : 'fieldRemoved',
    atVersion: row.at_version,
    parkedAt: row.parked_at.toISOString(),
    removedAt: held ? null : removedAt.toISOString(),
  }
}
