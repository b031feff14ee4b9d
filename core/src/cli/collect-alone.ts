import { setFlagsFromString } from 'node:v8'

/**
 * Has young objects looked through by the thread that made them. V8 by itself wakes helper threads for it and waits for them,
 * some hundred times a second under load, for what takes a millisecond: with other processes on the same processors that was
 * a sixth of all that a write took, and a quarter where a plugin's hook took part.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge')
}
