import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const CORE = join(import.meta.dirname, '../../core/src/sandbox/create-sandbox.ts')
const KIT = join(import.meta.dirname, '../core/sandbox/sandbox-kit.ts')

test('a process whose sandbox has killed children ends by itself once the sandbox is closed', async () => {
  const script = `
    import { createSandbox } from ${JSON.stringify(CORE)}
    import { callHook, failureOf } from ${JSON.stringify(KIT)}
    const sandbox = createSandbox({ children: 1 })
    const hooks = ['() => { for (;;); }', '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }']
    for (const hook of hooks) await failureOf(callHook(sandbox, { tenant: hook, hook }))
    await sandbox.close()
    console.log('closed')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  expect([code, printed.trim()]).toEqual([0, 'closed'])
})
