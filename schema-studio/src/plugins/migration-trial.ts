import type { MigrationPreview } from '@tenon/sdk/contract/plugins-api'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { conflictValue } from '../conflicts/conflict-value.ts'

type Sample = MigrationPreview['samples'][number]

/** Tries the migrations of a version that is looked at, and shows what they would change. */
export class MigrationTrial extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
  :host {
    display: block;
  }
  p {
    margin: 0 0 var(--tenon-space-2);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .migration {
    margin-top: var(--tenon-space-3);
    overflow-x: auto;
    font-size: var(--tenon-font-size-sm);
  }
  .migration p {
    margin: 0 0 var(--tenon-space-2);
  }
  .migration table {
    width: 100%;
    border-collapse: collapse;
  }
  .migration :is(th, td) {
    padding: var(--tenon-space-1) var(--tenon-space-2);
    border-bottom: 1px solid var(--tenon-line);
    text-align: start;
    font-weight: inherit;
    overflow-wrap: anywhere;
  }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    plugin: { attribute: false },
    version: { attribute: false },
    trial: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare plugin: string
  declare version: string
  declare trial: MigrationPreview[] | null
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.plugin = ''
    this.version = ''
    this.trial = null
    this.failure = null
    this.busy = false
  }

  override willUpdate(changed: Map<string, unknown>): void {
    // What another version would do says nothing of this one.
    if (changed.has('version')) this.trial = null
  }

  async #try(): Promise<void> {
    const { plugin: id, version } = this
    this.busy = true
    this.failure = null
    try {
      const trial = await this.app.client.plugins.previewMigration({ id, version })
      if (this.version === version) this.trial = trial
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { failure, trial, busy } = this
    return html`<p>${this.t('migrationLead')}</p>
      <button type="button" class="button dense" ?disabled=${busy} @click=${() => void this.#try()}>
        ${this.t(busy ? 'migrationTrying' : 'migrationTry')}
      </button>
      <div role="status">
        ${failure ? html`<p class="error">${failure}</p>` : trial?.map((one) => this.#renderMigration(one))}
      </div>`
  }

  #renderMigration({ label, changed, looked, records, refused, samples, entity }: MigrationPreview) {
    const counts = { entity: this.text(label), changed, looked, records }
    const rows = samples.map((sample) => this.#renderSample(sample, entity))
    return html`<div class="migration">
      <p>${changed === 0 ? this.t('migrationNothing') : this.t('migrationOf', counts)}</p>
      ${refused.map(({ message }) => html`<p class="error">${this.t('migrationRefused', { reason: message })}</p>`)}
      ${rows.length === 0 ? nothing : html`<table><tbody>${rows}</tbody></table>`}
    </div>`
  }

  #renderSample({ title, id, before, after }: Sample, entity: string) {
    const fields = this.app.model.entities[entity]?.properties ?? {}
    const shown = (value: Sample['before'][string] | undefined) =>
      value == null ? '–' : conflictValue(value, this.locale)
    return Object.keys(after).map((name, at) => {
      const field = fields[name]
      return html`<tr>
        <th scope="row">${at === 0 ? title || id : nothing}</th>
        <td>${field ? this.text(field.label) : name}</td>
        <td>${shown(before[name])}</td>
        <td>→ ${shown(after[name])}</td>
      </tr>`
    })
  }
}
customElements.define('studio-migration-trial', MigrationTrial)
