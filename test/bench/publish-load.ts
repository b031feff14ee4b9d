import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import type { RequestContext } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import type { Tenon } from '../../core/src/create-tenon.ts'
import { type Sample, summarize } from './bench-kit.ts'
import { startTenon } from './start-tenon.ts'

/*
 * A million rows change the type of a field on PostgreSQL while people read and write: what they wait, with the change
 * and without. `node test/bench/publish-load.ts [rows] [operations per second]`
 */
const ROWS = Number(process.argv[2] ?? 1_000_000)
const PER_SECOND = Number(process.argv[3] ?? 60)
const QUIET_SECONDS = 30
const ENTITY = 'ticket'

type Kind = 'read' | 'list' | 'update' | 'create'
const KINDS: readonly Kind[] = ['read', 'update', 'list', 'create', 'read', 'update']

interface Measured {
  times: Record<Kind, number[]>
  failures: unknown[]
  /** Longest that any statement was seen waiting for a lock, in milliseconds. */
  lockWait: number
  seconds: number
}

let next = 0
const { tenon, close } = await startTenon()
try {
  await run(tenon)
} finally {
  await close()
}

async function run({ services, createTenant, database }: Tenon): Promise<void> {
  const tenant = await createTenant({ slug: 'load', name: 'Load' })
  const ctx = systemContext(tenant)
  await services.model.saveDraft(ctx, { edits: editsWith('text'), revision: 0 })
  await services.model.publish(ctx, { revision: 1 })
  process.stdout.write(`Writing ${ROWS} rows …\n`)
  await fill(ctx)
  const ids = await someIds(ctx)
  await timeDraft(ctx, 'null', editsWith('text', {}, ['mileage']))
  await timeDraft(ctx, 'unique', editsWith('text', { unique: true, indexed: false }))
  await load(ctx, { ids, until: after(3) })
  const quiet = await load(ctx, { ids, until: after(QUIET_SECONDS) })
  const { revision } = await services.model.draft(ctx)
  await services.model.saveDraft(ctx, { edits: editsWith('integer'), revision })
  await timePlans(ctx, 'cast')
  const outcome = await services.model.publish(ctx, { revision: revision + 1 })
  if (outcome.version !== null) throw new Error('The table is too small: it was changed at once')
  const busy = await load(ctx, { ids, until: async () => (await services.model.publishRun(ctx))?.status !== 'running' })
  const ended = await services.model.publishRun(ctx)
  const afterwards = await load(ctx, { ids, until: after(5) })
  report({ quiet, busy, afterwards })
  process.stdout.write(
    `The run ended '${ended?.status}' as version ${ended?.version}: ${JSON.stringify(ended?.rows)}\n`,
  )
  const [column] = (
    await sql<{ type: string }>`select format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = ${`${tenant.schema}.${ENTITY}`}::regclass and attname = 'mileage'`.execute(database.control)
  ).rows
  process.stdout.write(`Column type afterwards: ${column?.type}\n`)
}

/** S4 of the budgets: an estimate at once, then exact counts. */
async function timePlans(ctx: RequestContext, what: string): Promise<void> {
  for (const counts of ['estimated', 'exact'] as const) {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const started = performance.now()
      await tenon.services.model.plan(ctx, { counts })
      times.push(performance.now() - started)
    }
    const { p50 } = summarize(times)
    process.stdout.write(`plan (${what}), ${counts}: median ${p50.toFixed(0)} ms of ${times.length}\n`)
  }
}

/** Makes a draft, plans it and throws it away again. */
async function timeDraft(ctx: RequestContext, what: string, edits: TenantEdits): Promise<void> {
  const { revision } = await tenon.services.model.draft(ctx)
  await tenon.services.model.saveDraft(ctx, { edits, revision })
  await timePlans(ctx, what)
  await tenon.services.model.discardDraft(ctx)
}

function editsWith(fieldType: 'text' | 'integer', keywords: object = {}, required: string[] = []) {
  const label = (en: string) => ({ en, 'zh-CN': en })
  const fields = Array.from({ length: 8 }, (_, at) => [`note${at}`, { fieldType: 'text', label: label(`Note ${at}`) }])
  const properties = {
    name: { fieldType: 'text', label: label('Name') },
    mileage: { fieldType, label: label('Mileage'), indexed: true, ...keywords },
    ...Object.fromEntries(fields),
  }
  const texts = { label: label('Ticket'), pluralLabel: label('Tickets') }
  return {
    entities: { [ENTITY]: { type: 'object', name: ENTITY, ...texts, titleField: 'name', properties, required } },
  }
}

/** Ids as the server makes them: in the order of time. */
async function fill({ tenant }: RequestContext): Promise<void> {
  const table = sql.id(tenant.schema, ENTITY)
  const notes = sql.join(Array.from({ length: 8 }, (_, at) => sql.id(`note${at}`)))
  const texts = sql.join(Array.from({ length: 8 }, () => sql`md5(n::text)`))
  for (let from = 0; from < ROWS; from += 50_000) {
    await sql`insert into ${table} (id, name, mileage, ${notes})
      select (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || 'a' || substr(md5(n::text), 4, 15))::uuid,
        'Ticket ' || n, (n % 300000)::text, ${texts}
      from generate_series(${from + 1}::int, ${Math.min(ROWS, from + 50_000)}::int) n`.execute(tenon.database.control)
  }
  await sql`vacuum analyze ${table}`.execute(tenon.database.control)
}

