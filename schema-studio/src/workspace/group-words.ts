import type { AuditEntry, AuditGroup } from '@tenon/sdk/contract/audit-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import { entryLook } from './entry-look.ts'

const DONE: Readonly<Partial<Record<MessageKey, MessageKey>>> = {
  historyChanged: 'groupChanged',
  historyCreated: 'groupCreated',
  historyDeleted: 'groupDeleted',
  historyRestored: 'groupRestored',
  historyMoved: 'groupMoved',
}

const KINDS: Readonly<Record<AuditGroup['kind'], MessageKey>> = {
  bulk: 'groupBulk',
  undo: 'groupUndo',
  import: 'groupImport',
  action: 'groupAction',
  undoChanges: 'groupUndoChanges',
  merge: 'groupMerge',
  unmerge: 'groupUnmerge',
}

interface GroupReader {
  locale: Locale
  model: Pick<ModelView, 'entities'>
  /** Of an action: its label. Of what was taken back: whose changes these were. */
  called?: string
}

/** What was done in one go, after the name: what to how many records, and in the course of what. */
export function groupWords({ group, origin, undid }: AuditEntry, { locale, model, called }: GroupReader): string {
  if (group === undefined) return ''
  const counts = new Intl.NumberFormat(locale)
  const parts = group.parts.map(({ action, entity, entityLabel, count }) => {
    const { message } = entryLook({ action, changes: {}, recordId: entity })
    const one = model.entities[entity]?.label
    const name = count === 1 && one !== undefined ? textIn(one, locale) : (entityLabel ?? entity)
    const told = `${counts.format(count)}${group.atLeast ? '+' : ''}`
    return translate(locale, DONE[message] ?? 'groupTouched', { count: told, name })
  })
  const file = group.kind === 'import' ? (origin?.import?.name ?? '') : ''
  const kind = file === '' ? KINDS[group.kind] : 'groupImportNamed'
  const span = undid && { from: formatDateTime(undid.from, locale), to: formatDateTime(undid.to, locale) }
  return translate(locale, kind, { parts: listIn(parts, locale), called: called ?? file, ...span })
}
