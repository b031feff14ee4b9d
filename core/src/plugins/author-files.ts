import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { CheckedPlugin } from './check-plugin.ts'
import { dependencyIds } from './dependency-ids.ts'
import { writeEntityTypes } from './write-entity-types.ts'

/** For the author's editor alone; never part of the package, made again by any of the author's commands. */
const EDITOR_FOLDER = '.tenon'
const SCHEMAS = ['entity', 'extension', 'pipeline', 'plugin', 'view', 'metric']

/**
 * Writes what gives an editor completion in a plugin's folder: the meta-schemas, the settings of TypeScript, which name
 * where this Tenon's SDK lies, and, once the plugin is right, the types of its entities, forms and settings.
 */
export async function writeAuthorFiles(
  folder: string,
  { model, plugin, packages }: Pick<CheckedPlugin, 'model' | 'plugin' | 'packages'>,
): Promise<void> {
  const sdk = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('@tenon/sdk/plugin')))))
  const editor = join(folder, EDITOR_FOLDER)
  for (const name of SCHEMAS) {
    const text = await readFile(join(sdk, 'src/contract/schemas', `${name}.schema.json`), 'utf8')
    await writeIfChanged(join(editor, 'schemas', `${name}.schema.json`), text)
  }
  await writeIfChanged(join(editor, 'tsconfig.json'), `${JSON.stringify(typeScriptSettings(editor, sdk), null, 2)}\n`)
  if (model === null || plugin === null) return
  const sources = [plugin.manifest.id, ...dependencyIds(plugin, packages)]
  await writeIfChanged(join(folder, 'entities.d.ts'), await writeEntityTypes(modelOf(model, sources), plugin.manifest))
}

/** Without what was there only to check with, such as a plugin that provides a contract: no code may name it. */
function modelOf(model: CompiledModel, sources: string[]): CompiledModel {
  const entities = new Map([...model.entities].filter(([, { source }]) => sources.includes(source)))
  const pipelines = new Map([...model.pipelines].filter(([, { entity }]) => entities.has(entity)))
  return { ...model, entities, pipelines }
}

function typeScriptSettings(editor: string, sdk: string) {
  const from = relative(editor, sdk).split(sep).join('/')
  return {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      noUncheckedIndexedAccess: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [`${from}/../node_modules/@types`],
      paths: {
        '@tenon/sdk/plugin': [`${from}/src/plugin/plugin.ts`],
        '@tenon/sdk/plugin/date': [`${from}/src/plugin/date.ts`],
        '@tenon/sdk/plugin/money': [`${from}/src/plugin/money.ts`],
        '@tenon/sdk/testing': [`${from}/src/testing/testing.ts`],
      },
    },
    include: ['../**/*.ts'],
  }
}

async function writeIfChanged(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) === text) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
