import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'

/**
 * Erases what was answered and reported about a run's records: answers under idempotency keys keep id and version, reports of
 * actions keep how many, tasks of plugins that are over and name the person keep that they were.
 */
export async function eraseStoredAnswers(
  trx: Queryable,
  ctx: RequestContext,
  { run, person }: { run: string; person: string },
): Promise<void> {
  const table = (name: string) => systemTable(ctx, name)
  const isTarget = (id: string) => sql`exists (select 1 from ${table('_erasure_target')} t
    where t.run = ${run}::uuid and t.record_id::text = ${sql.ref(id)} ->> 'id')`
  const named = `%${person}%`
  await sql`update ${table('_request_key')} k set answer = (
      select coalesce(json_agg(json_build_object('id', e.value -> 'id', 'version', e.value -> 'version') order by e.ordinality), '[]')
      from json_array_elements(k.answer) with ordinality e)
    where k.answer is not null and json_typeof(k.answer) = 'array' and (k.answer::text like ${named}
      or exists (select 1 from json_array_elements(k.answer) e where ${isTarget('e.value')}))`.execute(trx)
  await sql`update ${table('_action_run')} r set message = null, error = null, refusals = (
      select coalesce(jsonb_agg(case when ${isTarget('e.value')}
        then e.value || '{"title": null, "message": ""}'::jsonb else e.value end order by e.ordinality), '[]')
      from jsonb_array_elements(r.refusals) with ordinality e)
    where r.open ->> 'id' = ${person} or exists (select 1 from jsonb_array_elements(r.refusals) e where ${isTarget('e.value')})
      or exists (select 1 from ${table('_audit')} a where a.action = 'action.run' and a.record_id = ${person}::uuid
        and a.changes ->> 'run' = r.id::text)`.execute(trx)
  await sql`update ${table('_plugin_task')} set data = '{}', error = null
    where status in ('done', 'failed') and (data::text like ${named} or error like ${named})`.execute(trx)
}
