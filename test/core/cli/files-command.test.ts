import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uuidv7 } from 'uuidv7'
import { afterAll, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

test('a check of files ends with 0 where bytes and database agree, and names what does not', async () => {
  const env = { TENON_FOLDER: join(folder, 'data'), TENON_FILES: join(folder, 'files') }
  expect(await runTenon(['tenant', 'create', 'acme', '--name', 'Acme'], env)).toMatchObject({ code: 0 })
  const stray = uuidv7()
  const place = join(folder, 'files', 't_acme', stray.slice(-2))
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, stray), 'x')
  const wrong = await runTenon(['files', 'verify'], env)
  expect(wrong.code).toBe(3)
  expect(wrong.output).toContain(`acme: ${stray} extra: bytes that no file is known for`)
  expect(wrong.output).toContain('acme: 0 files, 0 bytes.\n1 differences.')
  rmSync(join(place, stray))
  const sound = await runTenon(['files', 'verify', '--tenant', 'acme'], env)
  expect([sound.code, sound.output]).toEqual([0, expect.stringContaining('All files are as they were uploaded.')])
})

test('a folder for files that cannot be used is refused at the start, by its setting', async () => {
  const file = join(folder, 'no-folder')
  writeFileSync(file, '')
  const env = { TENON_FOLDER: join(folder, 'data'), TENON_FILES: join(file, 'files') }
  const { code, output } = await runTenon(['files', 'verify'], env)
  expect([code, output]).toEqual([1, expect.stringContaining('choose another with TENON_FILES')])
  rmSync(file)
})
