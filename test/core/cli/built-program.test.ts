import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { isBuilt } from '../../../core/bin/built-program.js'
import { bundleProgram } from '../../../core/build/bundle-program.ts'
import { placeProgram } from '../../../core/build/place-program.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'

const { folder: root, remove } = temporaryFolder()
const program = join(root, 'core/dist/tenon.js')
const source = join(root, 'core/src/records/one.ts')
const [MINUTE, DAY] = [60_000, 24 * 3_600_000]
const age = (path: string, milliseconds: number) => {
  const at = new Date(Date.now() - milliseconds)
  utimesSync(path, at, at)
}
const place = (began: number, name = 'part-1.js') =>
  placeProgram({
    program,
    began,
    files: [
      { name: 'tenon.js', code: `import './${name}'` },
      { name, code: 'part' },
    ],
  })

beforeEach(() => {
  rmSync(join(root, 'core'), { recursive: true, force: true })
  mkdirSync(join(root, 'core/src/records'), { recursive: true })
  writeFileSync(source, 'export const one = 1')
  for (const path of ['core/src/records/one.ts', 'core/src/records', 'core/src']) age(join(root, path), MINUTE)
})
afterAll(remove)

describe('the program in few files is run', () => {
  test('when it was built from the sources as they are', async () => {
    expect(isBuilt(root)).toBe(false)
    await place(Date.now())
    expect(isBuilt(root)).toBe(true)
  })

  test.each<[string, () => void]>([
    ['changes', () => writeFileSync(source, 'export const one = 2')],
    ['comes', () => writeFileSync(join(root, 'core/src/records/two.ts'), '')],
    ['goes', () => rmSync(source)],
  ])('no longer once a source %s', async (_, change) => {
    await place(Date.now() - MINUTE / 2)
    expect(isBuilt(root)).toBe(true)
    change()
    expect(isBuilt(root)).toBe(false)
  })

  test('not when a source changed while it was built', async () => {
    const began = Date.now() - 100
    writeFileSync(source, 'export const one = 2')
    await place(began)
    expect(isBuilt(root)).toBe(false)
  })
})

test('a new build leaves what a running server may still load for a day, and no half of a file', async () => {
  await place(Date.now())
  await place(Date.now(), 'part-2.js')
  const names = () => readdirSync(join(root, 'core/dist')).sort()
  expect(names()).toEqual(['part-1.js', 'part-2.js', 'tenon.js'])
  age(join(root, 'core/dist/part-1.js'), DAY + MINUTE)
  await place(Date.now(), 'part-2.js')
  expect(names()).toEqual(['part-2.js', 'tenon.js'])
})

test('its files take one byte a character, name no folder of the machine and are the same each time', async () => {
  const files = await bundleProgram()
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['tenon.js', 'test-runtime.js']))
  for (const { code } of files) {
    expect(code.search(/[^\0-\xff]/)).toBe(-1)
    expect(code).not.toContain(join(import.meta.dirname, '../../..'))
  }
  expect(files.some(({ code }) => code.includes('\\u8bb0\\u5f55'))).toBe(true)
  expect(await bundleProgram()).toEqual(files)
})
