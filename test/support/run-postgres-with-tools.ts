import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROGRAMS = ['initdb', 'postgres', 'pg_dump', 'pg_restore']

export interface PostgresWithTools {
  /** Address of its database `postgres`. */
  url: string
  /** Folder of its programs. */
  bin: string
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL that the machine has with all its programs, which that of the npm package lacks: the newest one; null
 * where there is none that could be started.
 */
export async function runPostgresWithTools(): Promise<PostgresWithTools | null> {
  const bin = findFolder()
  const user = await findUser()
  if (bin === null || user === null) return null
  const data = await mkdtemp('/tmp/tenon-own-postgres-')
  if (user.uid !== undefined) await chown(data, user.uid, user.gid ?? user.uid)
  const options = { ...user, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, cwd: data }
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'tenon', '--auth=trust', '--encoding=UTF8', '--no-sync'], options)
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, 'fsync=off']
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('ready to accept connections')) resolve()
    })
    ended.then(() => reject(new Error('PostgreSQL has ended at its start')), reject)
  })
  return {
    url: `postgres://tenon:not%20asked%20for@127.0.0.1:${port}/postgres`,
    bin,
    stop: async () => {
      server.kill('SIGINT')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Where Debian, Red Hat, Homebrew and PostgreSQL's own packages put them, and the PATH. */
function findFolder(): string | null {
  const known = globSync(['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/opt/homebrew/opt/postgresql@*/bin'])
  const folders = [...known.sort().reverse(), ...(process.env['PATH'] ?? '').split(delimiter)]
  return folders.find((folder) => PROGRAMS.every((name) => existsSync(join(folder, name)))) ?? null
}

/** It does not run as root. */
async function findUser(): Promise<{ uid?: number; gid?: number } | null> {
  if (process.getuid?.() !== 0) return {}
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, 'postgres'])))
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
  } catch {
    return null
  }
}

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
