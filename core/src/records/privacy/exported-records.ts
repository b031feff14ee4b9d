import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { readNames, type WantedNames, want, wantTags, wantValue } from '../timeline/known-names.ts'

/** One record of a person with all that is kept of it. Names as the API has them. */
export interface ExportedRecord {
  entity: string
  label: string
  id: string
  title: string
  deleted: boolean
  values: JsonObject
  /** What ids in it are called. */
  names: Record<string, string>
  history: Array<{
    at: string
    action: string
    by: string
    changes: Record<string, { old?: JsonValue; new?: JsonValue }>
  }>
  stages: Array<{ at: string; pipeline: string; from: string | null; to: string; by: string }>
  files: Array<{ field: string; key: string; id: string; name: string; type: string; size: number; uploadedAt: string }>
  shares: Array<{ at: string; with: string; canEdit: boolean; endsAt: string | null }>
  /** The same by keys, for whoever formats it. */
  keys: { entity: string; values: JsonObject }
  labelTexts: Record<string, string>
}

interface Scope {
  ctx: RequestContext
  model: CompiledModel
}

interface Row {
  id: string
  title: string | null
  body: JsonObject
  history: ExportedRecord['history'] | null
  stages: ExportedRecord['stages'] | null
  files: Array<{ id: string; field: string; facts: StoredFile; at: string }> | null
  shares: ExportedRecord['shares'] | null
}

/** Reads a batch of records of one entity in one statement, and what ids in them are called in a second. */
export async function readExported(
  db: Queryable,
  scope: Scope,
  { entity, ids }: { entity: CompiledEntity; ids: readonly string[] },
): Promise<ExportedRecord[]> {
  const { ctx, model } = scope
  const table = (name: string) => systemTable(ctx, name)
  const stamp = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const mine = (alias: string) =>
    sql`${sql.ref(`${alias}.entity`)} = ${entity.name}::text and ${sql.ref(`${alias}.record_id`)} = r.id`
  const { rows } = await sql<Row>`
    select r.id, ${entity.titleField.titleText('r')} as title, ${completeJson(entity, 'r', { tagged: hasCommonTags(entity) })} as body,
      (select json_agg(json_build_object('at', ${stamp('a.at')}, 'action', a.action, 'by', a.actor, 'changes', a.changes)
        order by a.id) from ${table('_audit')} a where ${mine('a')} and a.action <> 'action.run') as history,
      (select json_agg(json_build_object('at', ${stamp('s.at')}, 'pipeline', s.pipeline, 'from', s.from_stage,
        'to', s.to_stage, 'by', s.actor) order by s.id) from ${table('_stage_history')} s where ${mine('s')}) as stages,
      (select json_agg(json_build_object('id', f.id, 'field', f.field_id, 'facts', f.facts, 'at', ${stamp('f.created_at')})
        order by f.id) from ${table('_file')} f where ${mine('f')} and f.facts is not null) as files,
      (select json_agg(json_build_object('at', ${stamp('h.created_at')}, 'canEdit', h.can_edit, 'endsAt', ${stamp('h.ends_at')},
        'with', coalesce(u.name, t.name, '')) order by h.id) from ${table('_share')} h
        left join ${table('_user')} u on u.id = h.user_id left join ${table('_team')} t on t.id = h.team_id
        where ${mine('h')}) as shares
    from ${tableOf(ctx, entity)} r where r.id = any(${[...ids]}::uuid[]) order by r.id`.execute(db)
  const { rights } = fullScope({ ctx, model, timeZone: 'UTC' }, entity)
  const { labels } = await readNames(db, ctx, { wanted: wantedNames(entity, rows), rights })
  return rows.map((row) => described(row, { ...scope, entity, labels }))
}

function wantedNames(entity: CompiledEntity, rows: readonly Row[]): WantedNames {
  const wanted: WantedNames = new Map()
  const wantActor = (actor: unknown) => {
    if (typeof actor === 'string' && actor.startsWith('user:')) want(wanted, '_user', actor.slice('user:'.length))
  }
  for (const { body, history, stages } of rows) {
    want(wanted, '_user', body['ownerId'])
    for (const name of ['createdBy', 'updatedBy']) wantActor(body[name])
    for (const { by } of [...(history ?? []), ...(stages ?? [])]) wantActor(by)
    const values = [body, ...(history ?? []).flatMap(({ changes }) => sidesOf(changes))]
    for (const side of values) {
      if (hasCommonTags(entity)) wantTags(wanted, side[TAGS_FIELD])
      for (const [name, value] of Object.entries(side)) {
        const schema = entity.fields.get(name)?.schema
        if (schema !== undefined) wantValue(wanted, schema, value)
      }
    }
  }
  return wanted
}

/** Values before and after, as two records. */
function sidesOf(changes: ExportedRecord['history'][number]['changes']): JsonObject[] {
  const side = (key: 'old' | 'new') =>
    Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change?.[key] ?? null]))
  return [side('old'), side('new')]
}

interface Ground extends Scope {
  entity: CompiledEntity
  labels: Record<string, string>
}

function described(row: Row, ground: Ground): ExportedRecord {
  const { id, title, body, history, stages, files, shares } = row
  const { model, entity, ctx } = ground
  const text = JSON.stringify(row)
  const labels = Object.fromEntries(Object.entries(ground.labels).filter(([one]) => text.includes(one)))
  const { names } = nameBook(model)
  const named = <T>(part: Record<string, T>) =>
    Object.fromEntries(Object.entries(part).map(([key, value]) => [names.field(entity.name, key), value] as const))
  const person = (actor: string) => labels[actor.replace(/^user:/, '')] ?? actor
  const fieldWithId = new Map([...entity.fields.values()].map((field) => [field.id, field.name]))
  return {
    ...{ entity: names.entity(entity.name), label: textIn(entity.schema.label, ctx.locale), id, title: title ?? '' },
    ...{ deleted: body['deletedAt'] !== null, values: named(body), names: labels },
    history: (history ?? []).map((entry) => ({ ...entry, by: person(entry.by), changes: named(entry.changes) })),
    stages: (stages ?? []).map((stay) => ({ ...stay, by: person(stay.by) })),
    files: (files ?? []).map((file) => {
      const key = fieldWithId.get(file.field) ?? file.field
      const { name, type, size } = file.facts
      return { field: names.field(entity.name, key), key, id: file.id, name, type, size, uploadedAt: file.at }
    }),
    shares: shares ?? [],
    keys: { entity: entity.name, values: body },
    labelTexts: labels,
  }
}
