import type { PlanSample } from '@tenon/sdk/contract/change-plan'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import type { RowSource } from './ddl.ts'
import type { FieldCopy } from './field-copy.ts'
import { rowsOf } from './probe-queries.ts'

const SAMPLES = 20

const MASK = sql<string>`to_jsonb('•••'::text)`

/** SQL that gives rows of `id`, `title`, `before`, `after` and `lost`, for those of which `where` holds. */
export type SampleQuery = (where: 'lost' | 'other', limit: number) => RawBuilder<PlanSample>

/** Some rows with what they lose first, then such as only change. */
export async function readSamples(
  db: Kysely<TenantTables>,
  query: SampleQuery,
  hasLosses: boolean,
): Promise<PlanSample[]> {
  const lost = hasLosses ? (await query('lost', SAMPLES).execute(db)).rows : []
  if (lost.length === SAMPLES) return lost
  const { rows: others } = await query('other', SAMPLES - lost.length).execute(db)
  return [...lost, ...others]
}

interface Copied {
  source: RowSource
  /** The entity as it is, with the field as it is. */
  before: CompiledEntity
  field: CompiledField
  after: CompiledField
  copy: FieldCopy
}

/** Rows whose field gets another type. */
export function copiedRows({ source, before, field, after, copy }: Copied): SampleQuery {
  const at = (name: string) => sql.ref(`r.${name}`)
  const values = copy.values(at)
  const named = after.columns.map(({ name }, part) => sql`${values[part] ?? sql`null`} as ${sql.id(name)}`)
  const next = sql`(select ${after.selectJson('x')} from (select ${sql.join(named)} offset 0) x)`
  const lost = copy.lost?.(at) ?? sql<boolean>`false`
  return (where, limit) => {
    const wanted = where === 'lost' ? lost : sql`(${lost}) is not true`
    return selectRows({ source, entity: before, field, next, lost: where === 'lost', wanted, limit })
  }
}

/** Rows whose field goes. */
export function leavingRows(source: RowSource, entity: CompiledEntity, field: CompiledField): SampleQuery {
  return (where, limit) => {
    const wanted = where === 'lost' ? sql`true` : sql`false`
    return selectRows({ source, entity, field, next: sql`null::jsonb`, lost: true, wanted, limit })
  }
}

interface Selection {
  source: RowSource
  entity: CompiledEntity
  field: CompiledField
  next: RawBuilder<unknown>
  lost: boolean
  wanted: RawBuilder<unknown>
  limit: number
}

function selectRows({ source, entity, field, next, lost, wanted, limit }: Selection): RawBuilder<PlanSample> {
  const [first] = field.columns
  const filled = sql`${sql.ref(`r.${first?.name}`)} is not null`
  const { titleField } = entity
  const title = titleField.schema.sensitive ? sql`null::text` : sql`${titleField.selectJson('r')} #>> '{}'`
  // Publishing is no way round the mask: that a value changes is shown, not the value.
  const [before, after] = field.schema.sensitive ? [MASK, MASK] : [field.selectJson('r'), next]
  return sql<PlanSample>`select r.id, ${title} as title, ${before} as before, ${after} as after,
    ${sql.lit(lost)}::boolean as lost
    from ${sampled(source)} where ${filled} and ${wanted} limit ${sql.lit(limit)}`
}

/** An alias comes before the share. */
function sampled({ sample, ...place }: RowSource): RawBuilder<unknown> {
  const share = sample === undefined ? sql`` : sql` tablesample system (${sql.lit(sample.percent)})`
  return sql`${rowsOf(place)} r${share}`
}
