import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from '../support/start-process.ts'
import { freePort } from './free-port.ts'

const SECRET = 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz'
const ADMIN = { name: 'Ada', email: 'ada@example.com', password: 'a-long-one-of-mine' }

export type ServedTenon = Awaited<ReturnType<typeof startServedTenon>>

/** `tenon serve` as a process of its own with an admin who has signed in; it can be killed and started again. */
export async function startServedTenon(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-served-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const settings = {
    ...{ TENON_FOLDER: folder, TENON_PORT: String(port), TENON_SECRET: SECRET, TENON_LOG_LEVEL: 'silent' },
    ...{ TENON_ACTOR_RATE: '0', TENON_ADDRESS_RATE: '0', TENON_DRAIN_SECONDS: '1', ...env },
  }
  let running = await start(/setup#\S{20,}/)

  async function start(printed: RegExp | string) {
    const process = startProcess(['serve'], settings)
    await process.printed(printed)
    return process
  }

  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(body),
    })
  await post('/api/setup', { token: /setup#(\S+)/.exec(running.output())?.[1] ?? '', ...ADMIN })
  const signIn = async () => (await post('/api/auth/sign-in/email', ADMIN)).headers.getSetCookie().join('; ')
  const cookie = await signIn()

  return {
    ...{ url, cookie, folder, signIn },
    process: () => running,
    kill: () => running.kill('SIGKILL'),
    restart: async () => {
      running = await start('Tenon serves')
    },
    isReady: () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    isAlive: () =>
      fetch(`${url}/health/live`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    end: () => running.kill('SIGTERM'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
