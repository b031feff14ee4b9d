import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { writeEntityTypes } from '../../../core/src/plugins/write-entity-types.ts'
import { WRONG_IN_TYPESCRIPT } from '../model/field-type-refusals.ts'
import { ROUND_TRIPS } from '../model/field-type-samples.ts'
import { pluginPackage } from '../model/sample-model.ts'
import { everyTypeDocument, nameOf } from '../records/every-type-bench.ts'

const ROOT = join(import.meta.dirname, '../../..')
const TSC = join(ROOT, 'node_modules/typescript-7/bin/tsc')
// Within the repository, so that the written types find the SDK as an author's do.
const folder = mkdtempSync(join(ROOT, 'node_modules/.tenon-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OPTIONS = {
  compilerOptions: {
    ...{ module: 'esnext', moduleResolution: 'bundler', target: 'es2024', lib: ['es2024'], types: [] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
  },
  include: ['*.ts'],
}

/** Every sample may be assigned to its field's type; the wrong value may not. */
function assignments(type: FieldType): string {
  const own = `NonNullable<Thing['${nameOf(type)}']>`
  const samples = ROUND_TRIPS[type].flatMap(([, stored]) => (stored === null ? [] : [JSON.stringify(stored)]))
  // Long texts are no different from short ones to a compiler.
  const right = samples
    .filter((text) => text.length < 2000)
    .map((text, at) => `export const ${type}${at}: ${own} = ${text}`)
  const wrong = WRONG_IN_TYPESCRIPT[type]
  const refused = `// @ts-expect-error\nexport const ${type}Wrong: ${own} = ${wrong}`
  return [...right, ...(wrong === null ? [] : [refused])].join('\n')
}

test('the TypeScript type of a field of every type takes what is stored, and nothing of another shape', async () => {
  const { manifest } = pluginPackage('sample')
  const types = await writeEntityTypes(compileModel(everyTypeDocument, 1), manifest as PluginManifest)
  writeFileSync(join(folder, 'entities.d.ts'), types)
  const head = `import type { Thing } from './entities.d.ts'\n`
  writeFileSync(join(folder, 'values.ts'), `${head}${FIELD_TYPES.map(assignments).join('\n')}\n`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(OPTIONS))
  const compiled = await promisify(execFile)(process.execPath, [TSC, '-p', folder]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  expect(compiled).toBe('')
})
