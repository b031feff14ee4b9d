import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'rolldown'
import { shownValue } from '../model/field-types/shown-value.ts'
import { bundleProblem } from './bundle-problem.ts'
import { findDecorator } from './find-decorator.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import { isInside } from './read-plugin-file.ts'
import { TRACED_ENTRY, tracedEntry } from './traced-entry.ts'

const HOOKS_FILE = 'hooks.ts'
const SDK = '@tenon/sdk/plugin'
/** What plugin code may import of the SDK. */
const SDK_MODULES: readonly string[] = [SDK, '@tenon/sdk/plugin/money', '@tenon/sdk/plugin/date']
/** npm packages that those use in turn, and what these use; plugin code itself may not. */
const SDK_PACKAGES = ['temporal-polyfill', 'temporal-utils']
const SOURCE_MAX_BYTES = 1024 * 1024

/** One script that sets `TenonPlugin`, or what is wrong with the code. A traced one has its source map. */
export type Bundle = { source: string; map?: string } | { problem: PluginProblem }

interface BundleOptions {
  /**
   * Name of a script for tests: whose errors name their places, which has all that the files declare, used or not, and
   * of which a source map leads back to them.
   */
  tracedAs?: string
}

/**
 * Bundles `hooks.ts` with all that it imports into one script without imports. The same files give the same script,
 * wherever the folder lies. The code is not run.
 */
export async function bundleHooks(folder: string, { tracedAs }: BundleOptions = {}): Promise<Bundle> {
  const strangers: PluginProblem[] = []
  try {
    const made = await (tracedAs === undefined ? bundle(folder, strangers) : bundleTraced(folder, strangers, tracedAs))
    if (strangers[0] !== undefined) return { problem: strangers[0] }
    return Buffer.byteLength(made.source) > SOURCE_MAX_BYTES ? { problem: tooLarge(made.source) } : made
  } catch (error) {
    return { problem: strangers[0] ?? bundleProblem(folder, error) }
  }
}

async function bundle(folder: string, strangers: PluginProblem[]): Promise<{ source: string }> {
  const { code } = await build(folder, strangers)
  return { source: code }
}

async function bundleTraced(folder: string, strangers: PluginProblem[], name: string) {
  const entry: Plugin = {
    name: 'traced-entry',
    resolveId: (specifier) => (specifier === TRACED_ENTRY ? specifier : null),
    load: (id) => (id === TRACED_ENTRY ? tracedEntry(`${folder}${sep}${HOOKS_FILE}`, name) : null),
  }
  const { code, map } = await build(folder, strangers, entry)
  return { source: `${code}//# sourceURL=${name}\n`, map: map?.toString() ?? '' }
}

async function build(folder: string, strangers: PluginProblem[], entry?: Plugin) {
  // Native code that a server seldom needs: it is loaded with the first bundle.
  const { rolldown } = await import('rolldown')
  const made = await rolldown({
    input: entry === undefined ? `${folder}${sep}${HOOKS_FILE}` : TRACED_ENTRY,
    cwd: folder,
    platform: 'neutral',
    tsconfig: false,
    logLevel: 'silent',
    treeshake: entry === undefined,
    // Debug comments name paths, and paths differ from machine to machine.
    experimental: { attachDebugInfo: 'none' },
    plugins: [...(entry === undefined ? [] : [entry]), onlyOwnFiles(folder, strangers)],
  })
  try {
    const { output } = await made.generate({
      format: 'iife',
      name: 'TenonPlugin',
      exports: 'named',
      codeSplitting: false,
      // It would leave out what nothing uses, whatever is said above.
      ...(entry !== undefined && { minify: false, sourcemap: 'hidden' as const }),
      sourcemapPathTransform: (source, map) => resolve(dirname(map), source),
    })
    return output[0]
  } finally {
    await made.close()
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
      strangers.push(await stranger({ folder, importer, specifier }))
      return { id: specifier, external: true }
    },
    async transform(code, id) {
      const line = id.startsWith(folder + sep) ? await findDecorator(code) : undefined
      if (line !== undefined) strangers.push({ ...decorated(relative(folder, id).replaceAll(sep, '/')), line })
      return null
    },
  }
}

function isOfSdkPackage(file = ''): boolean {
  return SDK_PACKAGES.some((name) => file.includes(`${sep}node_modules${sep}${name}${sep}`))
}

async function stranger({
  folder,
  importer,
  specifier,
}: {
  folder: string
  importer: string | undefined
  specifier: string
}): Promise<PluginProblem> {
  const file = importer === undefined ? HOOKS_FILE : relative(folder, importer).replaceAll(sep, '/')
  const shown = shownValue(specifier)
  const allowed = SDK_MODULES.map((module) => `'${module}'`).join(', ')
  const line = importer === undefined ? undefined : await lineOfImport(importer, specifier)
  const problem = fileProblem(file, 'import', {
    en: `it imports ${shown}; a plugin's code may import ${allowed} and existing files of its own folder (with their extension)`,
    'zh-CN': `导入了 ${shown}；插件代码只能导入 ${allowed} 以及自身文件夹中存在的文件（含扩展名）`,
  })
  return { ...problem, ...(line !== undefined && { line }) }
}

/** From 1; undefined where the specifier is not written there as it is. */
async function lineOfImport(importer: string, specifier: string): Promise<number | undefined> {
  const text = await readFile(importer, 'utf8').catch(() => '')
  const at = text.split('\n').findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`))
  return at === -1 ? undefined : at + 1
}

function decorated(file: string): PluginProblem {
  return fileProblem(file, 'decorator', {
    en: 'it has a decorator (@…), which the JavaScript that plugins run in does not know; call the function yourself',
    'zh-CN': '使用了装饰器（@…），而插件所运行的 JavaScript 不支持装饰器；请直接调用该函数',
  })
}

function tooLarge(source: string): PluginProblem {
  const bytes = Buffer.byteLength(source)
  return fileProblem(HOOKS_FILE, 'maxBytes', {
    en: `bundled, it has ${bytes} bytes; at most ${SOURCE_MAX_BYTES} are allowed`,
    'zh-CN': `打包后有 ${bytes} 字节，最多 ${SOURCE_MAX_BYTES} 字节`,
  })
}
