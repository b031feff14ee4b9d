import { existsSync, readFileSync } from 'node:fs'

export interface ProcessUsage {
  /** CPU time used since the process began, user and system. */
  cpuMs: number
  rssMb: number
}

/** Whether the operating system says anything of processes in a way that we read. */
export const WATCHES_USAGE = existsSync('/proc/self/stat')

const COUNTS_NANOSECONDS = existsSync('/proc/self/schedstat')

/** USER_HZ, the unit of times in /proc, is 100 on every platform that Node runs on. */
const MS_PER_TICK = 10

/** What the operating system says of a process. Null where there is no /proc, or no such process. */
export function readProcess(pid: number): ProcessUsage | null {
  try {
    const cpuMs = cpuIn(`/proc/${pid}/stat`)
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const rssKb = /^VmRSS:\s+(\d+)/m.exec(status)?.[1]
    return { cpuMs, rssMb: Number(rssKb ?? 0) / 1024 }
  } catch {
    return null
  }
}

/**
 * CPU time of a process's main thread alone, without what others collect and compile for it; null as above. To the microsecond
 * where the kernel counts so: in ticks, of which user and system time each lose a part, 1 ms can look like 20.
 */
export function readMainThread(pid: number): number | null {
  const thread = `/proc/${pid}/task/${pid}`
  try {
    if (COUNTS_NANOSECONDS) return Number(readFileSync(`${thread}/schedstat`, 'latin1').split(' ')[0]) / 1e6
    return cpuIn(`${thread}/stat`)
  } catch {
    return null
  }
}

function cpuIn(file: string): number {
  const stat = readFileSync(file, 'latin1')
  // Fields after the command's name, which is in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
