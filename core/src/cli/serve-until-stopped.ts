import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TenonConfig } from '../config/read-config.ts'
import type { Tenon } from '../create-tenon.ts'
import { letHeapGrow } from './let-heap-grow.ts'
import { collectGarbage, returnMemory } from './return-memory.ts'
import { untilStopped } from './until-stopped.ts'
import { whenCalm } from './when-calm.ts'

interface ServeOptions {
  tenon: Tenon
  config: TenonConfig
  /** Called once the port is open; what it resolves to is run before the server stops. */
  onReady: (address: { port: number }) => Promise<() => Promise<void>>
}

const ROOT = join(import.meta.dirname, '../../..')
const BUILT_FILES = { studio: join(ROOT, 'schema-studio/dist'), widgets: join(ROOT, 'web-components/dist') }
const STOP_MILLISECONDS = 25_000

/**
 * Opens the port and serves until SIGINT or SIGTERM. Then, in this order: it calls itself not ready, and waits until a
 * balancer that asks has heard of it; no connection is taken any more, requests under way are finished, live streams sent
 * away; background work at hand is finished or given back.
 */
export async function serveUntilStopped({ tenon, config, onReady }: ServeOptions): Promise<number> {
  const [{ createServer }, { listen }] = await Promise.all([
    import('../http/create-server.ts'),
    import('../http/listen.ts'),
  ])
  const app = await createServer({
    api: tenon.api,
    files: BUILT_FILES,
    baseUrl: config.baseUrl,
    trustedProxies: config.trustedProxies,
    health: tenon.readiness,
    limits: config.limits,
    metrics: { token: config.metricsToken, text: tenon.metricsText },
    logger: tenon.logger,
  })
  const stopped = untilStopped()
  const port = await listen(app, config)
  await tenon.startBackground()
  const stop = await onReady({ port })
  letHeapGrow()
  const tidy = whenCalm(collectGarbage)
  returnMemory(tidy)
  tenon.database.inUse.onQuiet(tidy)
  await stopped
  tenon.readiness.stop()
  const drain = tenon.readiness.isWatched() ? (config.limits?.drainSeconds ?? 0) * 1_000 : 0
  if (drain > 0) await sleep(drain)
  // A connection that never ends must not hold the process: it is left to the kernel after a while.
  setTimeout(() => cutOff(tenon), STOP_MILLISECONDS).unref()
  await stop()
  await app.close()
  await tenon.close()
  return 0
}

function cutOff({ logger }: Pick<Tenon, 'logger'>): never {
  const left = process.getActiveResourcesInfo()
  logger.error({ left }, `the server did not end within ${STOP_MILLISECONDS / 1_000} s: what was left is cut off`)
  process.exit(1)
}
