import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { CataloguePlugin, PluginPreview, PreviewedPackage } from '@tenon/sdk/contract/plugins-api'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { ConflictsChosenEvent } from '../conflicts/conflict-list.ts'
import { keptChoices } from '../conflicts/kept-choices.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import type { StagesAnsweredEvent } from '../pages/stage-questions.ts'
import { fittingAnswer } from '../pages/stages-answered.ts'
import { agreedGrants, type GrantDraft, isDoubtful, needsSettings } from './grant-draft.ts'
import { hasOpenConflict, installBlocked } from './install-blocked.ts'
import { installSheetStyles } from './install-sheet.styles.ts'
import { installWords } from './install-words.ts'
import { pluginStyles } from './plugin.styles.ts'
import type { GrantsChosenEvent } from './previewed-package.ts'
import { renderAgreement } from './render-agreement.ts'
import { renderPlan } from './render-plan.ts'
import '@tenon/web-components/schema-form'
import '../conflicts/conflict-list.ts'
import '../pages/stage-questions.ts'
import './migration-trial.ts'
import './previewed-package.ts'

const SKELETON = html`<div aria-busy="true">${[1, 2, 3].map(() => html`<span class="skeleton"></span>`)}</div>`

type SchemaForm = HTMLElementTagNameMap['tenon-schema-form']

/**
 * Looks at a version of a plugin before it is installed, or takes the place of the one that is: what it brings, asks
 * for, and does to the data. Fires `studio-plugin-changed` when it is done, or goes on by itself.
 */
