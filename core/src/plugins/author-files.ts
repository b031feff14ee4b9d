import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CheckedPlugin } from './check-plugin.ts'
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
  { model, packages }: Pick<CheckedPlugin, 'model' | 'packages'>,
): Promise<void> {
  const sdk = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('@tenon/sdk/plugin')))))
  const editor = join(folder, EDITOR_FOLDER)
  for (const name of SCHEMAS) {
    const text = await readFile(join(sdk, 'src/contract/schemas', `${name}.schema.json`), 'utf8')
    await writeIfChanged(join(editor, 'schemas', `${name}.schema.json`), text)
  }
  await writeIfChanged(join(editor, 'tsconfig.json'), `${JSON.stringify(typeScriptSettings(editor, sdk), null, 2)}\n`)
  // Last of them, after what it depends on, is the plugin itself.
  const manifest = packages.at(-1)?.manifest
  if (model === null || manifest === undefined) return
  await writeIfChanged(join(folder, 'entities.d.ts'), await writeEntityTypes(model, manifest))
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
