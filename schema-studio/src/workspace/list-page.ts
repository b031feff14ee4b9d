import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { CreateRecordEvent } from '@tenon/web-components/events/create-record-event'
import '@tenon/web-components/record-list'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, listPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { deleteManyWithUndo } from './delete-many-with-undo.ts'
import { listMemory } from './list-memory.ts'
import type { RecordSheet } from './record-sheet.ts'
import './record-sheet.ts'

/** Several changes in a row, such as an import, are read once. */
const LIVE_DELAY_MS = 300

/** All records of one entity. `?view=mine` narrows to the person's own, `?new=1` opens the form. */
export class ListPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    pageStyles,
    css`
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        overflow: hidden;
      }
      tenon-record-list {
        min-height: 0;
        height: 100%;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, entity: {}, query: { attribute: false } }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  #mine: Filter | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #formOpenedByAddress = false

  override connectedCallback(): void {
    super.connectedCallback()
    this.#mine = { field: 'ownerId', op: 'eq', value: this.app.session.user.id }
    this.untilRemoved(
      this.app.shortcuts.add({ c: () => this.#create(), '/': () => this.#list?.focusSearch(), ...this.#rowKeys() }),
    )
    this.untilRemoved(
      this.app.live.subscribe((message) => {
        if (message.type === 'reconnected' || ('entity' in message && message.entity === this.entity))
          this.#refreshSoon()
      }),
    )
  }

  override disconnectedCallback(): void {
    const list = this.#list
    if (list) listMemory.set(this.entity, { search: list.search, sort: list.sort })
    clearTimeout(this.#timer)
    super.disconnectedCallback()
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('query')) return
    const asked = this.query.get('new') !== null
    if (asked && !this.#formOpenedByAddress) this.#create()
    this.#formOpenedByAddress = asked
  }

  get #list() {
    return this.element<HTMLElementTagNameMap['tenon-record-list']>('tenon-record-list')
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  /** From anywhere on the page, j and k step into the rows; the list itself has the keys from there on. */
  #rowKeys(): Record<string, () => void> {
    const enter = () => this.#list?.renderRoot.querySelector<HTMLElement>('tbody .open')?.focus()
    return { j: enter, k: enter }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#list?.refresh(), LIVE_DELAY_MS)
  }

  #create(initialValues: JsonObject = {}): void {
    if (!this.#schema?.access.create) return
    void this.element<RecordSheet>('studio-record-sheet')?.open({ entity: this.entity, initialValues })
  }

  #closeSheet(): void {
    if (this.query.get('new') !== null) this.app.router.replace(listPath(this.entity))
    void this.#list?.refresh()
  }

  async #deleteSelected(): Promise<void> {
    const list = this.#list
    if (!list) return
    await deleteManyWithUndo(this.app, { entity: this.entity, ids: list.selectedIds, locale: this.locale })
    list.clearSelection()
    void list.refresh()
  }

  override render() {
    const schema = this.#schema
    if (!schema) return this.#renderMissing()
    const place = listMemory.get(this.entity)
    return html`${this.#renderHeader(schema)}
      <div class="body">
        <tenon-record-list
          .client=${this.app.client}
          .model=${this.app.model}
          .entity=${this.entity}
          .where=${this.query.get('view') === 'mine' ? this.#mine : null}
          .search=${this.hasUpdated ? (this.#list?.search ?? '') : (place?.search ?? '')}
          .sort=${this.hasUpdated ? (this.#list?.sort ?? null) : (place?.sort ?? null)}
          .locale=${this.locale}
          @tenon-create-record=${(event: CreateRecordEvent) => this.#create(event.values)}
        >
          ${
            schema.access.delete
              ? html`<button slot="selection" class="button dense" @click=${() => void this.#deleteSelected()}>
                  ${icon('trash-2')} ${this.t('delete')}
                </button>`
              : nothing
          }
        </tenon-record-list>
      </div>
      <studio-record-sheet .app=${this.app} @studio-sheet-closed=${this.#closeSheet}></studio-record-sheet>`
  }

  #renderHeader(schema: ModelViewEntity) {
    const mine = this.query.get('view') === 'mine'
    const boards = Object.values(this.app.model.pipelines).filter(({ entity }) => entity === this.entity)
    return pageHeader({
      title: this.text(schema.pluralLabel),
      tabs: [
        { label: this.t('viewAll'), path: listPath(this.entity), current: !mine },
        { label: this.t('viewMine'), path: `${listPath(this.entity)}?view=mine`, current: mine },
        ...boards.map(({ name, label }) => ({
          label: boards.length > 1 ? this.text(label) : this.t('board'),
          path: boardPath(name),
          current: false,
        })),
      ],
      actions: schema.access.create
        ? html`<button class="button primary" @click=${() => this.#create()}>
            ${icon('plus')} ${this.t('newOf', { entity: this.text(schema.label) })}
          </button>`
        : nothing,
    })
  }

  #renderMissing() {
    const title = this.t('entityMissingTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t('entityMissingText'),
          action: html`<a class="button" href="/">${this.t('goHome')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-list-page', ListPage)
