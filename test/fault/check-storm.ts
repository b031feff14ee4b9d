import { expect } from 'vitest'
import type { StormReport } from './write-storm.ts'

type Query = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>

/** What the database holds of a storm's records: rows, audit entries, events and kept answers, each by record. */
export async function checkStorm(query: Query, schema: string, storm: StormReport & { prefix: string }): Promise<void> {
  expect(storm.unexpected).toEqual([])
  expect(storm.unexplained).toBe(0)
  const { rows } = await query(
    `select r.name, r.id::text as id, r.version,
      (select count(*)::int from ${schema}._audit a where a.record_id = r.id and a.action = 'create') as audited,
      (select count(*)::int from ${schema}._outbox o where o.record_id = r.id and o.type = 'record.created') as told,
      (select count(*)::int from ${schema}._request_key k where k.key = r.name and k.answer is not null) as kept
    from ${schema}.account r where r.name like $1`,
    [`${storm.prefix}%`],
  )
  const found = rows as Array<{
    name: string
    id: string
    version: number
    audited: number
    told: number
    kept: number
  }>
  // None lost, none twice, none that nobody was told of.
  expect(new Map(found.map(({ name, id }) => [name, id]))).toEqual(new Map(storm.acknowledged))
  expect(found).toHaveLength(storm.acknowledged.size)
  // None half done.
  expect(found.filter((row) => row.version !== 1 || row.audited !== 1 || row.told !== 1 || row.kept !== 1)).toEqual([])
  // Nor the half of one whose record is not there.
  const orphans = await query(
    `select count(*)::int as count from ${schema}._audit a where a.action = 'create' and a.entity = 'account'
      and not exists (select 1 from ${schema}.account r where r.id = a.record_id)`,
    [],
  )
  expect(orphans.rows).toEqual([{ count: 0 }])
}

/** One line for whoever reads the run's output. */
export function tellStorm(fault: string, { acknowledged, sent, refused }: StormReport, more = ''): void {
  const refusals = Object.entries(refused).map(([code, count]) => `${code} ${count}`)
  process.stdout.write(
    `fault ${fault}: ${sent} requests sent, ${acknowledged.size} records acknowledged, refused ${refusals.join(', ') || 'none'}; lost 0, doubled 0, half done 0${more}\n`,
  )
}
