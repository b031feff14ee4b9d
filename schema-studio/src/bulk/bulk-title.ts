import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { textIn } from '@tenon/sdk/contract/locale'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

const TITLES: Readonly<Record<BulkRun['operation']['kind'], MessageKey>> = {
  update: 'bulkChangeTitle',
  assign: 'bulkAssignTitle',
  tag: 'bulkTagTitle',
  delete: 'bulkDeleteTitle',
  restore: 'bulkRestoreTitle',
  merge: 'bulkMergeTitle',
  import: 'bulkImportTitle',
  undo: 'bulkUndoTitle',
}

/** What is done, and to records of which entity. */
export function bulkTitle(
  { kind, entity }: { kind: BulkRun['operation']['kind']; entity: string },
  { model }: Pick<AppServices, 'model'>,
): string {
  const locale = localeStore.get()
  return translate(locale, TITLES[kind], { plural: textIn(model.entities[entity]?.pluralLabel ?? '', locale) })
}
