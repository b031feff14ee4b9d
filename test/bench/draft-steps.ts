import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenant } from '../../core/src/db/create-tenant.ts'
import { openDatabase } from '../../core/src/db/open-database.ts'
import { withPartAt } from '../../core/src/model/edits/part-at.ts'
import { mergeModel } from '../../core/src/model/merge-model.ts'
import { makeDraftCheckpoints } from '../../core/src/schema-change/draft-checkpoints.ts'
import { makeReadDraft } from '../../core/src/schema-change/read-draft.ts'
import { makeSaveDraft } from '../../core/src/schema-change/save-draft.ts'
import { readStoredDraft, writeStoredDraft } from '../../core/src/schema-change/stored-draft.ts'
import { makeUndoEdit } from '../../core/src/schema-change/undo-edit.ts'
import { entity, field } from '../core/model/sample-model.ts'

/*
 * What a history of many steps costs: bytes a step, and the time of the next step, of an undo near and far, and of a page of
 * the list. On DATABASE_URL, or the embedded database in memory. `node test/bench/draft-steps.ts [steps]`.
 */
const STEPS = Number(process.argv[2] ?? 10_000)
const [ENTITIES, FIELDS] = [20, 30]

const url = process.env['DATABASE_URL']
const database = await openDatabase(
  url === undefined ? { kind: 'pglite', folder: null } : { kind: 'postgres', url, poolSize: 3 },
)
const tenant = await createTenant(database, { slug: `bench-${Date.now() % 1e9}`, name: 'Bench' })
const system = systemContext(tenant)
const ann = randomUUID()
const ctx = { ...system, actor: { kind: 'user' as const, id: ann, name: 'Ann', roles: ['admin'] } }
const tools = { database, packages: async () => [], mergeModel, requireAdmin: () => undefined }
const db = database.tenant(tenant.schema)

const fields = Object.fromEntries(Array.from({ length: FIELDS }, (_, n) => [`field${n}`, field('text')]))
const entities = Array.from({ length: ENTITIES }, (_, n) => [`thing${n}`, entity(`thing${n}`, fields)])
let edits = { entities: Object.fromEntries(entities) } as TenantEdits
const whole = JSON.stringify(edits).length

for (let step = 0; step < STEPS; step++) {
  const path = `/entities/thing${step % ENTITIES}/properties/field${step % FIELDS}/label/en`
  edits = withPartAt(edits, { path, kind: 'changed' }, `Label ${step}`) as TenantEdits
  await database.transaction(tenant.schema, async (trx) => {
    const { revision, baseVersion } = await readStoredDraft(trx, { lock: true })
    const words = [{ en: `Change labels or layout of Label ${step}`, 'zh-CN': `更改“Label ${step}”的标签或布局` }]
    const move = { kind: 'edit' as const, actor: `user:${ann}`, words, before: null }
    await writeStoredDraft(trx, ctx, { edits, baseVersion, revision, conflicts: [], begun: {}, move })
  })
}

const { rows } = await sql<{ bytes: number; table: number }>`select avg(pg_column_size(r.*))::float as bytes,
  pg_total_relation_size(${`${tenant.schema}._draft_revision`}::regclass)::float as table
  from ${sql.id(tenant.schema, '_draft_revision')} r`.execute(database.control)
const [size] = rows
process.stdout.write(`${STEPS} steps of a draft of ${whole} characters: ${size?.bytes.toFixed(0)} bytes a row, `)
process.stdout.write(`${((size?.table ?? 0) / STEPS).toFixed(0)} bytes a step with indexes, ${size?.table} in all\n`)

const undo = makeUndoEdit(tools, 'undo')
const redo = makeUndoEdit(tools, 'redo')
const save = makeSaveDraft(tools)
const read = makeReadDraft(tools)
const { history } = makeDraftCheckpoints(tools)
await measure('a step', 20, async (n) => {
  const { revision, edits: now } = await read(ctx)
  const path = `/entities/thing1/properties/field${n}/label/en`
  const next = withPartAt(now, { path, kind: 'changed' }, `New ${n}`) as TenantEdits
  return save(ctx, { edits: next, revision })
})
await measure('an undo of the last', 20, () => undo(ctx))
await measure('a redo', 20, () => redo(ctx))
await sql`update ${sql.id(tenant.schema, '_draft_revision')} set undone = true where revision > 200`.execute(db)
await measure('an undo of one far back', 20, () => undo(ctx))
await measure('the newest page', 20, () => history(ctx))
await measure('a page in the middle', 20, () => history(ctx, { before: STEPS / 2 }))
await database.close()

async function measure(what: string, times: number, work: (n: number) => Promise<unknown>): Promise<void> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    await work(n)
    took.push(performance.now() - begun)
  }
  took.sort((one, other) => one - other)
  const at = (share: number) => took[Math.floor((times - 1) * share)]?.toFixed(1)
  process.stdout.write(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms\n`)
}
