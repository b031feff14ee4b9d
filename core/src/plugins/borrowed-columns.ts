import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { BorrowedColumns } from '../model/edits/standing-columns.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { readBorrowedColumns } from '../schema-change/read-borrowed-columns.ts'
import type { readInstalled } from './read-installed.ts'

type Installed = Pick<Awaited<ReturnType<typeof readInstalled>>, 'installed' | 'edits' | 'baseVersion'>

/** Which columns of the tenant's arranged lists are there because the plugins that are installed had them. */
export function borrowedColumns(
  db: Kysely<TenantTables>,
  { locale }: Pick<RequestContext, 'locale'>,
  { installed, edits, baseVersion }: Installed,
): Promise<BorrowedColumns> {
  return readBorrowedColumns(db, { edits, version: baseVersion, parts: () => mergePackages(installed, locale) })
}
