import { once } from 'node:events'
import { chmodSync, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { runPostgres } from '../../support/run-postgres.ts'
import { runTenon } from '../../support/run-tenon.ts'
import { watchForeignLoad } from '../foreign-load.ts'
import { processTimes } from './process-times.ts'
import { sampleValues } from './sample-values.ts'
import { findPostmaster, prepareTenant, SECRET } from './start-bench.ts'

/**
 * A CSV file of 20 columns through `tenon import`, validated, with audit and events, and the same into a bare table by COPY.
 * `node test/bench/records/csv-speed.ts [--rows 100000]`
 */
const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } })
const ROWS = Number(values.rows)
const COLUMNS = Object.keys(sampleValues(0, '')).filter((name) => name !== 'account')
const folder = mkdtempSync(join(tmpdir(), 'tenon-csv-'))
chmodSync(folder, 0o755)
const file = join(folder, 'opportunities.csv')
const postgres = await runPostgres()
const say = (text: string) => process.stdout.write(`${text}\n`)

try {
  await prepareTenant(postgres.url)
  await writeCsv()
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const postmaster = await findPostmaster(client)
  const foreign = watchForeignLoad()
  await client.query(
    `create table bare (${COLUMNS.map((name) => `"${name}" text`).join(', ')}, id uuid default uuidv7() primary key)`,
  )
  const copied = await timed(() =>
    client.query(
      `copy bare (${COLUMNS.map((name) => `"${name}"`).join(', ')}) from '${file}' with (format csv, header)`,
    ),
  )
  say(`COPY of ${ROWS} rows into a bare table: ${copied.toFixed(0)} ms`)
  const mapping = join(folder, 'mapping.json')
  const fields = Object.fromEntries(
    COLUMNS.map((name) => [name, { column: name, ...(name === 'amount' && { currency: 'USD' }) }]),
  )
  const source = { file: 'opportunities.csv', entity: 'opportunity', key: 'externalId', fields }
  writeFileSync(mapping, JSON.stringify({ name: 'Bench', sources: [source] }))
  for (const kind of ['created', 'unchanged']) {
    const before = processTimes(postmaster)
    let output = ''
    const wall = await timed(async () => {
      const env = { DATABASE_URL: postgres.url, TENON_SECRET: SECRET }
      const run = await runTenon(
        ['import', mapping, '--tenant', 'bench', '--rejects', join(folder, 'rejects.csv')],
        env,
      )
      output = run.output
    })
    const told = output.trim().split('\n').slice(-3).join(' | ')
    say(
      `tenon import, ${kind}: ${wall.toFixed(0)} ms, start included; PostgreSQL ${(processTimes(postmaster) - before).toFixed(0)} ms of processor; ${told}`,
    )
  }
  const { rows } = await client.query(`select (select count(*)::int from t_bench.opportunity) as records,
    (select count(*)::int from t_bench._audit where entity = 'opportunity') as entries`)
  say(JSON.stringify(rows[0]))
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
  await client.end()
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function writeCsv(): Promise<void> {
  const out = createWriteStream(file, { mode: 0o644 })
  out.write(`${COLUMNS.join(',')}\n`)
  for (let row = 0; row < ROWS; row++) {
    const all: Record<string, unknown> = { ...sampleValues(row, ''), amount: `${1000 + (row % 90_000)}.50` }
    if (!out.write(`${COLUMNS.map((name) => `"${String(all[name])}"`).join(',')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}
