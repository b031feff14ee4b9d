import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

test('a key that is there already is left as it is, and nothing is made beside it', async () => {
  const base = join(folder, 'acme')
  expect((await runTenon(['plugin', 'keygen', base])).code).toBe(0)
  const key = readFileSync(`${base}.key`, 'utf8')
  const again = await runTenon(['plugin', 'keygen', base])
  expect(again).toEqual({
    code: 1,
    output: `tenon plugin keygen: '${base}.pub.json' cannot be used: it is there already, and is left as it is.\n`,
  })
  expect(readFileSync(`${base}.key`, 'utf8')).toBe(key)
  writeFileSync(join(folder, 'other.key'), 'ours')
  const beside = await runTenon(['plugin', 'keygen', join(folder, 'other')])
  expect([beside.code, beside.output]).toEqual([1, expect.stringContaining('other.key')])
  expect(readFileSync(join(folder, 'other.key'), 'utf8')).toBe('ours')
  expect(readdirSync(folder).sort()).toEqual(['acme.key', 'acme.pub.json', 'other.key'])
}, 60_000)

test('a word too many is named, and nothing is made', async () => {
  const { code, output } = await runTenon(['plugin', 'keygen', join(folder, 'one'), 'two'])
  expect([code, output]).toEqual([2, expect.stringContaining("'two' is one too many")])
  expect(readdirSync(folder)).not.toContain('one.key')
}, 60_000)
