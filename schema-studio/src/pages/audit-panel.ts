import type { AuditEntry, AuditFilter, AuditPage } from '@tenon/sdk/contract/audit-api'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { css, html, type PropertyValues } from 'lit'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import type { ReadGroup } from '../workspace/entry-group.ts'
import { HistoryView } from '../workspace/history-view.ts'
import './undo-panel.ts'

/** Records of what was done in one go that are shown at a time. */
const GROUP_PAGE = 20

/** Kinds of things beside records, by what admins do with them. */
const KINDS: ReadonlyArray<[kind: string, label: MessageKey]> = [
  ['user', 'people'],
  ['role', 'roles'],
  ['team', 'teams'],
  ['apiKey', 'apiKeys'],
  ['site', 'sites'],
  ['plugin', 'plugins'],
  ['setting', 'settings'],
  ['privacy', 'personalData'],
]

/** The tenant's whole audit trail, for admins. */
export class AuditPanel extends HistoryView {
  static override styles = [
    ...HistoryView.styles,
    css`
      details {
        margin-bottom: var(--tenon-space-4);
      }
      summary {
        padding: var(--tenon-space-2) 0;
        cursor: pointer;
        font-weight: var(--tenon-weight-medium);
      }
    `,
  ]
  static override properties = { ...HistoryView.properties, about: { state: true }, rightLabels: { state: true } }
  /** Entity or kind of thing; empty for all. */
  declare about: string
  declare rightLabels: Readonly<Record<string, LocalizedText>>
  #readGroup: ReadGroup | undefined

  constructor() {
    super()
    this.about = ''
    this.rightLabels = {}
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('filter') || changed.has('about')) this.#readGroup = this.#makeReadGroup()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.load()
    void this.#loadRights()
    this.untilRemoved(this.app.live.whenBack(() => this.failure && this.load()))
  }

  /** Without them, entries name rights as roles keep them. */
  async #loadRights(): Promise<void> {
    const rights = await this.app.client.roles.rights().catch(() => [])
    this.rightLabels = Object.fromEntries(rights.map(({ name, label }) => [name, label]))
  }

  get #about(): { entity?: string } {
    return this.about === '' ? {} : { entity: this.about }
  }

  protected override readPage(filter: AuditFilter, after: string | null): Promise<AuditPage> {
    return this.app.client.audit.find({ ...this.#about, ...filter, grouped: true, ...(after !== null && { after }) })
  }

  protected override fieldChoices() {
    const fields = Object.entries(this.app.model.entities[this.about]?.properties ?? {})
    return fields.map(([name, { label }]) => ({ name, label: this.text(label) }))
  }

  protected override renderEntries(entries: AuditEntry[]) {
    return html`<studio-history-timeline
      .app=${this.app}
      .entries=${entries}
      .readGroup=${this.#readGroup}
      .rightLabels=${this.rightLabels}
      withRecord
    ></studio-history-timeline>`
  }

  /** Of what was done in one go, what fits the filter: another function where that is another. */
  #makeReadGroup(): ReadGroup {
    const filter = { ...this.#about, ...this.filter, limit: GROUP_PAGE }
    return (group, after) => this.app.client.audit.find({ ...filter, group, ...(after !== null && { after }) })
  }

  override render() {
    const query = new URLSearchParams({ ...this.#about, ...this.filter })
    return html`<div class="bar">
        <p>${this.t('auditLead')}</p>
        <a class="button" href=${`/api/audit/export.csv?${query}`} download>${icon('download')} ${this.t('auditExport')}</a>
      </div>
      <details>
        <summary>${this.t('undoSection')}</summary>
        <studio-undo .app=${this.app}></studio-undo>
      </details>
      ${this.renderFilter(this.#renderAbout())}${this.renderList()}`
  }

  #renderAbout() {
    const entities = Object.values(this.app.model.entities).map(({ name, pluralLabel }) => [
      name,
      this.text(pluralLabel),
    ])
    const kinds = KINDS.map(([kind, label]) => [kind, this.t(label)])
    return html`<label class="label"
      >${this.t('auditAbout')}
      <select
        class="select"
        @change=${(event: Event) => {
          this.about = (event.target as HTMLSelectElement).value
          this.choose({ field: '' })
        }}
      >
        <option value="">${this.t('historyAny')}</option>
        ${[...entities, ...kinds].map(([name, label]) => html`<option value=${name ?? ''} ?selected=${this.about === name}>${label}</option>`)}
      </select>
    </label>`
  }
}
customElements.define('studio-audit', AuditPanel)
