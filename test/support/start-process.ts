import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../../core/bin/tenon.js')

/** Where it finds programs, puts temporary files, and keeps what it has compiled. */
const PATHS = Object.fromEntries(
  ['PATH', 'TMPDIR', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const path = process.env[name]
    return path === undefined ? [] : [[name, path] as const]
  }),
)

const running = new Set<ChildProcess>()

/** For `afterEach`: a failed test must not leave its processes behind. */
export function killStartedProcesses(): void {
  for (const child of running) child.kill('SIGKILL')
}

export interface RunningProcess {
  child: ChildProcess
  /** Everything printed so far, standard output and error together. */
  output(): string
  /** Resolves once the text has been printed; rejects when the process ends before. */
  printed(text: string | RegExp): Promise<void>
  ended(): Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

interface ProcessOptions {
  /** What it reads. */
  stdin?: string
  /** Another program than `tenon`. */
  program?: string
}

/** Starts `tenon …` as its own process with nothing of this one's environment but paths. */
export function startProcess(
  args: string[],
  env: Record<string, string>,
  { stdin, program = MAIN }: ProcessOptions = {},
): RunningProcess {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...PATHS, ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(stdin)
  running.add(child)
  child.once('close', () => running.delete(child))
  let text = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      text += chunk
      for (const look of waiting) look()
    })
  }
  const exit = once(child, 'close').then(() => child.exitCode)
  const printed = (wanted: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (typeof wanted === 'string' ? !text.includes(wanted) : !wanted.test(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      exit.then(() => reject(new Error(`The process ended before it printed ${wanted}:\n${text}`)))
      look()
    })
  return {
    child,
    output: () => text,
    printed,
    ended: () => exit,
    kill: (signal) => {
      child.kill(signal)
      return exit
    },
  }
}
