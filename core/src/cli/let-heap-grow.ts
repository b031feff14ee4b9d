import { setFlagsFromString } from 'node:v8'

/** In percent of what is in use after a collection. */
const GROWTH = 100

/**
 * Lets the heap grow to twice what is in use before it is looked through for garbage again. V8 by itself goes by how fast
 * a process allocates, and a server that has just rested seems slow to it: it then looks through all of the heap for each
 * 8 MB, which takes other threads as much of a processor as all answers together take the main one.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
