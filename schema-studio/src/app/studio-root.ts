import { createTenonClient, type TenonClient } from '@tenon/sdk/client'
import { exportRecords } from '@tenon/sdk/client/export-records'
import { retryingFetch } from '@tenon/sdk/client/retrying-fetch'
import type { SessionInfo } from '@tenon/sdk/contract/api-contract'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { answerFileLinks } from '@tenon/web-components/events/file-link-event'
import { html, nothing } from 'lit'
import { DraftStore } from '../draft/draft-store.ts'
import { PersonalStore } from '../views/personal-store.ts'
import { ActionDialogs } from './action-dialogs.ts'
import type { AppServices } from './app-services.ts'
import { Commands } from './commands.ts'
import type { ConfirmDialog } from './confirm-dialog.ts'
import { errorText, hasCode } from './error-text.ts'
import { keepFocus } from './keep-focus.ts'
import { LiveHub } from './live-hub.ts'
import { localeStore } from './locale-store.ts'
import { MoveDialogs } from './move-dialogs.ts'
import { readOnlyModel } from './read-only-model.ts'
import { refuseDrops } from './refuse-drops.ts'
import { Router } from './router.ts'
import { serverSession } from './server-session.ts'
import { SessionFetch } from './session-fetch.ts'
import { Shortcuts } from './shortcuts.ts'
import { StudioElement } from './studio-element.ts'
import { studioRootStyles } from './studio-root.styles.ts'
import { tenantStore } from './tenant-store.ts'
import type { ToastRegion } from './toast-region.ts'
import { viewAsStore } from './view-as-store.ts'
import './app-shell.ts'
import './confirm-dialog.ts'
import './failure-page.ts'
import './setup-page.ts'
import './sign-in-page.ts'
import './toast-region.ts'

type Phase = 'starting' | 'signedOut' | 'ready' | 'failed'

/** The whole application: finds out who is there, then shows the shell, the sign-in page or what went wrong. */
export class StudioRoot extends StudioElement {
  static override styles = [StudioElement.styles, studioRootStyles]
  static override properties = {
    phase: { state: true },
    app: { state: true },
    failure: { state: true },
    expired: { state: true },
  }
  declare phase: Phase
  declare app: AppServices | null
  declare failure: string
  declare expired: boolean
  readonly #router = new Router(() => this.requestUpdate())
  readonly #shortcuts = new Shortcuts()
  readonly #commands = new Commands()
  readonly #actions = new ActionDialogs(() => this.renderRoot)
  readonly #moves = new MoveDialogs(() => this.renderRoot)
  readonly #fetch = retryingFetch()
  #sessionFetch = this.#makeSessionFetch()
  #client: TenonClient = this.#makeClient()
  #giveFocusBack: () => void = () => undefined
  #live: LiveHub | null = null
  #toasts: ToastRegion | null = null
  readonly #drafts = new DraftStore(() => this.#client)
  readonly #personal = new PersonalStore(() => this.#client)

