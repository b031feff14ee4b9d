import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'

/**
 * Erases what was answered and reported about a run's records: answers under idempotency keys keep id and version (of a merge also which it was), reports of
 * actions keep how many, tasks of plugins that are over and name the person keep that they were.
 */
export async function eraseStoredAnswers(
  trx: Queryable,
  ctx: RequestContext,
  { run, entity }: { run: string; entity: string },
): Promise<void> {
  const table = (name: string) => systemTable(ctx, name)
  const targets = table('_erasure_target')
  const isTarget = (value: string) => sql`exists (select 1 from ${targets} t
    where t.run = ${run}::uuid and t.record_id::text in (${sql.ref(value)} ->> 'id', ${sql.ref(value)} #>> '{record,id}'))`
  // The person's own record, and what was merged away into it.
  const own = sql`(select t.record_id as id from ${targets} t where t.run = ${run}::uuid and t.entity = ${entity}::text)`
  const isNamed = (text: RawBuilder<unknown>) =>
    sql`exists (select 1 from ${own} o where strpos(${text}, o.id::text) > 0)`
  const seen = (value: RawBuilder<unknown>) =>
    sql`jsonb_build_object('id', ${value} -> 'id', 'version', ${value} -> 'version')`
  await sql`update ${table('_request_key')} k set answer = (
      select coalesce(json_agg(case when json_typeof(e.value -> 'record') = 'object'
        then e.value::jsonb || jsonb_build_object('record', ${seen(sql`(e.value -> 'record')`)}) else ${seen(sql`e.value`)} end
        order by e.ordinality), '[]')
      from json_array_elements(k.answer) with ordinality e)
    where k.answer is not null and json_typeof(k.answer) = 'array' and (${isNamed(sql`k.answer::text`)}
      or exists (select 1 from json_array_elements(k.answer) e where ${isTarget('e.value')}))`.execute(trx)
  await sql`update ${table('_action_run')} r set message = null, error = null, refusals = (
      select coalesce(jsonb_agg(case when ${isTarget('e.value')}
        then e.value || '{"title": null, "message": ""}'::jsonb else e.value end order by e.ordinality), '[]')
      from jsonb_array_elements(r.refusals) with ordinality e)
    where r.open ->> 'id' in (select id::text from ${own} o) or exists (select 1 from jsonb_array_elements(r.refusals) e where ${isTarget('e.value')})
      or exists (select 1 from ${table('_audit')} a where a.action = 'action.run' and a.record_id in (select id from ${own} o)
        and a.changes ->> 'run' = r.id::text)`.execute(trx)
  await sql`update ${table('_plugin_task')} set data = '{}', error = null
    where status in ('done', 'failed') and (${isNamed(sql`data::text`)} or ${isNamed(sql`error`)})`.execute(trx)
}