async function someIds({ tenant }: RequestContext): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from ${sql.id(tenant.schema, ENTITY)}
    tablesample bernoulli (3)`.execute(tenon.database.control)
  return rows.map(({ id }) => id).sort((one, other) => (one.slice(-6) < other.slice(-6) ? -1 : 1))
}

function after(seconds: number): () => Promise<boolean> {
  const end = Date.now() + seconds * 1_000
  return async () => Date.now() > end
}

/** Begins one operation at each tick whether those before have ended or not: who waits does not slow the others down. */
async function load(
  ctx: RequestContext,
  { ids, until }: { ids: readonly string[]; until: () => Promise<boolean> },
): Promise<Measured> {
  const started = Date.now()
  const measured: Measured = {
    times: { read: [], list: [], update: [], create: [] },
    failures: [],
    lockWait: 0,
    seconds: 0,
  }
  const open = new Set<Promise<void>>()
  let ended = false
  const watching = watchLocks(() => ended, measured)
  for (let tick = 0; tick % PER_SECOND !== 0 || !(await until()); tick++) {
    const due = started + (tick * 1_000) / PER_SECOND
    if (due > Date.now()) await new Promise((resolve) => setTimeout(resolve, due - Date.now()))
    const kind = KINDS[tick % KINDS.length] ?? 'read'
    const doing = operation(ctx, kind, ids)
      .then((milliseconds) => void measured.times[kind].push(milliseconds))
      .catch((error: unknown) => void measured.failures.push(error))
    open.add(doing)
    void doing.finally(() => open.delete(doing))
  }
  await Promise.all(open)
  ended = true
  await watching
  measured.seconds = (Date.now() - started) / 1_000
  return measured
}

/** Each takes the next record, so that no two writers meet in one: that would be their conflict, not the change's. */
async function operation(ctx: RequestContext, kind: Kind, ids: readonly string[]): Promise<number> {
  const { records } = tenon.services
  const id = ids[next++ % ids.length] ?? ''
  const record = kind === 'update' ? await records.get(ctx, { entity: ENTITY, id, fields: ['name'] }) : null
  const started = performance.now()
  if (kind === 'read') await records.get(ctx, { entity: ENTITY, id })
  if (kind === 'list') await records.find(ctx, { entity: ENTITY, limit: 50 })
  if (kind === 'create') {
    await records.create(ctx, { entity: ENTITY, values: { name: 'New', note0: 'new' } })
  }
  if (record !== null) {
    const values = { note1: `changed ${started}` }
    await records.update(ctx, { entity: ENTITY, id, version: Number(record['version']), values })
  }
  return performance.now() - started
}

/** PostgreSQL says since when a statement waits for a lock. */
async function watchLocks(isOver: () => boolean, measured: Measured): Promise<void> {
  while (!isOver()) {
    const { rows } = await sql<{ waited: number | null }>`
      select max(extract(epoch from clock_timestamp() - l.waitstart) * 1000)::float as waited
      from pg_locks l join pg_stat_activity a using (pid)
      where not l.granted and a.query not like 'alter %' and a.query not like 'drop %' and a.query not like 'create %'
        and a.query not like 'with page %'`.execute(tenon.database.control)
    measured.lockWait = Math.max(measured.lockWait, rows[0]?.waited ?? 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function report(phases: Record<'quiet' | 'busy' | 'afterwards', Measured>): void {
  const names = { quiet: 'without the change', busy: 'while it runs', afterwards: 'afterwards' }
  process.stdout.write(`\n${ROWS} rows, ${PER_SECOND} operations a second\n`)
  process.stdout.write(
    '| operation | when | count | p50 ms | p99 ms | longest ms | over 50 ms |\n|---|---|---|---|---|---|---|\n',
  )
  for (const kind of ['read', 'list', 'update', 'create'] as const) {
    for (const [phase, { times }] of Object.entries(phases)) {
      const sample: Sample = summarize(times[kind])
      const over = times[kind].filter((time) => time > 50).length
      const figures = [sample.p50, sample.p99, Math.max(...times[kind])].map((time) => time.toFixed(1))
      process.stdout.write(
        `| ${kind} | ${names[phase as keyof typeof names]} | ${sample.count} | ${figures.join(' | ')} | ${over} |\n`,
      )
    }
  }
  for (const [phase, { failures, lockWait, seconds }] of Object.entries(phases)) {
    process.stdout.write(
      `${names[phase as keyof typeof names]}: ${seconds.toFixed(1)} s, ${failures.length} failed, longest wait for a lock ${lockWait.toFixed(1)} ms\n`,
    )
    for (const failure of failures.slice(0, 3)) process.stdout.write(`  ${String(failure)}\n`)
  }
}
