import type { PluginDetails, PluginSettings } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { pluginStyles } from './plugin.styles.ts'
import { pluginSettingsStyles } from './plugin-settings.styles.ts'
import '@tenon/web-components/schema-form'
import './plugin-secrets.ts'

type SchemaForm = HTMLElementTagNameMap['tenon-schema-form']

/** What an admin sets for a plugin: its form, and its secrets beneath. Fires `studio-plugin-changed`. */
export class PluginSettingsTab extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pluginStyles, pluginSettingsStyles]
  static override properties = {
    app: { attribute: false },
    details: { attribute: false },
    settings: { state: true },
    failure: { state: true },
    message: { state: true },
    dirty: { state: true },
    saving: { state: true },
  }
  declare app: AppServices
  declare details: PluginDetails
  declare settings: PluginSettings | null
  declare failure: unknown
  declare message: string | null
  declare dirty: boolean
  declare saving: boolean
  #readFor: PluginDetails | null = null

  constructor() {
    super()
    this.settings = null
    this.failure = null
    this.message = null
    this.dirty = false
    this.saving = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(
      this.app.router.addGuard({
        isDirty: () => this.dirty,
        ask: () =>
          this.app.confirm({
            title: this.t('discardTitle'),
            text: this.t('discardText'),
            confirm: this.t('discard'),
            cancel: this.t('keepEditing'),
            critical: true,
          }),
      }),
    )
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // What somebody is typing is not replaced by what another admin has saved: saving tells of it.
    if (!changed.has('details') || this.#readFor === this.details || this.dirty) return
    this.#readFor = this.details
    void this.#read()
  }

  async #read(): Promise<void> {
    try {
      this.settings = await this.app.client.plugins.settings({ id: this.details.id })
      this.failure = null
      this.message = null
      this.dirty = false
    } catch (error) {
      this.failure = error
    }
  }

  get #form(): SchemaForm | null {
    return this.element<SchemaForm>('tenon-schema-form')
  }

  async #save(event?: Event): Promise<void> {
    event?.preventDefault()
    const values = this.#form?.collect()
    if (!values || !this.settings || this.saving) return
    this.saving = true
    this.message = null
    try {
      const { id } = this.details
      this.settings = await this.app.client.plugins.saveSettings({ id, values, revision: this.settings.revision })
      this.dirty = false
      this.app.toast({ tone: 'positive', text: this.t('settingsSaved') })
      this.dispatchEvent(new Event('studio-plugin-changed'))
    } catch (error) {
      this.#refused(error)
    } finally {
      this.saving = false
    }
  }

  #refused(error: unknown): void {
    if (hasCode(error, 'VERSION_CONFLICT')) return void this.#adoptTheirs(error)
    const problems = error instanceof TenonError && hasCode(error, 'VALIDATION_FAILED') ? error.problems : []
    const rest = this.#form?.showProblems(problems, '/values') ?? []
    const isTold = problems.length > 0 && rest.length === 0
    this.message = isTold ? null : errorText(error, this.locale)
  }

  /** What was typed stays, on top of what somebody else has saved; nothing of theirs is overwritten unseen. */
  async #adoptTheirs(error: unknown): Promise<void> {
    try {
      const latest = await this.app.client.plugins.settings({ id: this.details.id })
      this.#form?.adopt(latest.given)
      this.settings = latest
      this.message = this.t('settingsConflict')
    } catch {
      this.message = errorText(error, this.locale)
    }
  }

  #discard(): void {
    this.dirty = false
    this.#form?.reset()
    void this.#read()
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void this.#save(event)
  }

  override render() {
    const { details, settings, failure } = this
    if (failure) return this.#renderFailure()
    if (!settings) return html`<div aria-busy="true"><span class="skeleton"></span></div>`
    const hasForm = Object.keys(settings.form?.properties ?? {}).length > 0
    if (!hasForm && !details.hasSecrets) {
      return emptyState({ picture: 'rows', title: this.t('noSettings'), text: this.t('noSettingsText') })
    }
    return html`${hasForm ? this.#renderForm(settings) : nothing}
      ${details.hasSecrets ? html`<studio-plugin-secrets .app=${this.app} .details=${details}></studio-plugin-secrets>` : nothing}`
  }

  #renderFailure() {
    return failedState(this.failure, { locale: this.locale, tryAgain: () => this.#read() })
  }

  #renderForm({ form, given, problems, leftovers }: PluginSettings) {
    const kept = Object.keys(leftovers)
    // Saving what stands there puts right what could not be used.
    const mayChange = this.dirty || problems.length > 0
    return html`<section class="card">
      <h2>${this.t('settings')}</h2>
      ${
        problems.length > 0
          ? html`<div class="notice caution">
              ${icon('triangle-alert')}
              <p>${this.t('settingsProblems')}</p>
              <ul>
                ${problems.map(({ message }) => html`<li>${message}</li>`)}
              </ul>
            </div>`
          : nothing
      }
      <form novalidate @submit=${(event: Event) => void this.#save(event)} @keydown=${this.#onKeydown}>
        <tenon-schema-form
          .form=${form}
          .values=${given}
          .client=${this.app.client}
          .model=${this.app.model}
          .locale=${this.locale}
          @tenon-edit=${() => {
            this.dirty = this.#form?.dirty ?? false
          }}
        ></tenon-schema-form>
        ${
          kept.length > 0
            ? html`<p class="help leftovers">${this.t('leftovers', { names: kept.join(', ') })}</p>`
            : nothing
        }
        <div class="go">
          <p class="error" role="alert">${this.message ?? ''}</p>
          ${this.dirty ? html`<button type="button" class="button" @click=${this.#discard}>${this.t('discard')}</button>` : nothing}
          <button class="button primary" ?disabled=${!mayChange || this.saving}>${this.t('saveSettings')}</button>
        </div>
      </form>
    </section>`
  }
}
customElements.define('studio-plugin-settings', PluginSettingsTab)
