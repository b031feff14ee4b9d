import { html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import { brandMark } from './brand-mark.ts'
import { errorText } from './error-text.ts'
import { gateStyles } from './gate.styles.ts'
import { languageButtons } from './language-buttons.ts'
import { serverSession } from './server-session.ts'
import { StudioElement } from './studio-element.ts'

const PASSWORD_MIN = 12

/** `/setup#<token>`: makes the first admin by a one-time link; fires `studio-signed-in`. */
export class SetupPage extends StudioElement {
  static override styles = [StudioElement.styles, gateStyles]
  static override properties = { failure: { state: true }, busy: { state: true } }
  declare failure: string | null
  declare busy: boolean
  /** Read once: the fragment then leaves the address bar and the history. */
  readonly #token = location.hash.slice(1)

  constructor() {
    super()
    this.failure = null
    this.busy = false
    if (this.#token) history.replaceState(null, '', '/setup')
  }

  override firstUpdated(): void {
    this.element<HTMLInputElement>('input')?.focus()
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const name = String(data.get('name')).trim()
    const email = String(data.get('email')).trim()
    const password = String(data.get('password'))
    this.busy = true
    this.failure = null
    try {
      await serverSession.setUp({ token: this.#token, name, email, password }, this.locale)
      await serverSession.signIn(email, password)
      this.dispatchEvent(new Event('studio-signed-in'))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    return html`<main>
      <div class="brand">${brandMark()} Tenon</div>
      <div class="card">
        <h1>${this.t('setupTitle')}</h1>
        <p class="lead">${this.#token ? this.t('setupLead') : this.t('setupNoToken')}</p>
        ${this.#token ? this.#renderForm() : nothing}
      </div>
      ${languageButtons()}
    </main>`
  }

  #renderForm() {
    return html`<form @submit=${this.#submit}>
      <div class="field">
        <label class="label" for="name">${this.t('yourName')}</label>
        <input class="input" id="name" name="name" autocomplete="name" required />
      </div>
      <div class="field">
        <label class="label" for="email">${this.t('email')}</label>
        <input class="input" id="email" name="email" type="email" autocomplete="username" required />
      </div>
      <div class="field">
        <label class="label" for="password">${this.t('password')}</label>
        <input
          class="input"
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          minlength=${PASSWORD_MIN}
          maxlength="128"
          required
          aria-describedby="rule"
        />
        <p class="help" id="rule">${this.t('passwordRule', { min: PASSWORD_MIN })}</p>
      </div>
      <div role="alert">
        ${this.failure ? html`<div class="failure">${icon('circle-alert')}<span>${this.failure}</span></div>` : nothing}
      </div>
      <button class="button primary" ?disabled=${this.busy}>${this.t('setupSubmit')}</button>
    </form>`
  }
}
customElements.define('studio-setup', SetupPage)
