import type { MessageKey } from '../locales/catalog.ts'

/** What a PostgreSQL lock means for the people at work. */
export function lockMeaning(lock: string): MessageKey {
  const name = lock.toUpperCase()
  if (name === 'ACCESS EXCLUSIVE') return 'lockAll'
  if (name === 'SHARE' || name === 'SHARE ROW EXCLUSIVE' || name === 'EXCLUSIVE') return 'lockWrites'
  return 'lockNone'
}
