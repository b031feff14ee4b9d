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
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = await Promise.race([
    once(child.stdout, 'data').then(() => true),
    once(child, 'exit').then(() => false),
  ])
  child.stdout.resume()
  return { url: started ? `http://localhost:${port}` : null, stop: () => stopChild(child) }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
