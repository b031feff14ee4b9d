import { isConnectionLost } from './is-connection-lost.ts'

/**
 * `lost`: the way to the database failed. `full`: it has no room, or no memory. `busy`: others were in the way, or a statement ran out
 * of its time. In the last two nothing of the transaction holds.
 */
export type PassingTrouble = 'lost' | 'full' | 'busy'

const BY_CODE: ReadonlyMap<unknown, PassingTrouble> = new Map([
  // Its disk or a quota is full, an I/O failure, its memory.
  ...['53000', '53100', '53200', '58030'].map((code) => [code, 'full'] as const),
  ...['40001', '40P01', '57014', '55P03'].map((code) => [code, 'busy'] as const),
])
/** A limit on files, which PostgreSQL has no code for as it has for a full disk. */
const NO_ROOM = /^could not (extend|write|create) file/

/** What is wrong with the database, where that may be over in a while; null for everything else. */
export function passingTrouble(error: unknown): PassingTrouble | null {
  if (isConnectionLost(error)) return 'lost'
  if (!(error instanceof Error) || !('code' in error)) return null
  const known = BY_CODE.get(error.code)
  if (known !== undefined) return known
  return error.code === 'XX000' && NO_ROOM.test(error.message) ? 'full' : null
}
