import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SERVER = join(import.meta.dirname, '../../../web-components/sample-host/server.ts')

interface SampleHostInput {
  tenonUrl: string
  port: number
  site: { id: string; secret: string }
}

interface SampleHost {
  /** Null where the host site could not start: the demo goes on without it. */
  url: string | null
  stop: () => Promise<void>
}

/** Starts the sample host site as a program of its own, on its own port and so its own origin. */
export async function startSampleHost({ tenonUrl, port, site }: SampleHostInput): Promise<SampleHost> {
  const child = spawn(process.execPath, [SERVER], {
    env: {
      TENON_URL: tenonUrl,
      TENON_SITE: site.id,
      TENON_SITE_SECRET: site.secret,
      PORT: String(port),
    },
    // The channel carries no messages: it closes when this process dies, and the host site ends with it.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const { stdout } = child
  if (stdout === null) throw new Error('The sample host was started without a pipe')
  const started = await Promise.race([once(stdout, 'data').then(() => true), once(child, 'exit').then(() => false)])
  stdout.resume()
  return { url: started ? `http://localhost:${port}` : null, stop: () => stopChild(child) }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
