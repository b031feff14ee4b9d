import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ, the unit of times in /proc. */
const TICKS_PER_SECOND = 100

/** Processor time, in milliseconds, that a process and its descendants have used, those that have ended included. */
export function processTimes(root: number): number {
  const all = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? readProcess(Number(pid)) : []))
  const family = new Set([root])
  for (let grown = true; grown; ) {
    const joining = all.filter(({ pid, parent }) => family.has(parent) && !family.has(pid))
    for (const { pid } of joining) family.add(pid)
    grown = joining.length > 0
  }
  const ticks = all.reduce((sum, one) => sum + (family.has(one.pid) ? one.ticks : 0), 0)
  return (ticks / TICKS_PER_SECOND) * 1000
}

/** Resident memory of one process, in MB. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes ?? Number.NaN) / 1024
}

function readProcess(pid: number): Array<{ pid: number; parent: number; ticks: number }> {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
    return [{ pid, parent: Number(fields[1]), ticks }]
  } catch {
    return []
  }
}
