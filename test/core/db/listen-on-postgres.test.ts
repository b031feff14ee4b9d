import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { listenOnPostgres } from '../../../core/src/db/listen-on-postgres.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

/** As PostgreSQL says that it has no connection left: FATAL, 53300. */
const REFUSAL = refusal('SFATAL\0C53300\0Mtoo many clients already\0\0')

function refusal(fields: string): Buffer {
  const message = Buffer.alloc(5 + fields.length)
  message.write('E')
  message.writeInt32BE(4 + fields.length, 1)
  message.write(fields, 5)
  return message
}

/** In front of the database: it hands on each connection, but refuses the second, and is slow to end that one. */
async function startFront(url: URL) {
  const taken: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    taken.push(socket)
    if (taken.length === 2) {
      socket.once('data', () => socket.write(REFUSAL))
      return
    }
    const behind = connect(Number(url.port), url.hostname).on('error', () => undefined)
    socket.pipe(behind).pipe(socket)
    behind.once('close', () => socket.destroy())
    socket.once('close', () => behind.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const front = new URL(url)
  front.hostname = '127.0.0.1'
  front.port = String((server.address() as AddressInfo).port)
  return {
    url: front.href,
    taken,
    stop: () => {
      for (const socket of taken) socket.destroy()
      server.close()
    },
  }
}

test('the late end of a connection that was refused takes no other along, and none is left over', async () => {
  const url = await createPostgresDatabase()
  const watcher = new pg.Client({ connectionString: url })
  await watcher.connect()
  const front = await startFront(new URL(url))
  const listener = listenOnPostgres(front.url)
  const others = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  try {
    const heard: string[] = []
    await listener.listen('tenon_trial', (payload) => void heard.push(payload))
    await watcher.query(`select pg_terminate_backend(pid) ${others}`)
    const tell = () => watcher.query(`select pg_notify('tenon_trial', 'again')`).then(() => heard.length)
    await expect.poll(tell, { timeout: 20_000 }).toBeGreaterThan(0)
    front.taken[1]?.destroy()
    // Longer than it waits before it connects anew.
    await sleep(1_500)
    expect(front.taken).toHaveLength(3)
    heard.length = 0
    await tell()
    await expect.poll(() => heard).toEqual(['again'])
  } finally {
    await listener.close()
    const left = () =>
      watcher.query<{ count: number }>(`select count(*)::int ${others}`).then(({ rows }) => rows[0]?.count)
    await expect.poll(left).toBe(0)
    await watcher.end()
    front.stop()
  }
})
