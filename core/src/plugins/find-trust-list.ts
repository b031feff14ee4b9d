import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readTrustList, type TrustList } from './trust-list.ts'

interface WhereToLook {
  /** The file that was named, on the command line or by TENON_TRUST. */
  file: string | undefined
  /** Tenon's data folder; empty for none. */
  folder: string
}

/** The list that was named, or `trusted-keys.json` in the data folder; else nobody is trusted. Throws CONFIG_INVALID. */
export async function findTrustList({ file, folder }: WhereToLook): Promise<TrustList> {
  if (file !== undefined) return readTrustList(file)
  const kept = join(folder, 'trusted-keys.json')
  return folder !== '' && existsSync(kept) ? readTrustList(kept) : { keys: [] }
}
