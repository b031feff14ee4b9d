import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type TemplateResult } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { publishRunStyles } from './publish-run-card.styles.ts'
import { publishRunWords } from './publish-run-words.ts'

const LOOK_EVERY_MILLISECONDS = 1_000

export type RunChangedEvent = CustomEvent<{ run: PublishRun | null; ended: boolean }>

export function isOpenRun(run: PublishRun | null): boolean {
  return run !== null && ['running', 'paused', 'finishing'].includes(run.status)
}

/**
 * A publish that takes long, of edits or of plugins: how far it is, and the ways to pause, resume or cancel it. The last
 * one is shown until another one begins, unless it is done. Fires `studio-run-changed`.
 */
export class PublishRunCard extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, publishRunStyles]
  static override properties = {
    app: { attribute: false },
    plugin: {},
    since: {},
    run: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  /** Of those that have ended, only what came with this plugin is shown; nothing where it is null. */
  declare plugin: string | null | undefined
  /** When the plugin's version was installed: what had ended before is of no interest. */
  declare since: string | undefined
  declare run: PublishRun | null
  declare failure: string | null
  declare busy: boolean
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.run = null
    this.failure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(() => clearTimeout(this.#timer))
  }

  override firstUpdated(): void {
    void this.load()
  }

  /** Looks at the run, and again and again while it is open. */
  async load(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      this.#take(await this.app.client.model.publishRun())
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
    if (this.isConnected && (isOpenRun(this.run) || this.failure)) {
      this.#timer = setTimeout(() => void this.load(), LOOK_EVERY_MILLISECONDS)
    }
  }

  #take(run: PublishRun | null): void {
    const before = this.run
    this.run = run
    if (before?.id === run?.id && before?.status === run?.status) return
    const ended = isOpenRun(before) && !isOpenRun(run)
    this.dispatchEvent(new CustomEvent('studio-run-changed', { detail: { run, ended } }))
  }

  async #change(verb: 'pausePublish' | 'resumePublish' | 'cancelPublish'): Promise<void> {
    const { run } = this
    if (run === null || this.busy) return
    this.busy = true
    try {
      this.#take(await this.app.client.model[verb]({ id: run.id }))
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    } finally {
      this.busy = false
      await this.load()
    }
  }

  async #cancel(): Promise<void> {
    if (this.run === null) return
    const words = publishRunWords(this.run)
    const agreed = await this.app.confirm({
      title: this.t(words.cancelTitle, { names: this.#names(this.run) }),
      text: this.t(words.cancelText),
      confirm: this.t(words.cancel),
      cancel: this.t(words.keep),
      critical: true,
    })
    if (agreed) await this.#change('cancelPublish')
  }

  override render() {
    const { run } = this
    if (this.failure) return html`<p class="error" role="alert">${this.failure}</p>`
    if (run === null || run.status === 'done' || !this.#isOfInterest(run)) return nothing
    const title = this.t(publishRunWords(run).titles[run.status], { names: this.#names(run) })
    return html`<section class="card ${run.status}" aria-label=${title}>
      <h3>${title}</h3>
      ${run.note && run.plugins.length === 0 ? html`<p class="note">${run.note}</p>` : nothing} ${this.#renderBody(run)}
    </section>`
  }

  #isOfInterest(run: PublishRun): boolean {
    if (isOpenRun(run) || this.plugin === undefined) return true
    const isNewer = this.since === undefined || (run.endedAt ?? '') > this.since
    return isNewer && run.plugins.some(({ id }) => id === this.plugin)
  }

  /** Such as `Fleet 1.0.0 → 2.0.0`. */
  #names({ plugins }: PublishRun): string {
    const named = plugins.map(({ id, version, from }) => {
      const known = this.app.plugins.find((plugin) => plugin.id === id)
      return `${known ? this.text(known.label) : id} ${from === null ? '' : `${from} → `}${version}`
    })
    return named.join(this.locale === 'zh-CN' ? '、' : ', ')
  }

  #renderBody(run: PublishRun): TemplateResult {
    const words = publishRunWords(run)
    if (run.status === 'cancelled') return html`<p>${this.t(words.cancelled)}</p>`
    if (run.status === 'finishing') return html`<p role="status">${this.t('pluginRunFinishingText')}</p>`
    if (!isOpenRun(run)) return html`<p role="alert">${run.error?.message ?? ''}</p>`
    return html`${this.#renderProgress(run, words.titles.running)}
      <p>${this.t(run.status === 'paused' ? words.paused : words.running)}</p>
      <div class="go">
        ${
          run.status === 'paused'
            ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#change('resumePublish')}>${icon('rocket')} ${this.t('runResume')}</button>`
            : html`<button class="button" ?disabled=${this.busy} @click=${() => void this.#change('pausePublish')}>${this.t('runPause')}</button>`
        }
        ${run.undoing ? nothing : this.#renderCancel(words.cancel)}
      </div>`
  }

  #renderCancel(label: MessageKey): TemplateResult {
    return html`<button class="button" ?disabled=${this.busy} @click=${() => void this.#cancel()}>${this.t(label)}</button>`
  }

  #renderProgress(run: PublishRun, title: MessageKey): TemplateResult {
    const { done, total } = run.rows
    const words = this.#progressWords(done, total)
    return html`<div
        class="bar"
        role="progressbar"
        aria-label=${this.t(title, { names: this.#names(run) })}
        aria-valuemin="0"
        aria-valuemax=${total || nothing}
        aria-valuenow=${total ? done : nothing}
        aria-valuetext=${words}
      >
        <span .style=${`width:${total ? (100 * done) / total : 0}%`}></span>
      </div>
      <p class="count">${words}</p>`
  }

  #progressWords(done: number, total: number): string {
    if (total === 0) return this.t('runPreparing')
    return done >= total ? this.t('runFinishing') : this.t('runRows', { done, total })
  }
}
customElements.define('studio-publish-run', PublishRunCard)
