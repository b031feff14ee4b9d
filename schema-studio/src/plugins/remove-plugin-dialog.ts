import { listIn } from '@tenon/sdk/contract/list-in'
import type { DataFate, RemovalPreview } from '@tenon/sdk/contract/plugins-api'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { StagesAnsweredEvent } from '../pages/stage-questions.ts'
import { fittingAnswer, stagesAnswered } from '../pages/stages-answered.ts'
import { pluginStyles } from './plugin.styles.ts'
import { renderAgreement } from './render-agreement.ts'
import { renderPlan } from './render-plan.ts'
import '../pages/stage-questions.ts'

/** Shows what removing a plugin puts aside and deletes, and removes it. */
export class RemovePluginDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    pluginStyles,
    dialogStyles,
    css`
      dialog {
        width: min(620px, calc(100vw - 32px));
      }
      dialog p {
        margin-bottom: var(--tenon-space-3);
      }
      .fates {
        display: grid;
        gap: var(--tenon-space-2);
        margin: 0 0 var(--tenon-space-4);
        padding: 0;
        border: 0;
      }
      .fates legend {
        margin-bottom: var(--tenon-space-2);
        padding: 0;
        font-weight: var(--tenon-weight-strong);
      }
      .fates label {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: baseline;
        cursor: pointer;
        font-size: var(--tenon-font-size-sm);
      }
      .fates input {
        flex: none;
        margin: 0;
        accent-color: var(--tenon-accent);
      }
      .field {
        margin-bottom: var(--tenon-space-4);
      }
      .plan {
        max-height: 40dvh;
        margin-bottom: var(--tenon-space-4);
        overflow-y: auto;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    plugin: { state: true },
    name: { state: true },
    preview: { state: true },
    failure: { state: true },
    consent: { state: true },
    busy: { state: true },
    data: { state: true },
    typed: { state: true },
    stages: { state: true },
  }
  declare app: AppServices
  declare plugin: string
  declare name: string
  declare preview: RemovalPreview | null
  declare failure: string | null
  declare consent: boolean
  declare busy: boolean
  declare data: DataFate
  declare typed: string
  declare stages: StageAnswer

  constructor() {
    super()
    this.plugin = ''
    this.name = ''
    this.preview = null
    this.failure = null
    this.consent = false
    this.busy = false
    this.data = 'archive'
    this.typed = ''
    this.stages = {}
  }

  async open(plugin: string, name: string): Promise<void> {
    Object.assign(this, { plugin, name, preview: null, failure: null, typed: '' })
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    await this.#look('archive')
  }

  async #look(data: DataFate): Promise<void> {
    Object.assign(this, { data, consent: false, failure: null })
    try {
      const preview = await this.app.client.plugins.previewRemoval({ id: this.plugin, data })
      // A later choice is not answered by an earlier preview.
      if (this.data !== data) return
      this.stages = fittingAnswer(preview.plan.stages, this.stages)
      this.preview = preview
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  async #remove(): Promise<void> {
    this.busy = true
    this.failure = null
    try {
      const { plugin: id, data, typed: confirm } = this
      const purging = data === 'purge' && { confirm, consent: true }
      await this.app.client.plugins.remove({
        id,
        data,
        ...(this.consent && { consent: true }),
        stages: this.stages,
        ...purging,
      })
      this.#close()
      this.app.toast({ tone: 'positive', text: this.t('justRemoved', { name: this.name }) })
      await Promise.all([this.app.reloadModel(), this.app.reloadPlugins()])
      await this.app.router.navigate('/studio/plugins')
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { preview, failure, name } = this
    const isNeeded = (preview?.dependents.length ?? 0) > 0
    const unsure = this.data === 'purge' ? this.typed !== this.plugin : preview?.plan.needsConsent && !this.consent
    const blocked = !preview || isNeeded || unsure || !stagesAnswered(preview.plan.stages, this.stages)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('removeTitle', { name })}</h2>
      ${preview ? this.#renderPreview(preview) : failure ? nothing : html`<span class="skeleton"></span>`}
      <div role="alert">${failure ? html`<p class="error">${failure}</p>` : nothing}</div>
      <div class="actions">
        <button class="button" autofocus @click=${() => this.#close()}>${this.t(isNeeded ? 'close' : 'cancel')}</button>
        ${
          isNeeded
            ? nothing
            : html`<button class="button critical" ?disabled=${blocked || this.busy} @click=${() => void this.#remove()}>
              ${this.t(this.busy ? 'removing' : 'removePlugin')}
            </button>`
        }
      </div>
    </dialog>`
  }

  #renderPreview({ plan, dependents, secrets, settings }: RemovalPreview) {
    if (dependents.length > 0) {
      const names = new Intl.ListFormat(this.locale).format(dependents.map(({ label }) => this.text(label)))
      return html`<div class="notice caution"><p>${this.t('dependentsFirst', { names })}</p></div>`
    }
    const deleted = [
      ...(secrets > 0 ? [this.t('removeDeletesSecrets', { count: secrets })] : []),
      ...(settings > 0 ? [this.t('removeDeletesSettings', { count: settings })] : []),
    ]
    return html`${this.#renderFates()} ${this.#renderRecords()}
      ${deleted.length > 0 ? html`<p>${this.t('removeDeletes', { what: new Intl.ListFormat(this.locale).format(deleted) })}</p>` : nothing}
      ${
        // It speaks of what is put aside: nothing is, here.
        this.data === 'purge'
          ? nothing
          : html`<div class="plan" tabindex="0" role="region" aria-label=${this.t('doesToData')}>${renderPlan(plan, this.locale)}</div>`
      }
      ${
        plan.needsConsent && this.data !== 'purge'
          ? renderAgreement({
              text: this.t('consentToRemove'),
              agreed: this.consent,
              change: (agreed) => Object.assign(this, { consent: agreed }),
            })
          : nothing
      }
      <studio-stage-questions
        .stages=${plan.stages}
        .answer=${this.stages}
        @studio-stages-answered=${({ answer }: StagesAnsweredEvent) => Object.assign(this, { stages: answer })}
      ></studio-stage-questions>
      ${this.data === 'purge' ? this.#renderConfirm() : nothing}`
  }

  #renderFates() {
    return html`<fieldset class="fates">
      <legend>${this.t('dataFate')}</legend>
      ${FATES.map(
        ({ data, name, help }) => html`<label>
          <input type="radio" name="data" .checked=${this.data === data} @change=${() => void this.#look(data)} />
          <span><b>${this.t(name)}</b> ${this.t(help)}</span>
        </label>`,
      )}
    </fieldset>`
  }

  #renderRecords() {
    const records = (this.preview?.records ?? []).filter(({ count }) => count > 0)
    if (records.length === 0) return nothing
    const what = records.map(({ label, count }) =>
      this.t('withLabel', { label: this.text(label), value: this.t('recordCount', { count }) }),
    )
    return html`<p>
      ${this.t('removeHolds', { what: listIn(what, this.locale) })}
      <a href=${`/api/plugins/${encodeURIComponent(this.plugin)}/export`} download>${this.t('exportData')}</a>
    </p>`
  }

  #renderConfirm() {
    return html`<div class="field">
      <label class="label" for="confirm">${this.t('purgeConfirm', { id: this.plugin })}</label>
      <input
        class="input"
        id="confirm"
        autocomplete="off"
        spellcheck="false"
        .value=${this.typed}
        @input=${(event: Event) => {
          this.typed = (event.target as HTMLInputElement).value.trim()
        }}
      />
    </div>`
  }
}

const FATES = [
  { data: 'archive', name: 'fateArchive', help: 'fateArchiveHelp' },
  { data: 'keep', name: 'fateKeep', help: 'fateKeepHelp' },
  { data: 'purge', name: 'fatePurge', help: 'fatePurgeHelp' },
] as const
customElements.define('studio-remove-plugin', RemovePluginDialog)
