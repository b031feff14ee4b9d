import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const MODULE = join(import.meta.dirname, '../../core/src/sandbox/create-sandbox.ts')

test.each([0, 5, 50, 120])(
  'a process that closes its sandbox %i ms after creating it ends by itself',
  async (delay) => {
    const script = `
    import { createSandbox } from ${JSON.stringify(MODULE)}
    const sandbox = createSandbox()
    await new Promise((resolve) => setTimeout(resolve, ${delay}))
    await sandbox.close()
    console.log(JSON.stringify(sandbox.childPids()))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const [code] = await once(child, 'close')
    clearTimeout(timer)
    expect([code, printed.trim()]).toEqual([0, '[]'])
  },
)
