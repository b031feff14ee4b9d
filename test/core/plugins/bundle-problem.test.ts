import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundleHooks } from '../../../core/src/plugins/bundle-hooks.ts'
import { bundleProblem } from '../../../core/src/plugins/bundle-problem.ts'

const root = mkdtempSync(join(tmpdir(), 'tenon-bundles-'))
afterAll(() => rmSync(root, { recursive: true }))

async function problemOf(files: Record<string, string>) {
  const folder = mkdtempSync(join(root, 'plugin-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const bundle = await bundleHooks(folder)
  if (!('problem' in bundle)) throw new Error('it was bundled')
  const { file, line, problem } = bundle.problem
  return { file, line, ...problem }
}

const RULE = "import { rule } from './rules/rule.ts'\nexport const plugin = { a: rule }\n"

test.each([
  [
    'that cannot be read',
    { 'hooks.ts': RULE, 'rules/rule.ts': 'export const rule: number = 1\nexport const b = { c d }\n' },
    { file: 'rules/rule.ts', line: 2, en: 'it cannot be bundled: Expected `,` or `}` but found `Identifier`' },
  ],
  [
    'that imports what another file does not export',
    { 'hooks.ts': RULE, 'rules/rule.ts': 'export const other = 1\n' },
    {
      file: 'hooks.ts',
      line: 1,
      en: expect.stringMatching(
        /^it cannot be bundled: "rule" is not exported by "rules\/rule\.ts"\. \(If you meant to import a type/,
      ),
    },
  ],
  [
    'that waits while it is loaded',
    { 'hooks.ts': 'export const plugin = {}\nawait 1\n' },
    {
      file: 'hooks.ts',
      line: 2,
      en: expect.stringContaining("'await' stands outside of a function"),
      'zh-CN': expect.stringContaining('await 位于函数之外'),
    },
  ],
  [
    'with a decorator',
    {
      'hooks.ts': RULE,
      'rules/rule.ts':
        '// a@b.example\nconst log = (it: unknown) => it\nexport class Job {\n  @log\n  run() {}\n}\nexport const rule = new Job()\n',
    },
    {
      file: 'rules/rule.ts',
      line: 4,
      en: expect.stringContaining('it has a decorator'),
      'zh-CN': expect.stringContaining('装饰器'),
    },
  ],
  [
    'that imports a package',
    { 'hooks.ts': RULE, 'rules/rule.ts': 'export const rule = 1\n\nimport { merge } from "lodash"\nmerge()\n' },
    { file: 'rules/rule.ts', line: 3, en: expect.stringContaining("it imports 'lodash'; a plugin's code may import") },
  ],
])('code %s is told with its file, line and what helps', async (_what, files, told) => {
  expect(await problemOf(files)).toMatchObject(told)
})

test('a bundler that fails without a place is told in its words, without the folder’s', () => {
  const { file, line, problem } = bundleProblem('/plugins/bike', new Error('no room for /plugins/bike/hooks.ts'))
  expect({ file, line, ...problem }).toMatchObject({
    file: 'hooks.ts',
    en: 'it cannot be bundled: no room for hooks.ts',
  })
  expect(line).toBeUndefined()
})
