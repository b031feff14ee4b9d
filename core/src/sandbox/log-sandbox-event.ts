import type { Logger } from 'pino'
import type { SandboxEvent } from './sandbox-event.ts'

/** A dead child's last words can be long; the first lines say what happened. */
const MAX_LOGGED = 4_000

/** Writes what happens in the sandbox into the log, each kind at its level. */
export function logSandboxEvent(logger: Logger, event: SandboxEvent): void {
  if (event.type === 'childDied')
    logger.warn({ event: JSON.stringify(event).slice(0, MAX_LOGGED) }, 'sandbox child died')
  else if (event.type === 'kill') logger.warn(event, 'plugin code was stopped')
  else if (event.type === 'pluginLog') logger.info(event, 'plugin log')
  else logger.error(event, 'a hook keeps failing')
}
