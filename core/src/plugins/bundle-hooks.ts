import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { type Plugin, rolldown } from 'rolldown'
import { shownValue } from '../model/field-types/shown-value.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import { isInside } from './read-plugin-file.ts'

const HOOKS_FILE = 'hooks.ts'
const SDK = '@tenon/sdk/plugin'
/** What plugin code may import of the SDK. */
const SDK_MODULES: readonly string[] = [SDK, '@tenon/sdk/plugin/money', '@tenon/sdk/plugin/date']
/** npm packages that those use in turn, and what these use; plugin code itself may not. */
const SDK_PACKAGES = ['temporal-polyfill', 'temporal-utils']
const SOURCE_MAX_BYTES = 1024 * 1024

/** One script that sets `TenonPlugin`, or what is wrong with the code. */
export type Bundle = { source: string } | { problem: PluginProblem }

/**
 * Bundles `hooks.ts` with all that it imports into one script without imports. The same files give the same script,
 * wherever the folder lies. The code is not run.
 */
export async function bundleHooks(folder: string): Promise<Bundle> {
  const strangers: PluginProblem[] = []
  try {
    const source = await bundle(folder, strangers)
    if (strangers[0] !== undefined) return { problem: strangers[0] }
    return Buffer.byteLength(source) > SOURCE_MAX_BYTES ? { problem: tooLarge(source) } : { source }
  } catch (error) {
    return { problem: strangers[0] ?? broken(folder, error) }
  }
}

async function bundle(folder: string, strangers: PluginProblem[]): Promise<string> {
  const build = await rolldown({
    input: `${folder}${sep}${HOOKS_FILE}`,
    cwd: folder,
    platform: 'neutral',
    tsconfig: false,
    logLevel: 'silent',
    // Debug comments name paths, and paths differ from machine to machine.
    experimental: { attachDebugInfo: 'none' },
    plugins: [onlyOwnFiles(folder, strangers)],
  })
  try {
    const { output } = await build.generate({
      format: 'iife',
      name: 'TenonPlugin',
      exports: 'named',
      codeSplitting: false,
    })
    return output[0].code
  } finally {
    await build.close()
  }
}

/** Plugin code is data: it may import its own files and the SDK, so that nothing of the server's can get into it. */
function onlyOwnFiles(folder: string, strangers: PluginProblem[]): Plugin {
  const sdkFolder = dirname(dirname(fileURLToPath(import.meta.resolve(SDK))))
  return {
    name: 'only-own-files',
    async resolveId(specifier, importer) {
      if (SDK_MODULES.includes(specifier)) return fileURLToPath(import.meta.resolve(specifier))
      const found = await this.resolve(specifier, importer, { skipSelf: true })
      const path = found === null || found.external !== false ? null : found.id
      const fromSdk = importer?.startsWith(sdkFolder + sep) ?? false
      if (path !== null && isOfSdkPackage(path) && (fromSdk || isOfSdkPackage(importer))) {
        // As their own package.json says: what a plugin does not use of them leaves nothing behind.
        return { id: path, moduleSideEffects: false }
      }
      if (
        path !== null &&
        (await isInside(fromSdk ? sdkFolder : folder, path)) &&
        !path.includes(`${sep}node_modules${sep}`)
      ) {
        return path
      }
      strangers.push(stranger({ folder, importer, specifier }))
      return { id: specifier, external: true }
    },
  }
}

function isOfSdkPackage(file = ''): boolean {
  return SDK_PACKAGES.some((name) => file.includes(`${sep}node_modules${sep}${name}${sep}`))
}

function stranger({
  folder,
  importer,
  specifier,
}: {
  folder: string
  importer: string | undefined
  specifier: string
}) {
  const file = importer === undefined ? HOOKS_FILE : relative(folder, importer).replaceAll(sep, '/')
  const shown = shownValue(specifier)
  const allowed = SDK_MODULES.map((module) => `'${module}'`).join(', ')
  return fileProblem(file, 'import', {
    en: `it imports ${shown}; a plugin's code may import ${allowed} and existing files of its own folder (with their extension)`,
    'zh-CN': `导入了 ${shown}；插件代码只能导入 ${allowed} 以及自身文件夹中存在的文件（含扩展名）`,
  })
}

function tooLarge(source: string): PluginProblem {
  const bytes = Buffer.byteLength(source)
  return fileProblem(HOOKS_FILE, 'maxBytes', {
    en: `bundled, it has ${bytes} bytes; at most ${SOURCE_MAX_BYTES} are allowed`,
    'zh-CN': `打包后有 ${bytes} 字节，最多 ${SOURCE_MAX_BYTES} 字节`,
  })
}

function broken(folder: string, error: unknown): PluginProblem {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(folder + sep, '')
  const plain = stripVTControlCharacters(text).trim().slice(0, 2000)
  return fileProblem(HOOKS_FILE, 'bundle', { en: `it cannot be bundled: ${plain}`, 'zh-CN': `无法打包：${plain}` })
}
