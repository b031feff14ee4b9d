import { join } from 'node:path'
import { type LoadPluginFolder, makeLoadPluginFolder } from '../plugins/load-plugin-folder.ts'
import { type PluginShelves, shelvesFor } from '../plugins/load-with-dependencies.ts'
import { createSandbox } from '../sandbox/create-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** The plugins that come with Tenon. */
export const BUNDLED_PLUGINS = join(import.meta.dirname, '../../../plugins')

/** Opens a sandbox, which loading plugins takes, for one command that needs no database. */
async function withSandbox<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = createSandbox({ children: 1 })
  try {
    return await work(sandbox)
  } finally {
    await sandbox.close()
  }
}

export function withPluginLoader<T>(work: (loadPluginFolder: LoadPluginFolder) => Promise<T>): Promise<T> {
  return withSandbox((sandbox) => work(makeLoadPluginFolder(sandbox)))
}

export function shelvesOf(folder: string, given: readonly string[] = []): PluginShelves {
  return shelvesFor(folder, given, BUNDLED_PLUGINS)
}
