import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ, the unit of times in /proc. */
const TICKS_PER_SECOND = 100

/**
 * Starts to watch how much processor time other programs of the machine take, steal by its host included. The
 * function it returns gives, each time it is asked, that time per wall time since the last question: 1 is one core.
 * Always 0 where there is no /proc.
 */
export function watchForeignLoad(): () => number {
  let last = look()
  return () => {
    const now = look()
    const share = (now.busy - last.busy - (now.own - last.own)) / Math.max(now.at - last.at, 1e-3)
    last = now
    return Math.max(0, share)
  }
}

/** Seconds. */
function look(): { at: number; busy: number; own: number } {
  const at = performance.now() / 1000
  try {
    const [, user, nice, system, , , irq, softirq, steal] = firstLine('/proc/stat').split(/\s+/).map(Number)
    const busy = [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0)
    return { at, busy: busy / TICKS_PER_SECOND, own: ownTicks() / TICKS_PER_SECOND }
  } catch {
    return { at, busy: 0, own: 0 }
  }
}

function firstLine(path: string): string {
  return readFileSync(path, 'latin1').split('\n', 1)[0] ?? ''
}

/** Of this process, its descendants and those of them that have ended. */
function ownTicks(): number {
  const processes = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? readTicks(Number(pid)) : []))
  const family = new Set([process.pid])
  let grown = true
  while (grown) {
    const joining = processes.filter(({ pid, parent }) => family.has(parent) && !family.has(pid))
    for (const { pid } of joining) family.add(pid)
    grown = joining.length > 0
  }
  return processes.reduce((sum, { pid, ticks }) => sum + (family.has(pid) ? ticks : 0), 0)
}

function readTicks(pid: number): Array<{ pid: number; parent: number; ticks: number }> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // utime, stime and, of children that were waited for, cutime, cstime.
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
    return [{ pid, parent: Number(fields[1]), ticks }]
  } catch {
    return []
  }
}
