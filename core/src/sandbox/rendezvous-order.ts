/**
 * All of `count` places in the order in which a key prefers them. The same key always has the same order, and when
 * the number of places changes only the keys of the changed one move.
 */
export function rendezvousOrder(key: string, count: number): number[] {
  const scored = Array.from({ length: count }, (_, place) => ({ place, score: hash(`${key}/${place}`) }))
  return scored.sort((a, b) => b.score - a.score).map(({ place }) => place)
}

/** FNV-1a with a final mix, 32 bits: even for keys that differ in their last character only. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
