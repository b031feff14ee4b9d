import type { PlanSample } from '@tenon/sdk/contract/change-plan'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import type { RowSource } from './ddl.ts'
import type { FieldCopy } from './field-copy.ts'
import { rowsOf } from './probe-queries.ts'

const SAMPLES = 20

const MASK = sql<string>`to_jsonb('•••'::text)`

/**
 * SQL that gives rows of `id`, `title`, `before`, `after` and `lost`, for those of which `where` holds. `after`: the
 * page that follows this id, in the order of ids; any rows where it is missing.
 */
export type SampleQuery = (where: 'lost' | 'other', page: SamplePage) => RawBuilder<PlanSample>

interface SamplePage {
  limit: number
  after?: string | null
}

/** Some rows with what they lose first, then such as only change. */
export async function readSamples(
  db: Kysely<TenantTables>,
  query: SampleQuery,
  hasLosses: boolean,
): Promise<PlanSample[]> {
  const lost = hasLosses ? (await query('lost', { limit: SAMPLES }).execute(db)).rows : []
  if (lost.length === SAMPLES) return lost
  const { rows: others } = await query('other', { limit: SAMPLES - lost.length }).execute(db)
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
  return (where, page) => {
    const wanted = where === 'lost' ? lost : sql`(${lost}) is not true`
    return selectRows({ source, entity: before, field, next, lost: where === 'lost', wanted, page })
  }
}

/** Rows whose field goes. */
export function leavingRows(source: RowSource, entity: CompiledEntity, field: CompiledField): SampleQuery {
  return (where, page) => {
    const wanted = where === 'lost' ? sql`true` : sql`false`
    return selectRows({ source, entity, field, next: sql`null::jsonb`, lost: true, wanted, page })
  }
}

interface Selection {
  source: RowSource
  entity: CompiledEntity
  field: CompiledField
  next: RawBuilder<unknown>
  lost: boolean
  wanted: RawBuilder<unknown>
  page: SamplePage
}

function selectRows({ source, entity, field, next, lost, wanted, page }: Selection): RawBuilder<PlanSample> {
  const [first] = field.columns
  const filled = sql`${sql.ref(`r.${first?.name}`)} is not null`
  // Publishing is no way round the mask: that a value changes is shown, not the value.
  const [before, after] = field.schema.sensitive ? [MASK, MASK] : [field.selectJson('r'), next]
  return sql<PlanSample>`select r.id, ${titleOf(entity)} as title, ${before} as before, ${after} as after,
    ${sql.lit(lost)}::boolean as lost
    from ${sampled(source)} where ${filled} and ${wanted}${paged(page)}`
}

/** Rows of an entity that goes, each with all its values. */
export function leavingRecords(source: RowSource, entity: CompiledEntity): SampleQuery {
  const fields = [...entity.fields.values()].filter(({ columns }) => columns.length > 0)
  // One field at a time: a function takes at most 100 arguments.
  const parts = fields.map((field) => sql`jsonb_build_object(${sql.lit(field.name)}, ${shown(field)})`)
  const values = parts.length === 0 ? sql`'{}'::jsonb` : sql`jsonb_strip_nulls(${sql.join(parts, sql` || `)})`
  return (where, page) => sql<PlanSample>`select r.id, ${titleOf(entity)} as title, ${values} as before,
    null::jsonb as after, true as lost
    from ${sampled(source)} where ${where === 'lost' ? sql`true` : sql`false`}${paged(page)}`
}

/** Publishing is no way round the mask: that there is a value is shown, not the value. */
function shown({ schema, columns, selectJson }: CompiledField): RawBuilder<unknown> {
  if (!schema.sensitive) return selectJson('r')
  return sql`case when ${sql.ref(`r.${columns[0]?.name}`)} is not null then ${MASK} end`
}

/** What a record is called in a plan; null where that is sensitive. Over the alias `r`. */
export function titleOf({ titleField }: CompiledEntity): RawBuilder<unknown> {
  return titleField.schema.sensitive ? sql`null::text` : sql`${titleField.selectJson('r')} #>> '{}'`
}

function paged({ after, limit }: SamplePage): RawBuilder<unknown> {
  const end = sql` limit ${sql.lit(limit)}`
  if (after === undefined) return end
  const next = after === null ? sql`` : sql` and r.id > ${after}::uuid`
  return sql`${next} order by r.id${end}`
}

/** An alias comes before the share. */
function sampled({ sample, ...place }: RowSource): RawBuilder<unknown> {
  const share = sample === undefined ? sql`` : sql` tablesample system (${sql.lit(sample.percent)})`
  return sql`${rowsOf(place)} r${share}`
}
