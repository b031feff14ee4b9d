/** Number of single-character insertions, deletions, replacements and swaps of neighbours between two words. */
function distance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const row = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      const edited = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      row.push(swapped ? Math.min(edited, (beforeLast[j - 2] ?? 0) + 1) : edited)
    }
    beforeLast = last
    last = row
  }
  return last[right.length] ?? 0
}

const MAX_NAME_LENGTH = 60

/** The known name that was probably meant, or null where none is near. Letter case does not count. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  if (name.length > MAX_NAME_LENGTH) return null
  const wanted = name.toLowerCase()
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  let best: { name: string; distance: number } | null = null
  for (const candidate of known) {
    const found = distance(wanted, candidate.toLowerCase())
    if (found <= allowed && (best === null || found < best.distance)) best = { name: candidate, distance: found }
  }
  return best?.name ?? null
}
