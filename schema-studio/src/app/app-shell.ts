import { stateStyles } from '@tenon/web-components/data.styles'
import type { OpenRecordEvent } from '@tenon/web-components/events/open-record-event'
import { html, type PropertyValues } from 'lit'
import type { AppServices } from './app-services.ts'
import { appShellStyles } from './app-shell.styles.ts'
import type { CommandPalette } from './command-palette.ts'
import { errorText, hasCode } from './error-text.ts'
import type { HelpDialog } from './help-dialog.ts'
import { PAGE_CODE } from './page-code.ts'
import { renderRoute } from './render-route.ts'
import { type Route, recordPath } from './route.ts'
import type { Location } from './router.ts'
import { StudioElement } from './studio-element.ts'
import './app-rail.ts'
import './command-palette.ts'
import './help-dialog.ts'
import './plugin-banner.ts'
import './unloaded-page.ts'
import './view-as-banner.ts'

/** The frame around every page: the rail at the left, the page at the right, and what opens from anywhere. */
export class AppShell extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, appShellStyles]
  static override properties = { app: { attribute: false }, location: { attribute: false }, unloaded: { state: true } }
  declare app: AppServices
  declare location: Location
  /** The page whose code could not be had, and why. */
  declare unloaded: { name: Route['name']; error: unknown } | null

  constructor() {
    super()
    this.unloaded = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(
      this.app.shortcuts.add({
        'mod+k': () => this.#openPalette(),
        '?': () => this.element<HelpDialog>('studio-help')?.show(),
      }),
    )
    const stop = new AbortController()
    const tell = (event: Event) => this.#tellUnloaded((event as CustomEvent<unknown>).detail)
    window.addEventListener('studio-unloaded', tell, { signal: stop.signal })
    this.untilRemoved(() => stop.abort())
    this.untilRemoved(this.app.live.whenBack(() => this.#loadAgain()))
  }

  #loadAgain(): void {
    this.unloaded = null
  }

  /** Of code that is not a page's, such as a dialog's: without a word its button would do nothing. */
  #tellUnloaded(error: unknown): void {
    if (this.element('[aria-busy]')) return
    const text = errorText(error, this.locale)
    const action = { label: this.t('loadAgain'), run: () => location.reload() }
    this.app.toast({ tone: 'critical', text, ...(hasCode(error, 'NOT_FOUND') && { action }) })
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('location')) this.unloaded = null
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('location')
    if (!before || before.path.split('?')[0] === this.location.path.split('?')[0]) return
    this.element<HTMLDialogElement>('.drawer')?.close()
    // A screen reader follows the focus to the new page.
    this.element<HTMLElement>('main')?.focus({ preventScroll: true })
  }

  #openPalette(): void {
    this.element<HTMLDialogElement>('.drawer')?.close()
    this.element<CommandPalette>('studio-palette')?.show()
  }

  #openRecord(event: OpenRecordEvent): void {
    event.preventDefault()
    void this.app.router.navigate(recordPath(event.entity, event.recordId))
  }

  override render() {
    const { app, location } = this
    return html`<a class="button skip" href="#main" @click=${this.#skip}>${this.t('skipToContent')}</a>
      <studio-rail
        class="rail"
        .app=${app}
        .location=${location}
        @studio-open-search=${this.#openPalette}
        @studio-open-help=${() => this.element<HelpDialog>('studio-help')?.show()}
      ></studio-rail>
      <main
        id="main"
        tabindex="-1"
        @tenon-open-record=${this.#openRecord}
        @studio-open-menu=${() => this.element<HTMLDialogElement>('.drawer')?.showModal()}
      >
        <div class="banners">
          <studio-view-as-banner></studio-view-as-banner>
          <studio-plugin-banner .app=${app}></studio-plugin-banner>
        </div>
        ${this.#renderPage()}
      </main>
      <dialog class="drawer" aria-label=${this.t('navigation')} @click=${this.#closeOnBackdrop}>
        <studio-rail wide .app=${app} .location=${location} @studio-open-search=${this.#openPalette}></studio-rail>
      </dialog>
      <studio-palette .app=${app}></studio-palette>
      <studio-help></studio-help>`
  }

  #renderPage() {
    const code = PAGE_CODE[this.location.route.name]
    if (!code || customElements.get(code.element)) return renderRoute(this.app, this.location)
    // Rendered before its code is there, an element would come to life without its properties.
    const { name } = this.location.route
    if (this.unloaded?.name === name) {
      return html`<studio-unloaded
        .error=${this.unloaded.error}
        @studio-retry=${() => this.#loadAgain()}
      ></studio-unloaded>`
    }
    code.load().then(
      () => this.requestUpdate(),
      (error: unknown) => {
        this.unloaded = { name, error }
      },
    )
    return html`<div class="coming" aria-busy="true">
      <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
    </div>`
  }

  #skip(event: Event): void {
    event.preventDefault()
    this.element<HTMLElement>('main')?.focus()
  }

  #closeOnBackdrop(event: Event): void {
    if (event.target instanceof HTMLDialogElement) event.target.close()
  }
}
customElements.define('studio-shell', AppShell)