  constructor() {
    super()
    this.phase = 'starting'
    this.app = null
    this.failure = ''
    this.expired = false
    answerFileLinks(this, () => this.#client)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.#router.start())
    this.untilRemoved(this.#shortcuts.start())
    this.untilRemoved(this.#shortcuts.add({ 'mod+z': () => this.#toasts?.undo() }))
    this.untilRemoved(refuseDrops())
    this.untilRemoved(localeStore.subscribe(() => this.#changeLocale()))
    void this.#start()
  }

  #makeSessionFetch(): SessionFetch {
    return new SessionFetch(this.#fetch, () => this.#expire())
  }

  #makeClient(): TenonClient {
    return createTenonClient(this.#clientOptions())
  }

  #clientOptions({ fetch }: Pick<SessionFetch, 'fetch'> = this.#sessionFetch): Parameters<typeof createTenonClient>[0] {
    return {
      baseUrl: '',
      locale: localeStore.get(),
      headers: { ...tenantStore.headers(), ...viewAsStore.headers() },
      fetch,
    }
  }

  /** The page stays as it is beneath the sign-in, so nothing that somebody typed is lost. */
  #expire(): boolean {
    if (this.phase !== 'ready') return false
    if (!this.expired) this.#giveFocusBack = keepFocus()
    this.expired = true
    return true
  }

  async #start(): Promise<void> {
    try {
      const session = await this.#client.session.me()
      if (!localeStore.isChosen()) localeStore.set(session.locale)
      const personal = this.#personal.load()
      const [model, plugins] = await Promise.all([this.#readModel(), this.#readPlugins(isAdmin(session))])
      await personal
      this.#open(session, model, plugins)
      void this.#personal.loadRecords()
      if (this.app && !this.app.looksAsOther) void this.#actions.recallRuns(this.app)
    } catch (error) {
      if (hasCode(error, 'FORBIDDEN') && viewAsStore.current() !== null) viewAsStore.end()
      else if (hasCode(error, 'UNAUTHENTICATED')) this.phase = 'signedOut'
      else this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.failure = errorText(error, this.locale)
    this.phase = 'failed'
  }

  #open(session: SessionInfo, model: ModelView, plugins: PluginInfo[]): void {
    if (this.#router.location.route.name === 'setup') this.#router.replace('/')
    this.#live?.close()
    this.#live = new LiveHub(this.#client)
    this.#live.subscribe((message) => {
      const published = message.type === 'model.published'
      if (published || message.type === 'reconnected') void this.#reloadModel()
      if (published && this.#drafts.draft) void this.#drafts.load()
      // Names in views are today's.
      if (published || message.type === 'reconnected') void this.#personal.load()
      if (!('entity' in message) && !('run' in message)) void this.#reloadPlugins()
    })
    this.app = {
      client: this.#client,
      exporter: (input, options) => exportRecords(this.#clientOptions(), input, options),
      session,
      model,
      plugins,
      router: this.#router,
      shortcuts: this.#shortcuts,
      commands: this.#commands,
      live: this.#live,
      isAdmin: isAdmin(session) && viewAsStore.current() === null,
      looksAsOther: viewAsStore.current() !== null,
      drafts: this.#drafts,
      personal: this.#personal,
      toast: (toast) => this.#toasts?.show(toast),
      confirm: async (question) => (await this.element<ConfirmDialog>('studio-confirm-dialog')?.ask(question)) ?? false,
      openAction: (task) => this.#opening((app) => this.#actions.open(app, task)),
      openBulk: (task) => this.#opening((app) => this.#actions.openBulk(app, task)),
      openImport: (task) => this.#opening((app) => this.#actions.openImport(app, task)),
      openRecent: (task) => this.#opening((app) => this.#actions.openRecent(app, task)),
      askMove: async (question) => (this.app ? this.#moves.ask(this.app, question) : { kind: 'left' }),
      reloadModel: () => this.#reloadModel(),
      reloadPlugins: () => this.#reloadPlugins(),
    }
    this.phase = 'ready'
  }

  #opening(open: (app: AppServices) => Promise<void>): void {
    if (!this.app) return
    open(this.app).catch((error: unknown) => {
      this.app?.toast({ tone: 'critical', text: errorText(error, this.locale) })
    })
  }

  async #reloadModel(): Promise<void> {
    try {
      const model = await this.#readModel()
      // Of the same version, it may offer more or less by now: rights change without a publish.
      if (this.app && JSON.stringify(model) !== JSON.stringify(this.app.model)) this.app = { ...this.app, model }
    } catch {
      // The next live message or reconnect asks again; the model at hand stays usable until then.
    }
  }

  async #readModel(): Promise<ModelView> {
    const model = await this.#client.model.view()
    return viewAsStore.current() === null ? model : readOnlyModel(model)
  }

  /** Only admins may list them. */
  async #readPlugins(allowed: boolean): Promise<PluginInfo[]> {
    return allowed ? this.#client.plugins.list().catch(() => []) : []
  }

  async #reloadPlugins(): Promise<unknown> {
    if (!this.app?.isAdmin) return null
    try {
      const plugins = await this.#client.plugins.list()
      if (this.app) this.app = { ...this.app, plugins }
      return null
    } catch (error) {
      // As with the model: asked for again at the next occasion.
      return error
    }
  }

  #changeLocale(): void {
    this.#client = this.#makeClient()
    if (this.app) this.app = { ...this.app, client: this.#client }
  }

  async #signedIn(): Promise<void> {
    const previous = this.app?.session.user.id
    // Not by a client whose requests wait for this very answer.
    const asking = createTenonClient(this.#clientOptions({ fetch: this.#fetch }))
    const session = this.expired ? await asking.session.me().catch(() => null) : null
    const isSame = session !== null && session.user.id === previous
    this.expired = false
    if (isSame) {
      this.#sessionFetch.goOn()
      await this.updateComplete
      return this.#giveFocusBack()
    }
    this.#endSession()
    this.phase = 'starting'
    await this.#start()
  }

  #endSession(): void {
    this.#sessionFetch.end()
    this.#sessionFetch = this.#makeSessionFetch()
    this.#client = this.#makeClient()
  }

  async #signOut(): Promise<void> {
    try {
      await serverSession.signOut()
    } catch (error) {
      // Whoever reads that they are signed out leaves the machine to others.
      return this.app?.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
    this.#endSession()
    tenantStore.forget()
    this.#live?.close()
    this.app = null
    this.phase = 'signedOut'
    this.#router.replace('/')
  }

  override updated(): void {
    // Found once: they go into dialogs.
    this.#toasts ??= this.element<ToastRegion>('studio-toasts')
    if (this.app) this.#actions.update(this.app)
    if (this.app) this.#moves.update(this.app)
    const dialog = this.element<HTMLDialogElement>('.expired')
    if (dialog && !dialog.open) dialog.showModal()
  }

  override render() {
    return html`${this.#renderPhase()}
      <studio-confirm-dialog></studio-confirm-dialog>
      <studio-toasts></studio-toasts>`
  }

  #renderPhase() {
    const { app } = this
    if (this.phase === 'ready' && app) {
      return html`<studio-shell
          .app=${app}
          .location=${this.#router.location}
          @studio-sign-out=${() => void this.#signOut()}
        ></studio-shell>
        ${
          this.expired
            ? html`<dialog class="expired" @cancel=${(event: Event) => event.preventDefault()}>
          <studio-sign-in expired @studio-signed-in=${() => void this.#signedIn()}></studio-sign-in>
        </dialog>`
            : nothing
        }`
    }
    if (this.phase === 'failed') {
      return html`<studio-failure .message=${this.failure} @studio-retry=${() => void this.#start()}></studio-failure>`
    }
    if (this.phase === 'starting') return html`<div aria-busy="true"></div>`
    const signedIn = () => void this.#signedIn()
    return this.#router.location.route.name === 'setup'
      ? html`<studio-setup @studio-signed-in=${signedIn}></studio-setup>`
      : html`<studio-sign-in @studio-signed-in=${signedIn}></studio-sign-in>`
  }
}
function isAdmin({ roles }: SessionInfo): boolean {
  return roles.includes('admin')
}

customElements.define('studio-root', StudioRoot)
