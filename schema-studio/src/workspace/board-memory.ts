import { makePlaceMemory } from './make-place-memory.ts'

/** The pipeline whose board of an entity was looked at last. */
export const boardMemory = makePlaceMemory('tenon.boards')
