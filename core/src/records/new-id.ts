import { V7Generator } from 'uuidv7'

/** Random numbers that are fetched together: a fetch costs several times what an id does by itself. */
const FETCHED = 1024

const numbers = new Uint32Array(FETCHED)
let used = FETCHED

function nextUint32(): number {
  if (used === FETCHED) {
    crypto.getRandomValues(numbers)
    used = 0
  }
  return numbers[used++] as number
}

const generator = new V7Generator({ nextUint32 })

/** A UUIDv7 for what a write makes. Those of one process ascend. */
export function newId(): string {
  return generator.generate().toString()
}
