import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { shownValue } from '../model/field-types/shown-value.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import { readJsonFile } from './read-json-file.ts'
import type { PluginSource } from './read-plugin-file.ts'

const FOLDER = 'locales'
const MAX_TEXTS = 2_000
const MAX_LENGTH = 2_000

/**
 * `locales/<language>.json`: flat objects from key to text, for `tenon.i18n.t`. Every language has the same keys as
 * English, so that nobody reads a mixture by mistake; plural forms (`tasks_one`) may differ, because languages do.
 */
export async function readLocales(source: PluginSource, problems: PluginProblem[]): Promise<PluginPackage['locales']> {
  const locales: PluginPackage['locales'] = {}
  for (const file of await source.list(FOLDER)) {
    const locale = LOCALES.find((known) => file === `${FOLDER}/${known}.json`)
    if (locale === undefined) problems.push(strangeFile(file))
    else {
      const value = await readJsonFile(source, file, problems)
      if (value === undefined) continue
      const found = checkTexts(file, value)
      problems.push(...found)
      if (found.length === 0) locales[locale] = value as Record<string, string>
    }
  }
  problems.push(...compareKeys(locales))
  return locales
}

function checkTexts(file: string, value: unknown): PluginProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [notFlat(file, '')]
  const entries = Object.entries(value)
  if (entries.length > MAX_TEXTS) {
    const problem = { en: `at most ${MAX_TEXTS} texts are allowed`, 'zh-CN': `最多 ${MAX_TEXTS} 条文本` }
    return [fileProblem(file, 'maxProperties', problem)]
  }
  return entries
    .filter(([, text]) => typeof text !== 'string' || text.length > MAX_LENGTH)
    .map(([key]) => notFlat(file, `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}

function compareKeys(locales: Partial<Record<Locale, Record<string, string>>>): PluginProblem[] {
  const others = Object.entries(locales).filter(([locale]) => locale !== 'en')
  const { en } = locales
  if (en === undefined) {
    const problem = { en: 'the English texts are missing', 'zh-CN': '缺少英文文本' }
    return others.length === 0 ? [] : [fileProblem(`${FOLDER}/en.json`, 'missing', problem)]
  }
  const wanted = new Set(Object.keys(en).map(withoutForm))
  return others.flatMap(([locale, texts]) => {
    const known = new Set(Object.keys(texts).map(withoutForm))
    const missing = [...wanted].filter((key) => !known.has(key))
    const strange = [...known].filter((key) => !wanted.has(key))
    const file = `${FOLDER}/${locale}.json`
    return [...missing.map((key) => missingText(file, key)), ...strange.map((key) => strangeText(file, key))]
  })
}

/** Which plural forms there are is the language's own matter. */
function withoutForm(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '')
}

function missingText(file: string, key: string): PluginProblem {
  const shown = shownValue(key)
  return fileProblem(file, 'missingText', { en: `the text ${shown} is missing`, 'zh-CN': `缺少文本 ${shown}` })
}

function strangeText(file: string, key: string): PluginProblem {
  const shown = shownValue(key)
  const problem = { en: `English has no text ${shown}`, 'zh-CN': `英文中没有文本 ${shown}` }
  return { ...fileProblem(file, 'unknownText', problem), pointer: `/${key}` }
}

function notFlat(file: string, pointer: string): PluginProblem {
  const problem = {
    en: `expected an object of texts of at most ${MAX_LENGTH} characters, such as {"greeting": "Hello {name}"}`,
    'zh-CN': `应为文本组成的对象，每条最多 ${MAX_LENGTH} 个字符，例如 {"greeting": "你好，{name}"}`,
  }
  return { ...fileProblem(file, 'text', problem), pointer }
}

function strangeFile(file: string): PluginProblem {
  const expected = LOCALES.map((locale) => `${locale}.json`)
  return fileProblem(file, 'fileName', {
    en: `no language of this name is known; expected ${expected.join(' or ')}`,
    'zh-CN': `不识别该语言文件；应为 ${expected.join(' 或 ')}`,
  })
}
