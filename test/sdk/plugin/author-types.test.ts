import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { writeAuthorFiles } from '../../../core/src/plugins/author-files.ts'
import { writePlugin } from '../../core/plugins/write-plugin.ts'

const TSC = join(import.meta.dirname, '../../../node_modules/typescript-7/bin/tsc')

const HOOKS = `
import { date, type Day } from '@tenon/sdk/plugin/date'
import { money, type Money } from '@tenon/sdk/plugin/money'
import { definePlugin, eachRecord, type HookContext, type JsonObject } from '@tenon/sdk/plugin'

const due: Day = date.addBusinessDays(date.today('Europe/Berlin'), 10, { holidays: ['2026-05-01'] })
export const plugin = definePlugin({
  entities: {
    vehicle: {
      beforeCreate: eachRecord(({ values }, tenon: HookContext) => {
        const { price } = values
        if (!money.isMoney(price)) return undefined
        const gross: Money = money.add(price, money.percentage(price, '19', 'halfEven'))
        return { price: gross, due, today: date.today('UTC', tenon.now()) } satisfies JsonObject
      }),
    },
  },
})
`

test("what a plugin imports is known to its author's compiler, which refuses what is wrong", async () => {
  const folder = writePlugin({
    'hooks.ts': HOOKS,
    'rules/needs-vin.ts': undefined,
    'tsconfig.json': { extends: './.tenon/tsconfig.json' },
    'package.json': { type: 'module' },
  })
  await writeAuthorFiles(folder, { model: null, plugin: null, packages: [] })
  const compile = () =>
    promisify(execFile)(process.execPath, [TSC, '-p', folder]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
  expect(await compile()).toBe('')
  const wrong = `${HOOKS}
date.startOf('decade', '2026-01-01', 'UTC')
money.add({ amount: 1, currency: 'EUR' }, money.zero('EUR'))
money.round(money.zero('EUR'), 'up')
date.nothing()
`
  writeFileSync(join(folder, 'hooks.ts'), wrong)
  const said = await compile()
  for (const word of [
    '"decade"',
    "Type 'number' is not assignable to type 'string'",
    '"up"',
    "'nothing' does not exist",
  ]) {
    expect(said).toContain(word)
  }
})
