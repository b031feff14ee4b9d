import { type Kysely, sql } from 'kysely'
import { CONTROL_SCHEMA, type Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { derivedId } from '../jobs/derived-id.ts'
import { insertTask } from '../tasks/insert-task.ts'
import { nextRun } from './next-run.ts'
import { SCHEDULES } from './sync-schedules.ts'

/** A tenant whose schema cannot be written does not hold up the others, and is tried again after this. */
const POSTPONE_MINUTES = 10
const LOOK = 200

interface DueSchedule {
  tenant_id: string
  schema: string
  plugin: string
  name: string
  cron: string
  time_zone: string
  next_run_at: Date
}

/**
 * Writes a task for every schedule that is due, and sets its next time after now: times that were missed run once.
 * Task and next time are one transaction, and the task's id follows from schedule and time: however many processes do
 * this, and however often, one time gives one task. Resolves to how many were fired.
 */
export async function fireDueSchedules(database: Database, onError: (error: unknown) => void): Promise<number> {
  let fired = 0
  for (;;) {
    const before = fired
    const due = await readDue(database)
    for (const schedule of due) if (await fireOrPostpone(database, schedule, onError)) fired += 1
    if (due.length < LOOK || fired === before) return fired
  }
}

async function readDue(database: Database): Promise<DueSchedule[]> {
  const { rows } = await sql<DueSchedule>`
    select s.tenant_id, t.schema, s.plugin, s.name, s.cron, s.time_zone, s.next_run_at
    from ${SCHEDULES} s join ${sql.id(CONTROL_SCHEMA, 'tenant')} t on t.id = s.tenant_id
    where s.next_run_at <= now() and not s.paused order by s.next_run_at limit ${LOOK}::int`.execute(database.control)
  return rows
}

async function fireOrPostpone(
  database: Database,
  schedule: DueSchedule,
  onError: (error: unknown) => void,
): Promise<boolean> {
  try {
    const fired = await database.transaction(schedule.schema, (trx) => fire(trx, schedule))
    if (fired === 'full') onError(new Error(`${schedule.plugin} of ${schedule.schema} has too many tasks waiting`))
    return fired !== 'taken'
  } catch (error) {
    onError(error)
    // To the millisecond, as all times here: a row is found again by its time.
    await sql`update ${SCHEDULES} set
      next_run_at = date_trunc('milliseconds', now() + make_interval(mins => ${POSTPONE_MINUTES}::int))
      where ${same(schedule)}`.execute(database.control)
    return false
  }
}

/** `taken`: another process has it. `full`: its time is passed over, since the plugin has too much to do already. */
async function fire(trx: Kysely<TenantTables>, schedule: DueSchedule): Promise<'fired' | 'taken' | 'full'> {
  const { tenant_id, schema, plugin, name, cron, time_zone, next_run_at } = schedule
  const lock = sql<{ now: Date }>`
    select now() as now from ${SCHEDULES} where ${same(schedule)} and not paused for update skip locked`
  const [locked] = (await onControlPlane(() => lock.execute(trx))).rows
  if (locked === undefined) return 'taken'
  const scheduledFor = next_run_at.toISOString()
  const written = await insertTask(trx, schema, {
    id: derivedId(`${tenant_id} ${plugin} ${name} ${scheduledFor}`),
    plugin,
    kind: 'schedule',
    name,
    data: { scheduledFor },
    depth: 0,
    createdBy: 'system',
  })
  const next = nextRun({ cron, timeZone: time_zone }, locked.now)
  const goOn = sql`update ${SCHEDULES} set last_run_at = now(), paused = ${next === null}::boolean,
    next_run_at = coalesce(${next?.toISOString() ?? null}::timestamptz, next_run_at) where ${same(schedule)}`
  await onControlPlane(() => goOn.execute(trx))
  return written === 'full' ? 'full' : 'fired'
}

/** The row as it was read: another process may have fired it since. */
function same({ tenant_id, plugin, name, next_run_at }: DueSchedule) {
  return sql`tenant_id = ${tenant_id}::uuid and plugin = ${plugin} and name = ${name}
    and next_run_at = ${next_run_at.toISOString()}::timestamptz`
}
