import type { TrashedRecord } from '@tenon/sdk/contract/trash-api'
import { stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDate, formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { pluginName } from '../app/plugin-name.ts'
import { listPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { undoMerge } from '../duplicates/undo-merge.ts'
import { icon } from '../icons/icon.ts'
import { restoredWords } from './restored-words.ts'

/** Deleted records of an entity: who deleted them when, and the way back. */
export class TrashPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    tableStyles,
    pageStyles,
    css`
      .lead {
        max-width: 64ch;
        margin: 0 0 var(--tenon-space-4);
        color: var(--tenon-text-muted);
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .many {
        margin-bottom: var(--tenon-space-3);
      }
      .check {
        width: 1%;
      }
      .more {
        margin-top: var(--tenon-space-4);
      }
      td.end {
        white-space: nowrap;
      }
      small {
        color: var(--tenon-text-faint);
      }
      /* What can be done with a record stays in sight where its row does not fit. */
      @media (max-width: 719px) {
        .table :is(th:last-child, td.end) {
          position: sticky;
          inset-inline-end: 0;
          border-inline-start: 1px solid var(--tenon-line);
        }
        .end .words {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    records: { state: true },
    next: { state: true },
    failure: { state: true },
    selected: { state: true },
  }
  declare app: AppServices
  declare entity: string
  /** Null while they are read. */
  declare records: TrashedRecord[] | null
  declare next: string | null
  declare failure: unknown
  declare selected: ReadonlySet<string>

  constructor() {
    super()
    this.records = null
    this.next = null
    this.failure = null
    this.selected = new Set()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read(null)
  }

  async #read(after: string | null): Promise<void> {
    try {
      const page = await this.app.client.trash.list({ entity: this.entity, ...(after !== null && { after }) })
      this.records = after === null ? page.records : [...(this.records ?? []), ...page.records]
      this.next = page.nextCursor
      this.failure = null
    } catch (error) {
      this.failure = error
    }
  }

  /** `work` says in words what it has done. */
  async #do(record: TrashedRecord, work: () => Promise<string>): Promise<void> {
    try {
      const done = await work()
      this.records = this.records?.filter(({ id }) => id !== record.id) ?? null
      this.app.toast({ tone: 'positive', text: done })
      await this.#read(null)
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  async #restore(record: TrashedRecord): Promise<void> {
    const { id, version } = record
    await this.#do(record, async () => {
      const restored = await this.app.client.records.restore({ entity: this.entity, id, version })
      return restoredWords(restored, this.#title(record), this.locale)
    })
  }

  /** Whatever else the merge took away comes back with it. */
  async #undoMerge(merge: string): Promise<void> {
    const { app, entity, locale } = this
    if (await undoMerge(app, { entity, merge, locale })) await this.#read(null)
  }

  /** Those that are selected, or all there are: which, is asked there. */
  #restoreMany(): void {
    const onEnd = () => {
      this.selected = new Set()
      void this.#read(null)
    }
    const shown = { where: null, search: '' }
    this.app.openBulk({ kind: 'restore', entity: this.entity, ids: [...this.selected], shown, onEnd })
  }

  #select(ids: readonly string[], on: boolean): void {
    const others = [...this.selected].filter((id) => !ids.includes(id))
    this.selected = new Set(on ? [...others, ...ids] : others)
  }

  async #purge(record: TrashedRecord): Promise<void> {
    const title = this.#title(record)
    const agreed = await this.app.confirm({
      title: this.t('purgeTitle', { title }),
      text: this.t('purgeText'),
      confirm: this.t('purge'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    const { id, version } = record
    const purge = () => this.app.client.trash.purge({ entity: this.entity, id, version })
    await this.#do(record, async () => {
      await purge()
      return this.t('purged', { title })
    })
  }

  #title({ title }: TrashedRecord): string {
    return title || this.t('untitled')
  }

  #deletedBy({ deletedBy: { actor, name } }: TrashedRecord): string {
    if (actor === 'system') return this.t('actorSystem')
    if (!actor.startsWith('plugin:')) return name || this.t('somebody')
    return pluginName(actor.slice('plugin:'.length), {
      plugins: this.app.plugins,
      labels: this.app.model.pluginLabels,
      locale: this.locale,
    })
  }

  override render() {
    const schema = this.app.model.entities[this.entity]
    const crumbs = schema ? [{ label: this.text(schema.pluralLabel), path: listPath(this.entity) }] : []
    return html`${pageHeader({ crumbs, title: this.t('trash') })}
      <div class="body"><div class="wrap">
        <p class="lead">${this.t('trashLead')}</p>
        ${this.#renderRecords()}
      </div></div>`
  }

  #renderRecords() {
    if (this.failure) {
      return failedState(this.failure, { locale: this.locale, tryAgain: () => this.#read(null) })
    }
    if (!this.records) return html`<span class="skeleton"></span><span class="skeleton"></span>`
    if (this.records.length === 0) return emptyState({ title: this.t('trashEmpty'), text: this.t('trashEmptyText') })
    const { size } = this.selected
    return html`<div class="many">
        <button class="button" @click=${() => this.#restoreMany()}>
          ${icon('archive-restore')} ${size === 0 ? this.t('restoreAll') : this.t('restoreSelected', { count: size })}
        </button>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.t('trash')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col" class="check">${this.#renderCheck(
                this.t('selectAllShown'),
                this.records.map(({ id }) => id),
              )}</th>
              <th scope="col">${this.t('name')}</th>
              <th scope="col">${this.t('trashDeleted')}</th>
              <th scope="col">${this.t('trashRemoved')}</th>
              <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${this.records.map((record) => this.#renderRecord(record))}
          </tbody>
        </table>
      </div>
      ${this.next ? html`<button class="button more" @click=${() => void this.#read(this.next)}>${this.t('loadMore')}</button>` : nothing}`
  }

  #renderCheck(label: string, ids: readonly string[]) {
    return html`<input
      type="checkbox"
      class="checkbox"
      aria-label=${label}
      .checked=${ids.every((id) => this.selected.has(id))}
      @change=${(event: Event) => this.#select(ids, (event.target as HTMLInputElement).checked)}
    />`
  }

  #renderRecord(record: TrashedRecord) {
    const { deletedAt, removedAt, followed, merge } = record
    return html`<tr>
      <td class="check">${this.#renderCheck(this.t('selectRecord', { title: this.#title(record) }), [record.id])}</td>
      <td>${this.#title(record)}${followed || merge ? html` <small>${this.t(merge ? 'trashMerged' : 'trashFollowed')}</small>` : nothing}</td>
      <td>
        ${this.#deletedBy(record)}
        <time datetime=${deletedAt} title=${formatDateTime(deletedAt, this.locale)}>${formatRelative(deletedAt, this.locale)}</time>
      </td>
      <td>${removedAt === null ? this.t('never') : formatDate(removedAt.slice(0, 10), this.locale)}</td>
      <td class="end">
        ${
          merge
            ? html`<button class="button quiet dense" @click=${() => void this.#undoMerge(merge)}>${icon('undo-2')} <span class="words">${this.t('trashUndoMerge')}</span></button>`
            : html`<button class="button quiet dense" @click=${() => void this.#restore(record)}>${icon('archive-restore')} <span class="words">${this.t('restoreValue')}</span></button>`
        }
        ${
          this.app.isAdmin
            ? html`<button class="button quiet dense" @click=${() => void this.#purge(record)}>${icon('trash-2')} <span class="words">${this.t('purge')}</span></button>`
            : nothing
        }
      </td>
    </tr>`
  }
}
customElements.define('studio-trash-page', TrashPage)
