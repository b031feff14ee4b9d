import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { makeBuildPackage } from './build-package.ts'
import { bundleApart } from './bundle-apart.ts'
import { type Bundle, bundleHooks } from './bundle-hooks.ts'
import { fileProblem, pluginInvalid } from './plugin-problem.ts'
import { folderSource } from './read-plugin-file.ts'

interface LoadOptions {
  locale?: Locale
  /** For servers: its code is bundled in a process of its own, so that nothing of the bundler stays in this one. */
  apart?: boolean
}

export type LoadPluginFolder = (folder: string, options?: LoadOptions) => Promise<PluginPackage>

/**
 * Reads a plugin's folder into the form that is installed. The same folder always gives the same package.
 * Throws PLUGIN_INVALID with every problem found: file, line, pointer, value and what is allowed.
 */
export function makeLoadPluginFolder(
  sandbox: Pick<Sandbox, 'inspect'>,
  bundle: (folder: string) => Promise<Bundle> = bundleHooks,
): LoadPluginFolder {
  const buildPackage = makeBuildPackage(sandbox)
  return async function loadPluginFolder(folder, { locale = 'en', apart = false } = {}) {
    const root = await realpath(folder).catch(() => null)
    if (root === null || !(await stat(root)).isDirectory()) throw noFolder(folder, locale)
    return buildPackage({
      source: folderSource(root),
      code: await readHooks(root, apart ? bundleApart : bundle),
      locale,
    })
  }
}

/** The script bundled from the folder's `hooks.ts`; null where there is none. */
async function readHooks(
  root: string,
  bundle: (folder: string) => Promise<Bundle>,
): Promise<Bundle | { source: null }> {
  const there = await stat(join(root, 'hooks.ts')).catch(() => null)
  return there === null ? { source: null } : bundle(root)
}

function noFolder(folder: string, locale: Locale): TenonError {
  const problem = { en: 'there is no such folder', 'zh-CN': '没有此文件夹' }
  return pluginInvalid([fileProblem(folder, 'missing', problem)], locale)
}
