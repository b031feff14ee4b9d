import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepTemplate } from '../../../core/src/db/keep-template.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'

const CONTENT = 'the files of a database'

describe('a template that is kept', () => {
  let folder = ''
  let remove: () => void = () => undefined
  let made = 0

  beforeEach(() => {
    const temporary = temporaryFolder()
    folder = temporary.folder
    remove = temporary.remove
    made = 0
  })
  afterEach(() => remove())

  async function read(name = 'one', place = folder): Promise<string> {
    const make = async () => {
      made += 1
      return new Blob([CONTENT])
    }
    return (await keepTemplate({ name, make, folder: place })).text()
  }
  const file = (name = 'one') => join(folder, `${name}.tar`)

  test('is made once', async () => {
    expect([await read(), await read()]).toEqual([CONTENT, CONTENT])
    expect(made).toBe(1)
    expect(readdirSync(folder)).toEqual(['one.tar'])
  })

  test.each([
    ['cut off', (path: string) => truncateSync(path, 10)],
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['overwritten', (path: string) => writeFileSync(path, 'x'.repeat(100))],
    [
      'changed in one place',
      (path: string) =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, index) => (index === 3 ? byte ^ 1 : byte)),
        ),
    ],
  ])('is made again where its file was %s', async (_what, spoil) => {
    await read()
    spoil(file())
    expect(await read()).toBe(CONTENT)
    expect(made).toBe(2)
    expect(await read()).toBe(CONTENT)
    expect(made).toBe(2)
  })

  test('is whole for all who make it at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => read()))
    expect(all).toEqual(Array.from({ length: 5 }, () => CONTENT))
    expect(await read()).toBe(CONTENT)
    expect(readdirSync(folder)).toEqual(['one.tar'])
  })

  test('is made each time where nothing can be written', async () => {
    writeFileSync(join(folder, 'file'), '')
    const place = join(folder, 'file', 'inside')
    expect([await read('one', place), await read('one', place)]).toEqual([CONTENT, CONTENT])
    expect(made).toBe(2)
  })

  test('takes the place of the oldest, and of what another process has left behind', async () => {
    for (const [index, name] of ['pglite-0.1.0.tar', 'first.tar.4711', 'second.tar', 'third.tar'].entries()) {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), index + 1, index + 1)
    }
    writeFileSync(join(folder, 'of-somebody-else.txt'), '')
    await read()
    expect(readdirSync(folder).sort()).toEqual(['of-somebody-else.txt', 'one.tar', 'second.tar', 'third.tar'])
  })
})