export class InstallSheet extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    sheetStyles,
    pluginStyles,
    installSheetStyles,
  ]
  static override properties = {
    app: { attribute: false },
    plugin: { state: true },
    version: { state: true },
    preview: { state: true },
    failure: { state: true },
    refusal: { state: true },
    grants: { state: true },
    trusting: { state: true },
    consent: { state: true },
    busy: { state: true },
    choices: { state: true },
    goingBack: { state: true },
    stages: { state: true },
  }
  declare app: AppServices
  declare plugin: CataloguePlugin | null
  declare version: string
  declare preview: PluginPreview | null
  declare failure: string | null
  declare refusal: string | null
  declare grants: GrantDraft
  declare trusting: boolean
  declare consent: boolean
  declare busy: boolean
  declare choices: EditChoices
  declare goingBack: boolean
  declare stages: StageAnswer
  readonly #noSettings = {}
  /** Conflicts that were last shown: whoever closes the sheet, or is told of a newer state, has chosen among these. */
  #seen: readonly EditConflict[] = []

  constructor() {
    super()
    this.plugin = null
    this.version = ''
    this.preview = null
    this.failure = null
    this.refusal = null
    this.grants = new Map()
    this.trusting = false
    this.consent = false
    this.busy = false
    this.choices = {}
    this.goingBack = false
    this.stages = {}
  }

  async open(plugin: CataloguePlugin, version: string): Promise<void> {
    if (plugin.id !== this.plugin?.id) this.choices = {}
    this.plugin = plugin
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    await this.#look(version)
  }

  async #look(version: string): Promise<void> {
    Object.assign(this, { version, preview: null, failure: null, refusal: null })
    Object.assign(this, { trusting: false, consent: false, goingBack: false })
    try {
      const preview = await this.app.client.plugins.preview({ id: this.plugin?.id ?? '', version })
      // A later choice of version is not answered by an earlier preview.
      if (this.version !== version) return
      this.grants = new Map()
      this.stages = fittingAnswer(preview.plan.stages, {})
      this.choices = keptChoices(this.choices, { before: this.#seen, now: preview.conflicts })
      this.#seen = preview.conflicts
      this.preview = preview
    } catch (error) {
      if (this.version === version) this.failure = errorText(error, this.locale)
    }
  }

  async #install(event: Event): Promise<void> {
    event.preventDefault()
    const { plugin, preview, version } = this
    const settings = needsSettings(preview) ? this.element<SchemaForm>('tenon-schema-form')?.collect() : undefined
    if (!plugin || !preview || this.busy || settings === null) return
    this.busy = true
    this.refusal = null
    const input = {
      ...{ id: plugin.id, version, grants: agreedGrants(preview, this.grants) },
      ...(this.trusting && { allowUnsigned: true }),
      ...(this.consent && { consent: true }),
      ...(this.goingBack && { downgrade: true }),
      ...(preview.conflicts.length > 0 && { choices: this.choices }),
      ...(settings && { settings }),
      stages: this.stages,
    }
    try {
      const isUpgrade = preview.installedVersion !== null
      const { plugins } = this.app.client
      const outcome = await (isUpgrade ? plugins.upgrade(input) : plugins.install(input))
      await Promise.all([this.app.reloadModel(), this.app.reloadPlugins()])
      const name = this.text(plugin.label)
      const text = this.t(outcome.version === null ? 'pluginRunBegun' : installWords(preview).done, { name, version })
      this.app.toast({ tone: 'positive', text })
      this.element<HTMLDialogElement>('dialog')?.close()
      this.dispatchEvent(new Event('studio-plugin-changed'))
    } catch (error) {
      await this.#refused(error)
    } finally {
      this.busy = false
    }
  }

  async #refused(error: unknown): Promise<void> {
    // Somebody else was quicker: what is shown is not what would happen any more.
    if (hasCode(error, 'VERSION_CONFLICT')) await this.#look(this.version)
    const problems = error instanceof TenonError ? error.problems : []
    this.element<SchemaForm>('tenon-schema-form')?.showProblems(problems, '/settings')
    this.refusal = errorText(error, this.locale)
  }

  override render() {
    const { plugin } = this
    const name = plugin ? this.text(plugin.label) : ''
    const { installedVersion = null } = plugin ?? {}
    const { title } = installWords({ installedVersion, isDowngrade: this.preview?.isDowngrade ?? false })
    return html`<dialog aria-labelledby="title">
      <div class="head">
        <h2 id="title">${this.t(title, { name })}</h2>
        <button class="button quiet icon" aria-label=${this.t('close')} @click=${() => this.element<HTMLDialogElement>('dialog')?.close()}>
          ${icon('x')}
        </button>
      </div>
      <div class="content">${plugin ? this.#renderContent(plugin) : nothing}</div>
    </dialog>`
  }

  #renderContent({ versions, installedVersion, description }: CataloguePlugin) {
    return html`<div class="about">
        <p>${description ? this.text(description) : this.t('noDescription')}</p>
        <div class="field">
          <label class="label" for="version">${this.t('versionChoice')}</label>
          <select class="select" id="version" ?disabled=${this.busy} @change=${(event: Event) => void this.#look((event.target as HTMLSelectElement).value)}>
            ${versions.map(
              ({ version }) => html`<option value=${version} ?selected=${version === this.version}>
                ${version}${version === installedVersion ? ` (${this.t('installedMark')})` : ''}
              </option>`,
            )}
          </select>
        </div>
      </div>
      ${this.failure ? this.#renderFailure(this.failure) : this.preview ? this.#renderPreview(this.preview) : SKELETON}`
  }

  #renderFailure(failure: string) {
    return html`<div class="notice critical" role="alert">
      ${icon('circle-alert')}
      <p><b>${this.t('previewFailed')}</b> ${failure}</p>
      <button class="button" @click=${() => void this.#look(this.version)}>${this.t('tryAgain')}</button>
    </div>`
  }

  #renderPreview(preview: PluginPreview) {
    return html`<form novalidate @submit=${(event: Event) => void this.#install(event)}>
      ${preview.packages.map((one) => this.#renderPackage(one, preview))} ${this.#renderPlan(preview)}
      ${this.#renderMigrations(preview)} ${this.#renderConflicts(preview)} ${this.#renderSettings(preview)} ${this.#renderGo(preview)}
    </form>`
  }

  #renderPackage(one: PreviewedPackage, { id, packages }: PluginPreview) {
    const agreed = this.grants.get(one.id) ?? []
    return html`<studio-previewed-package
      .app=${this.app}
      .package=${one}
      .agreed=${agreed}
      ?comes-along=${packages.length > 1 && one.id !== id}
      @studio-grants-chosen=${(event: GrantsChosenEvent) => {
        this.grants = new Map(this.grants).set(one.id, event.capabilities)
      }}
    ></studio-previewed-package>`
  }

  #renderPlan({ plan }: PluginPreview) {
    return html`<section class="section">
      <h3>${this.t('doesToData')} <span class="badge">${plan.steps.length}</span></h3>
      ${renderPlan(plan, this.locale)}
      <studio-stage-questions
        .stages=${plan.stages}
        .answer=${this.stages}
        @studio-stages-answered=${({ answer }: StagesAnsweredEvent) => Object.assign(this, { stages: answer })}
      ></studio-stage-questions>
    </section>`
  }

  #renderMigrations({ id, version, migrations }: PluginPreview) {
    if (migrations.length === 0) return nothing
    return html`<section class="section">
      <h3>${this.t('migrationTitle')}</h3>
      <studio-migration-trial .app=${this.app} .plugin=${id} .version=${version}></studio-migration-trial>
    </section>`
  }

  #renderConflicts({ conflicts }: PluginPreview) {
    if (conflicts.length === 0) return nothing
    return html`<section class="section">
      <h3>${this.t('conflictTitle', { count: conflicts.length })}</h3>
      <studio-conflict-list
        upgrade
        .conflicts=${conflicts}
        .choices=${this.choices}
        .model=${this.app.model}
        @studio-conflicts-chosen=${(event: ConflictsChosenEvent) => {
          this.choices = event.choices
        }}
      ></studio-conflict-list>
    </section>`
  }

  #renderSettings(preview: PluginPreview) {
    if (!needsSettings(preview)) return nothing
    return html`<section class="section">
      <h3>${this.t('settingsNow')}</h3>
      <tenon-schema-form
        .form=${preview.packages.at(-1)?.settings ?? null}
        .values=${this.#noSettings}
        .client=${this.app.client}
        .model=${this.app.model}
        .locale=${this.locale}
      ></tenon-schema-form>
    </section>`
  }

  #renderGo(preview: PluginPreview) {
    const { packages, plan, isDowngrade } = preview
    const doubtful = packages.some(isDoubtful)
    const { go, going } = installWords(preview)
    const label = this.busy ? this.t(going) : this.t(go, { version: this.version })
    return html`<div class="go">
      ${doubtful ? this.#renderAgreement('trusting', 'installAnyway') : nothing}
      ${isDowngrade ? this.#renderAgreement('goingBack', 'agreeToDowngrade') : nothing}
      ${plan.needsConsent ? this.#renderAgreement('consent', 'consentToUpgrade') : nothing}
      ${hasOpenConflict(preview, this) ? html`<p class="help">${this.t('conflictsFirst')}</p>` : nothing}
      <div role="alert">${this.refusal ? html`<p class="error">${this.refusal}</p>` : nothing}</div>
      <button class="button primary" ?disabled=${installBlocked(preview, this) || this.busy}>${icon('download')} ${label}</button>
    </div>`
  }

  #renderAgreement(state: 'trusting' | 'consent' | 'goingBack', key: MessageKey) {
    const change = (agreed: boolean) => Object.assign(this, { [state]: agreed })
    return renderAgreement({ text: this.t(key), agreed: this[state], change })
  }
}

customElements.define('studio-install-sheet', InstallSheet)
