import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { failedState } from '../app/failed-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { studioEntityPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { pendingFields } from '../draft/pending-changes.ts'
import { publishedEntity } from '../draft/published-entity.ts'
import { DraftElement } from './draft-element.ts'
import { sourceLabel, sourceStyles } from './source-label.ts'
import '../icons/entity-icon.ts'
import './draft-bar.ts'

/** All entities with where they come from and how much is in them. */
export class EntitiesPage extends DraftElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    sourceStyles,
    pageStyles,
    css`
      .body {
        background: var(--tenon-canvas);
      }
      .lead {
        max-width: 64ch;
        margin: 0 0 var(--tenon-space-5);
        color: var(--tenon-text-muted);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
        gap: var(--tenon-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li a {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px var(--tenon-space-3);
        align-items: center;
        height: 100%;
        padding: var(--tenon-space-4);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-surface);
        color: var(--tenon-text);
        text-decoration: none;
        transition: border-color var(--tenon-duration-state) var(--tenon-ease);
      }
      li a:hover {
        border-color: var(--tenon-line-strong);
      }
      .tile {
        display: grid;
        grid-row: span 2;
        place-items: center;
        width: 36px;
        height: 36px;
        border-radius: 9px;
        background: var(--tenon-accent-soft);
        color: var(--tenon-accent-text);
        --entity-icon-size: 18px;
      }
      h2 {
        min-width: 0;
        margin: 0;
        overflow: hidden;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        grid-column: 2 / -1;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        font-variant-numeric: tabular-nums;
      }
      .foot {
        display: flex;
        grid-column: 1 / -1;
        align-items: center;
        justify-content: space-between;
        margin-top: var(--tenon-space-3);
      }
      .pending {
        padding: 0 7px;
        border-radius: 9px;
        background: var(--tenon-caution-soft);
        color: var(--tenon-caution-text);
        font-size: 11px;
        font-weight: var(--tenon-weight-medium);
        line-height: 18px;
      }
    `,
  ]
  static override properties = { ...DraftElement.properties, counts: { state: true } }
  declare counts: Record<string, number>

  constructor() {
    super()
    this.counts = {}
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#count()
  }

  async #count(): Promise<void> {
    const { client, model } = this.app
    await Promise.all(
      Object.keys(model.entities).map(async (entity) => {
        const page = await client.records.find({ entity, limit: 1, fields: [], count: true }).catch(() => null)
        if (page?.count !== undefined) this.counts = { ...this.counts, [entity]: page.count }
      }),
    )
  }

  override render() {
    return html`${pageHeader({
      title: this.t('entities'),
      actions: html`<studio-draft-bar .app=${this.app} review></studio-draft-bar>`,
    })}
      <div class="body"><div class="wrap">${this.#renderEntities()}</div></div>`
  }

  #renderEntities() {
    const { draft, error } = this.app.drafts
    if (!draft && error) {
      return failedState(error, { locale: this.locale, tryAgain: () => this.app.drafts.load() })
    }
    const entities = Object.values(draft?.document.entities ?? this.app.model.entities)
    return html`<p class="lead">${this.t('entitiesLead')}</p>
      <ul>
        ${entities.map((entity) => this.#renderEntity(entity))}
      </ul>`
  }

  #renderEntity(entity: ModelEntity) {
    const { draft } = this.app.drafts
    const pending = draft ? pendingFields(publishedEntity(this.app.model, entity), entity).size : 0
    const records = this.counts[entity.name]
    return html`<li>
      <a href=${studioEntityPath(entity.name)}>
        <span class="tile"><studio-entity-icon name=${entity.icon ?? 'box'}></studio-entity-icon></span>
        <h2>${this.text(entity.pluralLabel)}</h2>
        ${pending > 0 ? html`<span class="pending">${this.t('pendingCount', { count: pending })}</span>` : nothing}
        <span class="facts">
          ${this.t('fieldCount', { count: Object.keys(entity.properties).length })}
          ${records === undefined ? nothing : html` · ${this.t('recordCount', { count: records })}`}
        </span>
        <span class="foot">${sourceLabel(entity.source, { plugins: this.app.plugins, locale: this.locale })}</span>
      </a>
    </li>`
  }
}
customElements.define('studio-entities', EntitiesPage)
