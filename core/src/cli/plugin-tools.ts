import { type LoadPluginFolder, makeLoadPluginFolder } from '../plugins/load-plugin-folder.ts'
import { createSandbox } from '../sandbox/create-sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { cliLocale } from './cli-locale.ts'

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
  return withSandbox((sandbox) => {
    const loadPluginFolder = makeLoadPluginFolder(sandbox)
    return work((folder, options) => loadPluginFolder(folder, { locale: cliLocale(), ...options }))
  })
}
