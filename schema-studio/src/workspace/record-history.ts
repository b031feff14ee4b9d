import type { AuditEntry, AuditFilter, AuditPage } from '@tenon/sdk/contract/audit-api'
import { html, type PropertyValues } from 'lit'
import { HistoryView } from './history-view.ts'

/** What happened to one record. `readings` counts up when it may have changed. */
export class RecordHistory extends HistoryView {
  static override properties = {
    ...HistoryView.properties,
    entity: {},
    recordId: {},
    readings: { type: Number },
    mayRestore: { type: Boolean },
  }
  declare entity: string
  declare recordId: string
  declare readings: number
  declare mayRestore: boolean

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('recordId') && changed.get('recordId') !== undefined) {
      this.entries = null
      this.filter = {}
    }
    if (changed.has('readings') || changed.has('recordId') || changed.has('entity')) void this.load()
  }

  protected override readPage(filter: AuditFilter, after: string | null): Promise<AuditPage> {
    const { entity, recordId: id } = this
    return this.app.client.audit.timeline({ entity, id, ...filter, ...(after !== null && { after }) })
  }

  protected override fieldChoices() {
    const fields = Object.entries(this.app.model.entities[this.entity]?.properties ?? {})
    return fields.map(([name, { label }]) => ({ name, label: this.text(label) }))
  }

  protected override renderEntries(entries: AuditEntry[]) {
    return html`<studio-history-timeline .app=${this.app} .entries=${entries} ?mayRestore=${this.mayRestore}></studio-history-timeline>`
  }

  override render() {
    return html`${this.renderFilter()}${this.renderList()}`
  }
}
customElements.define('studio-history', RecordHistory)
