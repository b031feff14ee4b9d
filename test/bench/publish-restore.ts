import { systemContext } from '../../core/src/context/system-context.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { startTenon } from './start-tenon.ts'

/*
 * Restores versions of a model with 50 entities of 20 fields on PostgreSQL, of which every second has one field more,
 * with values in it. `node test/bench/publish-restore.ts`
 */
const ENTITIES = 50
const FIELDS = 20
const VERSIONS = 20

const { tenon, close } = await startTenon()
try {
  const ctx = systemContext(await tenon.createTenant({ slug: 'restore', name: 'Restore' }))
  const { model, records } = tenon.services
  for (let version = 1; version <= VERSIONS; version++) {
    const { revision } = await model.draft(ctx)
    await model.saveDraft(ctx, { edits: editsOf(version), revision })
    await model.publish(ctx, { revision: revision + 1, consent: true })
    if (version === 1) await records.create(ctx, { entity: 'e0', values: { name: 'Kept', extra: 7 } })
  }
  const times: number[] = []
  for (const version of [19, 10, 5, 1, 20, 2, 15, 3]) {
    times.push(await timed(() => model.restore(ctx, { version, consent: true })))
  }
  print(`restoring a version, ${ENTITIES} entities of ${FIELDS} fields`, summarize(times))
  const { records: kept } = await records.find(ctx, { entity: 'e0' })
  process.stdout.write(`A value of version 1 afterwards: ${JSON.stringify(kept[0]?.['extra'])}\n`)
} finally {
  await close()
}

function editsOf(version: number) {
  const label = (en: string) => ({ en, 'zh-CN': en })
  const field = (name: string, fieldType: string) => [name, { fieldType, label: label(`${name} ${version}`) }] as const
  const fields = Array.from({ length: FIELDS - 1 }, (_, at) => field(`f${at}`, 'text'))
  const entities = Array.from({ length: ENTITIES }, (_, at) => {
    const name = `e${at}`
    const extra = at === 0 && version % 2 === 1 ? [field('extra', 'integer')] : []
    const properties = Object.fromEntries([field('name', 'text'), ...fields, ...extra])
    const texts = { label: label(`E ${version}`), pluralLabel: label('Es') }
    return [name, { type: 'object', name, ...texts, titleField: 'name', properties }]
  })
  return { entities: Object.fromEntries(entities) }
}
