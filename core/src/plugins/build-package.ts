import type { Locale } from '@tenon/sdk/contract/locale'
import type { HookInventory, PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { missingGuards } from '../model/check/check-guards.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { pluginIntegrity, pluginScript } from './plugin-integrity.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'
import { type PluginParts, readPluginParts } from './read-plugin-parts.ts'
import { withLines } from './with-lines.ts'

export type BuildPackage = (input: {
  source: PluginSource
  /** The plugin's one script (null: it has no code), or why there is none. */
  code: { source: string | null } | { problem: PluginProblem }
  locale: Locale
}) => Promise<PluginPackage>

const HOOKS_FILE = 'hooks.ts'
const NO_HOOKS: HookInventory = { entities: {}, guards: [] }

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
    const hooks = await inspectHooks({ inspect, manifest, hooksSource: code.source, locale })
    const missing = guardsWithoutCode(parts, hooks)
    if (missing.length > 0) throw pluginInvalid(await withLines(source, missing), locale, manifest.id)
    return toPackage(parts, { manifest, hooksSource: code.source, hooks })
  }
}

async function inspectHooks({
  inspect,
  manifest,
  hooksSource,
  locale,
}: Pick<Sandbox, 'inspect'> & {
  manifest: PluginManifest
  hooksSource: string | null
  locale: Locale
}): Promise<HookInventory> {
  const script = pluginScript({ manifest, hooksSource })
  if (script === null) return NO_HOOKS
  try {
    return await inspect(script)
  } catch (error) {
    if (!(error instanceof TenonError) || error.code !== 'PLUGIN_LOAD_FAILED') throw error
    const problem = { en: error.message, 'zh-CN': error.message }
    throw pluginInvalid([fileProblem(HOOKS_FILE, 'load', problem)], locale, manifest.id)
  }
}

function guardsWithoutCode({ pipelines }: PluginParts, hooks: HookInventory): PluginProblem[] {
  return pipelines.flatMap(({ file, pipeline }) =>
    missingGuards(pipeline, hooks.guards).map((problem) => ({ ...problem, file })),
  )
}

function toPackage(
  { entities, extensions, pipelines }: PluginParts,
  { manifest, hooksSource, hooks }: Pick<PluginPackage, 'manifest' | 'hooksSource' | 'hooks'>,
): PluginPackage {
  const content = {
    manifest: withoutSchema(manifest),
    entities: entities.map(withoutSchema),
    extensions: extensions.map(withoutSchema),
    pipelines: pipelines.map(({ pipeline }) => withoutSchema(pipeline)),
    hooksSource,
  }
  return { ...content, hooks, integrity: pluginIntegrity(content) }
}

/** `$schema` helps editors; its path means nothing once the plugin has left its folder. */
function withoutSchema<T extends { $schema?: string }>({ $schema: _schema, ...part }: T): Omit<T, '$schema'> {
  return part
}
