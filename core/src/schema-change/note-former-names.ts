import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { FORMER_NAME_DAYS, type NamedPart } from '@tenon/sdk/contract/model-names'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { listRenames } from '../model/names/list-renames.ts'
import { toNames } from '../model/names/name-map.ts'

/**
 * Writes down the old names of what a publish renames, so that they work for a while, and clears away those that have
 * ended or are a part's real name from now on.
 */
export async function noteFormerNames(
  trx: Kysely<TenantTables>,
  before: ModelDocument | null,
  after: ModelDocument,
): Promise<void> {
  await trx.deleteFrom('_former_name').where('ends_at', '<=', sql<Date>`now()`).execute()
  const isReal = realNames(after)
  const kept = await trx.selectFrom('_former_name').select(['part', 'scope', 'name']).execute()
  for (const { part, scope, name } of kept.filter((one) => isReal(one.part, one.scope, one.name))) {
    await trx
      .deleteFrom('_former_name')
      .where('part', '=', part)
      .where('scope', '=', scope)
      .where('name', '=', name)
      .execute()
  }
  const renames = before === null ? [] : listRenames(before, after)
  const rows = renames
    .filter(({ part, scope, from }) => !isReal(part, scope, from))
    .map(({ part, scope, key, from }) => ({
      part,
      scope,
      key,
      name: from,
      renamed_at: sql<Date>`now()`,
      ends_at: ending(),
    }))
  if (rows.length === 0) return
  await trx
    .insertInto('_former_name')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['part', 'scope', 'name']).doUpdateSet((eb) => ({
        key: eb.ref('excluded.key'),
        renamed_at: eb.ref('excluded.renamed_at'),
        ends_at: eb.ref('excluded.ends_at'),
      })),
    )
    .execute()
}

function ending() {
  return sql<Date>`now() + make_interval(days => ${sql.lit(FORMER_NAME_DAYS)})`
}

function realNames({ entities, pipelines, names }: ModelDocument) {
  const map = toNames(names ?? {})
  const id = (part: NamedPart, scope: string, name: string) => JSON.stringify([part, scope, name])
  const real = new Set([
    ...Object.entries(entities).flatMap(([entity, { properties }]) => [
      id('entity', '', map.entity(entity)),
      ...Object.keys(properties).map((field) => id('field', entity, map.field(entity, field))),
    ]),
    ...Object.entries(pipelines).flatMap(([pipeline, { stages }]) =>
      stages.map(({ name }) => id('stage', pipeline, map.stage(pipeline, name))),
    ),
  ])
  return (part: NamedPart, scope: string, name: string) => real.has(id(part, scope, name))
}
