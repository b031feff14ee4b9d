import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withPartAt } from '../../../core/src/model/edits/part-at.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeDiscardDraft } from '../../../core/src/schema-change/discard-draft.ts'
import { makeSaveDraft } from '../../../core/src/schema-change/save-draft.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { covers, flat } from '../model/edits/flat-parts.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

const PACKAGES = [
  pluginPackage('demo', { entities: [entity('car', { vin: field('text'), note: field('text') }), entity('bike', {})] }),
]

const PATHS = [
  ...['/entities/car/label/en', '/entities/bike/label/en', '/entities/car/properties/vin/label/en'],
  ...['/entities/car/properties/vin/maxLength', '/entities/car/properties/note/maxLength'],
]
const OWN = ['/entities/car/properties/extra', '/entities/bike/properties/extra']

const step = fc.oneof(
  fc.record({ path: fc.constantFrom(...PATHS), value: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ path: fc.constantFrom(...OWN), value: fc.integer({ min: 0, max: 3 }) }),
)
/** Seldom: most conflicts come from not having looked. */
const looks = fc.constantFrom(true, false, false, false)
/** Who makes which step; before it, whether that one has looked at what the other has saved. */
const interleaving = fc.array(fc.record({ who: fc.constantFrom(0, 1), looks, step }), {
  minLength: 3,
  maxLength: 5,
})

/** A text for labels, a number for lengths, and a whole field (none for 0) for fields of the tenant's own. */
function edited(edits: TenantEdits, { path, value }: { path: string; value: number }): TenantEdits {
  const own = value === 0 ? undefined : field('text', { label: { en: `Extra ${value}` } })
  const part = path.endsWith('/en') ? `Label ${value}` : path.endsWith('/maxLength') ? value : own
  return withPartAt(edits, { path, kind: 'changed' }, part) as TenantEdits
}

interface Saved {
  before: TenantEdits
  after: TenantEdits
}

/** Paths that a save changed, with what it made of them. */
function changes({ before, after }: Saved): Map<string, unknown> {
  const [was, is] = [flat(before), flat(after)]
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path))
  return new Map(paths.map((path) => [path, is.get(path)]))
}

function shownIn(conflicts: EditConflict[], path: string, value: unknown): boolean {
  return conflicts.some((conflict) => {
    const sides = [conflict.mine, conflict.theirs].map((side) => flat(side, conflict.path).get(path))
    return covers(conflict, path) && sides.includes(value as never)
  })
}

test('in 1,000 random interleavings of two admins no edit is lost: it holds, or it is one side of a conflict', async () => {
  const database = await openTestDatabase('pglite')
  const tenant = await openPublishingTenant(database)
  const document = mergeModel(structuredClone(PACKAGES), {})
  await tenant.publishModel(tenant.ctx, { document, edits: {}, baseVersion: 0 })
  const tools = { database, packages: async () => PACKAGES, mergeModel, requireAdmin: () => undefined }
  const saveDraft = makeSaveDraft(tools)
  const discardDraft = makeDiscardDraft(tools)
  let conflicting = 0

  await fc.assert(
    fc.asyncProperty(interleaving, async (turns) => {
      let latest: ModelDraft = await discardDraft(tenant.ctx)
      const seen: ModelDraft[] = [latest, latest]
      for (const { who, looks, step: made } of turns) {
        if (looks) seen[who] = latest
        const mine = seen[who] ?? latest
        const edits = edited(mine.edits, made)
        const saved = await saveDraft(tenant.ctx, { edits, revision: mine.revision, baseVersion: mine.baseVersion })
        const now = flat(saved.edits)
        const own = changes({ before: mine.edits, after: edits })
        // What this one did holds. What the other did since holds too, or is shown beside it.
        for (const [path, value] of own) expect([path, now.get(path)]).toEqual([path, value])
        for (const [path, value] of changes({ before: mine.edits, after: latest.edits })) {
          if (now.get(path) !== value)
            expect([path, value, shownIn(saved.conflicts, path, value)]).toEqual([path, value, true])
        }
        // No conflict of before goes away but by an answer of somebody who has seen it.
        for (const { path } of latest.conflicts) {
          const answered = mine === latest && [...own.keys()].some((at) => at === path || at.startsWith(`${path}/`))
          const isThere = saved.conflicts.some((one) => path === one.path || path.startsWith(`${one.path}/`))
          expect(answered || isThere).toBe(true)
        }
        if (saved.conflicts.length > 0) conflicting += 1
        latest = saved
        seen[who] = saved
      }
    }),
    { numRuns: 1_000 },
  )
  expect(conflicting).toBeGreaterThan(100)
  await database.close()
}, 240_000)
