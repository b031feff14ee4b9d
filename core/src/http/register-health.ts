import type { FastifyInstance } from 'fastify'

export interface Health {
  /** Whether requests should be sent here. Rejects or resolves to false where not. */
  isReady(): Promise<boolean>
}

/** An answer is good for so long: however often it is asked for, the database is asked once a second. */
const KEPT_MILLISECONDS = 1_000

/**
 * For balancers and supervisors, without credentials and with no word on what is wrong. /health/live: the process
 * answers; restart it otherwise. /health/ready: send it requests; 503 says to send them elsewhere for a while.
 */
export function registerHealth(app: FastifyInstance, health: Health): void {
  let kept: { at: number; answer: Promise<boolean> } | null = null

  function isReady(): Promise<boolean> {
    const at = performance.now()
    if (kept === null || at - kept.at > KEPT_MILLISECONDS) {
      kept = { at, answer: health.isReady().catch(() => false) }
    }
    return kept.answer
  }

  const quiet = { logLevel: 'silent' } as const
  app.get('/health/live', quiet, async (_, reply) => {
    return reply.header('cache-control', 'no-store').send({ status: 'ok' })
  })
  app.get('/health/ready', quiet, async (_, reply) => {
    const ready = await isReady()
    reply.header('cache-control', 'no-store').code(ready ? 200 : 503)
    return ready ? { status: 'ready' } : { status: 'notReady' }
  })
}
