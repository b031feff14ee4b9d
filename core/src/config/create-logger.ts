import { hostname } from 'node:os'
import pino, { type Logger } from 'pino'

/** One JSON record a line on standard output; secrets are struck out. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { pid: process.pid, host: hostname() },
    redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.secret', '*.token'],
  })
}
