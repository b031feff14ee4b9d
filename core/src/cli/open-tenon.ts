import { readConfig, type TenonConfig } from '../config/read-config.ts'
import type { Tenon } from '../create-tenon.ts'

export const DEFAULT_PORT = 3210

/** Opens Tenon for one command, runs `work` and closes it again, whatever happens. */
export async function withTenon<T>(work: (tenon: Tenon, config: TenonConfig) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
  // Commands that need no Tenon do not wait until it is loaded.
  const { createTenon } = await import('../create-tenon.ts')
  const tenon = await createTenon(config)
  try {
    return await work(tenon, config)
  } finally {
    await tenon.close()
  }
}
