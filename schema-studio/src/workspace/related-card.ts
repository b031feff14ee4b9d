import type { TenonRecord } from '@tenon/sdk/contract/record'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { recordTitle } from '../app/record-title.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import '../icons/entity-icon.ts'
import { listAddress } from './list-address.ts'
import { namingFilter, type RelatedList } from './related-lists.ts'

const SHOWN = 5

/** The records that point at one record by one field; fires `studio-add-related`. */
export class RelatedCard extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    css`
      :host {
        display: block;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-surface);
      }
      header {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 40px;
        padding: 0 6px 0 12px;
        font-size: var(--tenon-font-size-sm);
        color: var(--tenon-text-muted);
      }
      h3 {
        min-width: 0;
        margin: 0;
        overflow: hidden;
        color: var(--tenon-text);
        font-size: inherit;
        font-weight: var(--tenon-weight-medium);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .badge {
        margin-inline-end: auto;
      }
      ul {
        margin: 0;
        padding: 0 6px 6px;
        list-style: none;
      }
      li a {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 34px;
        padding: 4px 6px;
        border-radius: var(--tenon-radius-control);
        color: var(--tenon-text);
        font-size: var(--tenon-font-size-sm);
        text-decoration: none;
      }
      li a:hover {
        background: var(--tenon-hover);
      }
      .title {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      time {
        color: var(--tenon-text-faint);
        font-size: var(--tenon-font-size-xs);
        white-space: nowrap;
      }
      .more {
        display: block;
        padding: 0 12px 10px;
        font-size: var(--tenon-font-size-xs);
      }
      .skeleton {
        margin: 6px 12px 14px;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    list: { attribute: false },
    /** Entity of the record. */
    named: {},
    recordId: {},
    /** Counts up when something may have changed. */
    revision: { type: Number },
    records: { state: true },
    total: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare list: RelatedList
  declare named: string
  declare recordId: string
  declare revision: number
  declare records: TenonRecord[] | null
  declare total: number
  declare failure: string | null

  constructor() {
    super()
    this.records = null
    this.total = 0
    this.failure = null
    this.revision = 0
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('recordId') || changed.has('revision') || changed.has('list')) void this.#load()
  }

  async #load(): Promise<void> {
    const { entity } = this.list
    try {
      const page = await this.app.client.records.find({
        entity,
        where: this.#filter(),
        sort: [{ field: 'updatedAt', direction: 'desc' }],
        limit: SHOWN,
        count: true,
      })
      this.records = page.records
      this.total = page.count ?? page.records.length
      this.failure = null
    } catch (error) {
      this.records = []
      this.failure = errorText(error, this.locale)
    }
  }

  #filter() {
    return namingFilter(this.list, { entity: this.named, id: this.recordId })
  }

  override render() {
    const { entity, field, ambiguous } = this.list
    const schema = this.app.model.entities[entity]
    if (!schema) return nothing
    const by = schema.properties[field]
    const reverse = by?.reference?.reverse?.label
    const label = this.text(reverse ?? schema.pluralLabel)
    return html`<header>
        <studio-entity-icon name=${schema.icon ?? 'box'}></studio-entity-icon>
        <h3>${(ambiguous || entity === this.named) && by && !reverse ? `${label} · ${this.text(by.label)}` : label}</h3>
        <span class="badge">${this.records ? this.total : ''}</span>
        ${
          schema.access.create
            ? html`<button
                class="button quiet icon dense"
                aria-label=${this.t('addRelated', { entity: this.text(schema.label) })}
                title=${this.t('addRelated', { entity: this.text(schema.label) })}
                @click=${() => this.dispatchEvent(new Event('studio-add-related'))}
              >
                ${icon('plus')}
              </button>`
            : nothing
        }
      </header>
      ${this.failure ? html`<p class="error">${this.failure}</p>` : this.#renderRecords()}`
  }

  #renderRecords() {
    if (!this.records) return html`<span class="skeleton"></span>`
    if (this.records.length === 0) return nothing
    const { entity } = this.list
    return html`<ul>
        ${this.records.map((record) => this.#renderRecord(record))}
      </ul>
      ${
        this.total > this.records.length
          ? html`<a class="more" href=${listAddress(entity, { filter: this.#filter() }).path}>${this.t('moreRelated', { count: this.total - this.records.length })}</a>`
          : nothing
      }`
  }

  #renderRecord(record: TenonRecord) {
    const { entity } = this.list
    const { model } = this.app
    const { locale } = this
    const stage = fieldOf(model, { entity, pipeline: record.pipeline }, 'stage')
    return html`<li>
      <a href=${recordPath(entity, record.id)}>
        <span class="title">${recordTitle(entity, record, { model, locale })}</span>
        ${record.stage && stage ? renderValue(record.stage, stage, { locale, model }) : nothing}
        <time datetime=${record.updatedAt} title=${formatDateTime(record.updatedAt, locale)}>
          ${formatRelative(record.updatedAt, locale)}
        </time>
      </a>
    </li>`
  }
}
customElements.define('studio-related-card', RelatedCard)
