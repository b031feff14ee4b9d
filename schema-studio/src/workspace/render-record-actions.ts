import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelViewAction, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, nothing } from 'lit'
import type { ActionChosenEvent } from '../actions/action-menu.ts'
import '../actions/action-menu.ts'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'

interface RecordActions {
  schema: ModelViewEntity
  record: TenonRecord
  entity: string
  locale: Locale
  /** Of plugins. */
  actions: ModelViewAction[]
  /** Whether the data of persons are offered. */
  handlesPersons: boolean
  /** Null: whoever looks has none of their own here. */
  isFavourite: boolean | null
  toggleFavourite(): void
  openAccess(): void
  remove(): void
  edit(): void
  run(action: ModelViewAction): void
}

/** What can be done with a record, for the head of its page. */
export function renderRecordActions(view: RecordActions) {
  const { schema, record, entity, locale } = view
  const [access, remove, person] = [
    translate(locale, 'accessOf'),
    translate(locale, 'delete'),
    translate(locale, 'personalDataOf'),
  ]
  const personPath = `/settings/privacy?${new URLSearchParams({ entity, id: record.id })}`
  return html`${view.isFavourite === null ? nothing : renderStar(view, view.isFavourite)}
    <button class="button quiet icon" title=${access} aria-label=${access} @click=${view.openAccess}>
      ${icon('users')}
    </button>
    ${
      view.handlesPersons
        ? html`<a class="button quiet icon" href=${personPath} title=${person} aria-label=${person}>${icon('fingerprint')}</a>`
        : nothing
    }
    ${
      schema.access.delete
        ? html`<button class="button quiet icon" title=${remove} aria-label=${remove} @click=${view.remove}>${icon('trash-2')}</button>`
        : nothing
    }
    <studio-action-menu
      .actions=${view.actions}
      @studio-action-chosen=${({ action }: ActionChosenEvent) => view.run(action)}
    ></studio-action-menu>
    ${
      schema.access.update
        ? html`<button class="button primary" @click=${view.edit}>${icon('pencil')} ${translate(locale, 'edit')}</button>`
        : nothing
    }`
}

function renderStar({ locale, toggleFavourite }: RecordActions, on: boolean) {
  const label = translate(locale, on ? 'favouriteRemove' : 'favourite')
  return html`<button
    class="button quiet icon ${on ? 'marked' : ''}"
    title=${label}
    aria-label=${label}
    aria-pressed=${on}
    @click=${toggleFavourite}
  >
    ${icon('star')}
  </button>`
}
