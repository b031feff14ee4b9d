import { join } from 'node:path'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { editsOf, filesOf, readModelFiles, writeModelFiles } from '../../../core/src/cli/model-folder.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'

const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,12}$/)
// Node 24's JSON.parse reads the member "\n" as "\\" once it has met an object with a member "\\" in its place, so that
// texts with a backslash would test the engine instead of the files.
const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('\\\\'))
const edit = fc.dictionary(name, json, { maxKeys: 5 }).map((value) => ({ ...value }))
const part = fc.dictionary(name, fc.oneof(edit, fc.constant(null)), { maxKeys: 4 })
const renamed = fc.dictionary(name, name, { minKeys: 1, maxKeys: 3 })
const names = fc.record({ entities: renamed, fields: fc.dictionary(name, renamed, { minKeys: 1, maxKeys: 2 }) })
const layers = { entities: part, pipelines: part, views: part }
const anyEdits = fc.oneof(fc.record(layers), fc.record({ ...layers, names })) as unknown as fc.Arbitrary<TenantEdits>

test('edits that are written to files and read again are the same, and give the same bytes once more', () => {
  let folder = 0
  fc.assert(
    fc.property(anyEdits, (edits) => {
      const [first, second] = [join(root, `${++folder}`), join(root, `${++folder}`)]
      writeModelFiles(first, edits)
      const read = editsOf(first)
      // JSON knows no minus zero.
      expect(read).toEqual(withoutEmptyParts(JSON.parse(JSON.stringify(edits)) as TenantEdits))
      writeModelFiles(second, read)
      expect(readModelFiles(second)).toEqual(readModelFiles(first))
      expect(readModelFiles(first)).toEqual(filesOf(edits))
    }),
    { numRuns: 200 },
  )
})

test('keys stand in one order whatever they came in, but fields in their own', () => {
  const field = { label: { 'zh-CN': '乙', en: 'B' }, fieldType: 'text' }
  const one = { entities: { box: { properties: { b: field, a: field }, label: { en: 'Box' } } } }
  const other = {
    entities: {
      box: {
        label: { en: 'Box' },
        properties: { b: { fieldType: 'text', label: { en: 'B', 'zh-CN': '乙' } }, a: field },
      },
    },
  }
  expect(filesOf(one)).toEqual(filesOf(other))
  const text = [...filesOf(one).values()].join()
  expect(text.indexOf('"b"')).toBeLessThan(text.indexOf('"a"'))
})

function withoutEmptyParts(edits: TenantEdits): TenantEdits {
  return Object.fromEntries(Object.entries(edits).filter(([, value]) => Object.keys(value ?? {}).length > 0))
}
