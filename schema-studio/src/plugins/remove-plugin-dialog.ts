import type { RemovalPreview } from '@tenon/sdk/contract/plugins-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { pluginStyles } from './plugin.styles.ts'
import { renderPlan } from './render-plan.ts'

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
  }
  declare app: AppServices
  declare plugin: string
  declare name: string
  declare preview: RemovalPreview | null
  declare failure: string | null
  declare consent: boolean
  declare busy: boolean

  constructor() {
    super()
    this.plugin = ''
    this.name = ''
    this.preview = null
    this.failure = null
    this.consent = false
    this.busy = false
  }

  async open(plugin: string, name: string): Promise<void> {
    Object.assign(this, { plugin, name, preview: null, failure: null, consent: false })
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    try {
      this.preview = await this.app.client.plugins.previewRemoval({ id: plugin })
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
      await this.app.client.plugins.remove({ id: this.plugin, ...(this.consent && { consent: true }) })
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
    const blocked = !preview || isNeeded || (preview.plan.needsConsent && !this.consent)
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
    return html`<p>${this.t('removeKeeps')}</p>
      ${deleted.length > 0 ? html`<p>${this.t('removeDeletes', { what: new Intl.ListFormat(this.locale).format(deleted) })}</p>` : nothing}
      <div class="plan" tabindex="0" role="region" aria-label=${this.t('doesToData')}>${renderPlan(plan, this.locale)}</div>
      ${
        plan.needsConsent
          ? html`<label class="agree">
              <input
                class="checkbox"
                type="checkbox"
                .checked=${this.consent}
                @change=${(event: Event) => {
                  this.consent = (event.target as HTMLInputElement).checked
                }}
              />
              <span>${this.t('consentToRemove')}</span>
            </label>`
          : nothing
      }`
  }
}
customElements.define('studio-remove-plugin', RemovePluginDialog)
