/** Times of one thing, in milliseconds. */
export interface Sample {
  p50: number
  p95: number
  p99: number
  count: number
}

export function summarize(times: number[]): Sample {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length }
}

export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Runs both in turn, so that whatever else the machine does falls on both alike. */
export async function paired(rounds: number, pair: { base: () => unknown; other: () => unknown }) {
  const base: number[] = []
  const other: number[] = []
  for (let round = 0; round < rounds; round++) {
    base.push(await timed(pair.base))
    other.push(await timed(pair.other))
  }
  return { base: summarize(base), other: summarize(other) }
}

export function print(name: string, { p50, p95, p99, count }: Sample, unit: 'ms' | 'µs' = 'ms'): void {
  const of = (value: number) => (unit === 'µs' ? value * 1000 : value).toFixed(2)
  process.stdout.write(`${name.padEnd(52)} p50 ${of(p50)}  p95 ${of(p95)}  p99 ${of(p99)} ${unit}  (${count})\n`)
}

export function printRatio(name: string, ratio: number): void {
  process.stdout.write(`${name.padEnd(52)} ${ratio.toFixed(2)} ×\n`)
}
