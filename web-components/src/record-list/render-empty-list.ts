import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { RecordListTexts } from './record-list.texts.ts'
import { renderEmpty } from './render-empty.ts'

interface EmptyList {
  entity: ModelViewEntity | undefined
  plural: string
  search: string
  filtered: boolean
  /** Missing: what the list is filtered by is not for its reader to clear. */
  onClearFilters: (() => void) | undefined
  locale: Locale
  texts: RecordListTexts
  onClear(): void
  onCreate(): void
}

/** Why a list shows nothing, and what can be done about it. */
export function renderEmptyList(list: EmptyList) {
  const { entity, plural, search, filtered, locale, texts, onClear, onClearFilters, onCreate } = list
  if (search) {
    const action = { label: texts.clearSearch, run: onClear }
    return renderEmpty({ title: texts.noMatchTitle, text: texts.noMatchText(search), action })
  }
  if (filtered) {
    const action = onClearFilters ? { label: texts.clearFilters, run: onClearFilters } : null
    return renderEmpty({ title: texts.noMatchTitle, text: texts.noFilterMatch, action })
  }
  const label = entity ? textIn(entity.label, locale) : ''
  return renderEmpty({
    title: texts.emptyTitle(plural),
    text: texts.emptyText(plural),
    action: entity?.access.create ? { label: texts.create(label), run: onCreate } : null,
  })
}
