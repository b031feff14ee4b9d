import type { Logger } from 'pino'
import type { SandboxEvent } from './sandbox-event.ts'

/** A dead child's last words can be long; the first lines say what happened. */
const MAX_LOGGED = 4_000

/**
 * One structured record per event; where the event has a level or a pid of its own, these have names of their own there: of two
 * members of one name, readers of JSON keep either. What a plugin's own code did wrong is for its admins, and told at `debug`
 * only.
 */
export function logSandboxEvent(logger: Logger, event: SandboxEvent): void {
  switch (event.type) {
    case 'childDied':
      logger.warn({ event: JSON.stringify(event).slice(0, MAX_LOGGED) }, 'sandbox child died')
      return
    case 'kill': {
      const { pid: childPid, ...kill } = event
      logger.warn({ ...kill, childPid }, 'plugin code was stopped')
      return
    }
    case 'failure':
      logger.debug(event, 'plugin code failed')
      return
    case 'pluginLog': {
      const { level: lineLevel, ...line } = event
      logger.info({ ...line, lineLevel }, 'plugin log')
      return
    }
    case 'hostFailed': {
      const { error, ...place } = event
      logger.error({ ...place, err: error }, 'a call of a plugin could not be answered')
      return
    }
    default:
      logger.error(event, 'a hook keeps failing')
  }
}
