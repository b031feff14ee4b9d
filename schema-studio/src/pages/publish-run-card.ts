import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type TemplateResult } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { publishRunStyles } from './publish-run-card.styles.ts'

const LOOK_EVERY_MILLISECONDS = 1_000

/** Of these the last one is shown until another publish begins; one that is done is told of by its version. */
const TITLES: Record<PublishRun['status'], MessageKey> = {
  running: 'runTitleRunning',
  paused: 'runTitlePaused',
  failed: 'runTitleFailed',
  cancelled: 'runTitleCancelled',
  done: 'runTitleDone',
}

export function isOpenRun(run: PublishRun | null): boolean {
  return run?.status === 'running' || run?.status === 'paused'
}

/** A publish that takes long: how far it is, and the ways to pause, resume or cancel it. Fires `studio-run-changed`. */
export class PublishRunCard extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, publishRunStyles]
  static override properties = {
    app: { attribute: false },
    run: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
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
    const agreed = await this.app.confirm({
      title: this.t('runCancelTitle'),
      text: this.t('runCancelText'),
      confirm: this.t('runCancel'),
      cancel: this.t('runKeep'),
      critical: true,
    })
    if (agreed) await this.#change('cancelPublish')
  }

  override render() {
    const { run } = this
    if (this.failure) return html`<p class="error" role="alert">${this.failure}</p>`
    if (run === null || run.status === 'done') return nothing
    return html`<section class="card ${run.status}" aria-label=${this.t(TITLES[run.status])}>
      <h3>${this.t(TITLES[run.status])}</h3>
      ${run.note ? html`<p class="note">${run.note}</p>` : nothing} ${this.#renderBody(run)}
    </section>`
  }

  #renderBody(run: PublishRun): TemplateResult {
    if (run.status === 'cancelled') return html`<p>${this.t('runCancelledText')}</p>`
    if (!isOpenRun(run)) return html`<p role="alert">${run.error?.message ?? ''}</p>`
    return html`${this.#renderProgress(run)}
      <p>${this.t(run.status === 'paused' ? 'runPausedText' : 'runRunningText')}</p>
      <div class="go">
        ${
          run.status === 'paused'
            ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#change('resumePublish')}>${icon('rocket')} ${this.t('runResume')}</button>`
            : html`<button class="button" ?disabled=${this.busy} @click=${() => void this.#change('pausePublish')}>${this.t('runPause')}</button>`
        }
        <button class="button" ?disabled=${this.busy} @click=${() => void this.#cancel()}>${this.t('runCancel')}</button>
      </div>`
  }

  #renderProgress({ rows: { done, total } }: PublishRun): TemplateResult {
    const words = this.#progressWords(done, total)
    return html`<div
        class="bar"
        role="progressbar"
        aria-label=${this.t('runTitleRunning')}
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
