import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CATALOGS, type MessageKey } from '../../../schema-studio/src/locales/catalog.ts'
import { translate } from '../../../schema-studio/src/locales/translate.ts'

const keys = Object.keys(CATALOGS.en) as MessageKey[]

test('both languages ask for the same parameters in every text', () => {
  const parameters = (text: string) => [...new Set(text.match(/(?<=\{)\w+/g) ?? [])].sort()
  const different = keys.filter((key) => `${parameters(CATALOGS.en[key])}` !== `${parameters(CATALOGS['zh-CN'][key])}`)
  expect(different).toEqual([])
})

test('each text has a key of its own: a second one of that name would take its place in other parts', async () => {
  const folder = join(import.meta.dirname, '../../../schema-studio/src/locales')
  for (const language of ['en', 'zh-cn']) {
    const areas = await Promise.all(globSync(`${folder}/${language}/*.ts`).map((file) => import(file)))
    const names = areas.flatMap((area: object) => Object.values(area)).flatMap((texts: object) => Object.keys(texts))
    expect(names.length).toBeGreaterThan(500)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  }
})

test('no text is empty, and Chinese texts are not left in English', () => {
  // A name, and what is nothing but punctuation around other texts.
  const sameByNature = new Set<MessageKey>(['actorSystem', 'withLabel'])
  const untranslated = keys.filter((key) => !sameByNature.has(key) && !/\p{Script=Han}/u.test(CATALOGS['zh-CN'][key]))
  expect(keys.filter((key) => CATALOGS.en[key].trim() === '')).toEqual([])
  expect(untranslated).toEqual([])
})

test('numbers follow the language, and English has a word for one', () => {
  expect(translate('en', 'recordCount', { count: 1 })).toBe('1 record')
  expect(translate('en', 'recordCount', { count: 8800 })).toBe('8,800 records')
  expect(translate('zh-CN', 'recordCount', { count: 8800 })).toBe('8,800 条记录')
})

test('what a parameter holds is never read as a text of its own', () => {
  expect(translate('en', 'deleted', { title: '{title} {count}' })).toBe('“{title} {count}” deleted.')
})

test('what a parameter holds turns nothing of its sentence around', () => {
  expect(translate('en', 'deleted', { title: '\u202eevil' })).toBe('“evil” deleted.')
  expect(translate('zh-CN', 'deleted', { title: '\u05e9\u05dc 3' })).toContain('\u2068\u05e9\u05dc 3\u2069')
  expect(translate('en', 'deleted', { title: 'Ada 林' })).toBe('“Ada 林” deleted.')
})
