/**
 * Which of `count` places a key belongs to. The same key always gets the same place, and when the number of places
 * changes only the keys of the changed one move.
 */
export function rendezvous(key: string, count: number): number {
  let best = 0
  let bestScore = -1
  for (let place = 0; place < count; place++) {
    const score = hash(`${key}/${place}`)
    if (score > bestScore) {
      best = place
      bestScore = score
    }
  }
  return best
}

/** FNV-1a with a final mix, 32 bits: even for keys that differ in their last character only. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
