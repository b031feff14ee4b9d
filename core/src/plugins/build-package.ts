import type { Locale } from '@tenon/sdk/contract/locale'
import type { HookInventory, PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { noHooks } from '../sandbox/read-inventory.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { checkCodeDeclared } from './check-code-declared.ts'
import { pluginIntegrity, pluginScript } from './plugin-integrity.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'
import { type FilePart, type PluginParts, readPluginParts } from './read-plugin-parts.ts'
import { withLines } from './with-lines.ts'

export type BuildPackage = (input: {
  source: PluginSource
  /** The plugin's one script (null: it has no code), or why there is none. */
  code: { source: string | null } | { problem: PluginProblem }
  locale: Locale
}) => Promise<PluginPackage>

const HOOKS_FILE = 'hooks.ts'

/**
 * Makes the form that is installed of a plugin's files, wherever they come from: all are checked, the script is loaded
 * in the sandbox. Throws PLUGIN_INVALID with every problem found: file, line, pointer, value and what is allowed.
 */
export function makeBuildPackage({ inspect }: Pick<Sandbox, 'inspect'>): BuildPackage {
  return async function buildPackage({ source, code, locale }) {
    const parts = await readPluginParts(source)
    const problems = [...parts.problems, ...('problem' in code ? [code.problem] : [])]
    const { manifest } = parts
    if (manifest === null || problems.length > 0 || 'problem' in code)
      throw pluginInvalid(await withLines(source, problems), locale, manifest?.id)
    const hooks = await inspectHooks({ inspect, manifest, hooksSource: code.source, locales: parts.locales, locale })
    const missing = checkCodeDeclared(parts, hooks)
    if (missing.length > 0) throw pluginInvalid(await withLines(source, missing), locale, manifest.id)
    return toPackage(parts, { manifest, hooksSource: code.source, hooks })
  }
}

async function inspectHooks({
  inspect,
  locale,
  ...code
}: Pick<Sandbox, 'inspect'> & {
  manifest: PluginManifest
  hooksSource: string | null
  locales: PluginPackage['locales']
  locale: Locale
}): Promise<HookInventory> {
  const script = pluginScript(code)
  if (script === null) return noHooks()
  try {
    return await inspect(script)
  } catch (error) {
    if (!(error instanceof TenonError) || error.code !== 'PLUGIN_LOAD_FAILED') throw error
    const problem = { en: error.message, 'zh-CN': error.message }
    throw pluginInvalid([fileProblem(HOOKS_FILE, 'load', problem)], locale, code.manifest.id)
  }
}

function toPackage(
  { entities, extensions, pipelines, views, metrics, locales }: PluginParts,
  { manifest, hooksSource, hooks }: Pick<PluginPackage, 'manifest' | 'hooksSource' | 'hooks'>,
): PluginPackage {
  const content = {
    manifest: withoutSchema(manifest),
    entities: partsOf(entities),
    extensions: partsOf(extensions),
    pipelines: partsOf(pipelines),
    views: partsOf(views),
    metrics: partsOf(metrics),
    locales,
    hooksSource,
  }
  return { ...content, hooks, integrity: pluginIntegrity(content) }
}

function partsOf<T extends { $schema?: string }>(parts: FilePart<T>[]): T[] {
  return parts.map(({ part }) => withoutSchema(part) as T)
}

/** `$schema` helps editors; its path means nothing once the plugin has left its folder. */
function withoutSchema<T extends { $schema?: string }>({ $schema: _schema, ...part }: T): Omit<T, '$schema'> {
  return part
}
