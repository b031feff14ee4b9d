import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runTenon } from '../../support/run-tenon.ts'

const text = (en: string) => ({ en, 'zh-CN': en })
const reference = (entity: string, onDelete: string) => ({
  fieldType: 'reference',
  label: text(entity),
  reference: { entity, onDelete },
})

const PART = {
  type: 'object',
  name: 'knotPart',
  label: text('Part'),
  pluralLabel: text('Parts'),
  titleField: 'name',
  properties: {
    name: { fieldType: 'text', label: text('Name'), maxLength: 80 },
    weight: { fieldType: 'integer', label: text('Weight'), minimum: 0 },
    parent: reference('knotPart', 'restrict'),
    job: reference('knotJob', 'cascade'),
  },
  required: ['name'],
}

const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
import { dueDateChanges } from './rules/due-date-changes.ts'
import { isChecked } from './rules/is-checked.ts'

export const plugin = definePlugin({
  entities: {
    knotJob: { beforeCreate: eachRecord((job, tenon) => dueDateChanges(job.values, tenon.now())) },
    knotPart: {
      beforeCreate: eachRecord((part) => {
        if (part.values.name === 'broken') throw new Error('a part that breaks')
      }),
    },
  },
  guards: { isChecked: eachRecord((job) => isChecked(job.values)) },
})
`

/** A plugin whose entities point at themselves and at each other in a circle, with this test file. */
export async function makeKnotPlugin(folder: string, tests: string): Promise<void> {
  expect(await runTenon(['plugin', 'new', 'knot', '--folder', folder])).toMatchObject({ code: 0 })
  const jobs = join(folder, 'entities/knot-job.schema.json')
  const job = JSON.parse(readFileSync(jobs, 'utf8'))
  job.properties.lead = reference('knotPart', 'setNull')
  writeFileSync(jobs, JSON.stringify(job))
  writeFileSync(join(folder, 'entities/knot-part.schema.json'), JSON.stringify(PART))
  writeFileSync(join(folder, 'hooks.ts'), HOOKS)
  writeFileSync(join(folder, 'test/knot.test.ts'), tests)
  expect(await runTenon(['plugin', 'types', folder])).toMatchObject({ code: 0 })
}
