import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { HookInventory, PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { missingGuards } from '../model/check/check-guards.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { bundleHooks } from './bundle-hooks.ts'
import { pluginIntegrity, pluginScript } from './plugin-integrity.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'
import { type PluginParts, readPluginParts } from './read-plugin-parts.ts'

export type LoadPluginFolder = (folder: string, options?: { locale?: Locale }) => Promise<PluginPackage>

const HOOKS_FILE = 'hooks.ts'
const NO_HOOKS: HookInventory = { entities: {}, guards: [] }

/**
 * Reads a plugin's folder into the form that is installed. The same folder always gives the same package.
 * Throws PLUGIN_INVALID with every problem found: file, pointer, value and what is allowed.
 */
export function makeLoadPluginFolder({ inspect }: Pick<Sandbox, 'inspect'>): LoadPluginFolder {
  return async function loadPluginFolder(folder, { locale = 'en' } = {}) {
    const root = await realpath(folder).catch(() => null)
    if (root === null || !(await stat(root)).isDirectory()) throw noFolder(folder, locale)
    const parts = await readPluginParts(root)
    const bundle = await readHooks(root)
    const problems = [...parts.problems, ...('problem' in bundle ? [bundle.problem] : [])]
    const { manifest } = parts
    if (manifest === null || problems.length > 0 || 'problem' in bundle)
      throw pluginInvalid(problems, locale, manifest?.id)
    const hooks = await inspectHooks({ inspect, manifest, hooksSource: bundle.source, locale })
    const missing = guardsWithoutCode(parts, hooks)
    if (missing.length > 0) throw pluginInvalid(missing, locale, manifest.id)
    return toPackage(parts, { manifest, hooksSource: bundle.source, hooks })
  }
}

async function readHooks(root: string): Promise<{ source: string | null } | { problem: PluginProblem }> {
  const there = await stat(join(root, HOOKS_FILE)).catch(() => null)
  return there === null ? { source: null } : bundleHooks(root)
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

function noFolder(folder: string, locale: Locale): TenonError {
  const problem = { en: 'there is no such folder', 'zh-CN': '没有此文件夹' }
  return pluginInvalid([fileProblem(folder, 'missing', problem)], locale)
}
