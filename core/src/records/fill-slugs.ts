import type { PersonName } from '@tenon/sdk/contract/field-type'
import { fullNameOf } from '@tenon/sdk/contract/full-name'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { slugOf } from '../model/field-types/coded-text-types.ts'
import { fieldsOfType } from '../model/fields-of-type.ts'
import { snakeCase } from '../model/sql-names.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import type { Positioned } from './settled.ts'

const MAX_LENGTH = 100
const FIRST_WINDOW = 20

type Writes = ReadonlyArray<Positioned<ApprovedWrite>>

/** New records with the slugs that were made for them. */
export interface SlugFill {
  writes: Writes
  made: ReadonlySet<string>
}

/**
 * Gives new records without a slug one made of the field that `slugFrom` names: `new-wheels`, and where it must be
 * unique and is taken `new-wheels-2`, `new-wheels-3` … Somebody else may take it in the same moment: the unique index
 * then says so, and the caller tries again with a higher `attempt`, which leaves some free ones to the others.
 */
export async function fillSlugs(
  database: Database,
  scope: RecordScope,
  { writes, attempt }: { writes: Writes; attempt: number },
): Promise<SlugFill> {
  let current = writes
  const made = new Set<string>()
  for (const field of fieldsOfType(scope.entity, 'slug')) {
    if (field.schema.slugFrom === undefined) continue
    const bases = current.map(({ value }) => baseOf(scope, field, value.values))
    const slugs = await chooseSlugs(database, scope, { field, bases, attempt })
    for (const slug of slugs) if (slug !== null) made.add(slug)
    current = current.map((write, index) => withSlug(write, field.name, slugs[index] ?? null))
  }
  return { writes: current, made }
}

/** Null where a slug was given, or there is nothing to make one of. */
function baseOf({ entity }: RecordScope, { name, schema }: CompiledField, values: JsonObject): string | null {
  const source = values[schema.slugFrom ?? '']
  if (typeof values[name] === 'string' || source === undefined || source === null) return null
  const longest = Math.min(schema.maxLength ?? MAX_LENGTH, MAX_LENGTH)
  // Text of signs alone makes no slug; the record must have an address all the same.
  const slug = slugOf(textOf(source), longest) || snakeCase(entity.name).replaceAll('_', '-')
  return trimmed(slug, longest)
}

function textOf(source: JsonValue): string {
  return typeof source === 'object' ? fullNameOf(source as PersonName) : String(source)
}

function trimmed(slug: string, length: number): string {
  return [...slug].slice(0, length).join('').replace(/-+$/, '')
}

function withSlug(write: Positioned<ApprovedWrite>, name: string, slug: string | null): Positioned<ApprovedWrite> {
  if (slug === null) return write
  const { value } = write
  return { ...write, value: { ...value, values: { ...value.values, [name]: slug } } as ApprovedWrite }
}

interface Choice {
  field: CompiledField
  bases: ReadonlyArray<string | null>
  attempt: number
}

async function chooseSlugs(database: Database, scope: RecordScope, { field, bases, attempt }: Choice) {
  if (field.schema.unique !== true) return bases
  const chosen = new Set<string>()
  const slugs: Array<string | null> = bases.map(() => null)
  for (const [base, places] of Map.groupBy(bases.keys(), (place) => bases[place] ?? null)) {
    const list = [...places]
    const free =
      base === null ? [] : await freeSlugs(database, scope, { field, base, chosen, attempt, count: list.length })
    for (const [index, slug] of free.entries()) {
      chosen.add(slug)
      slugs[list[index] ?? -1] = slug
    }
  }
  return slugs
}

interface Search {
  field: CompiledField
  base: string
  /** Taken by others of the batch. */
  chosen: ReadonlySet<string>
  attempt: number
  count: number
}

/** Looks at ever more candidates at once: each look is one query that the unique index answers. */
async function freeSlugs(database: Database, scope: RecordScope, { field, base, chosen, attempt, count }: Search) {
  const skipped = Math.floor(Math.random() * attempt * 2)
  const found: string[] = []
  for (let from = 1, size = FIRST_WINDOW + count; found.length < skipped + count; from += size, size *= 4) {
    const candidates = Array.from({ length: size }, (_, index) => numbered(field, base, from + index))
    const taken = await takenSlugs(database, scope, { field, candidates })
    found.push(...candidates.filter((candidate) => !taken.has(candidate) && !chosen.has(candidate)))
  }
  return found.slice(skipped, skipped + count)
}

function numbered({ schema }: CompiledField, base: string, number: number): string {
  if (number === 1) return base
  const suffix = `-${number}`
  return trimmed(base, Math.min(schema.maxLength ?? MAX_LENGTH, MAX_LENGTH) - suffix.length) + suffix
}

async function takenSlugs(
  database: Database,
  { ctx, entity }: RecordScope,
  { field, candidates }: { field: CompiledField; candidates: string[] },
): Promise<Set<string>> {
  const column = sql.id(field.columns[0]?.name ?? '')
  const { rows } = await sql<{ slug: string }>`
    select ${column} as slug from ${tableOf(ctx, entity)}
    where deleted_at is null and ${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(candidates)}::jsonb)))`.execute(
    database.tenant(ctx.tenant.schema),
  )
  return new Set(rows.map(({ slug }) => slug))
}
