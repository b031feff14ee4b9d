import { html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import { brandMark } from './brand-mark.ts'
import { errorText } from './error-text.ts'
import { gateStyles } from './gate.styles.ts'
import { languageButtons } from './language-buttons.ts'
import { serverSession } from './server-session.ts'
import { StudioElement } from './studio-element.ts'

/** E-mail and password; fires `studio-signed-in`. */
export class SignInPage extends StudioElement {
  static override styles = [StudioElement.styles, gateStyles]
  static override properties = { expired: { type: Boolean }, failure: { state: true }, busy: { state: true } }
  /** The person was at work when the session ended. */
  declare expired: boolean
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.expired = false
    this.failure = null
    this.busy = false
  }

  override firstUpdated(): void {
    this.element<HTMLInputElement>('#email')?.focus()
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    this.busy = true
    this.failure = null
    try {
      const accepted = await serverSession.signIn(String(data.get('email')).trim(), String(data.get('password')))
      if (accepted) this.dispatchEvent(new Event('studio-signed-in'))
      else this.#fail(this.t('signInWrong'))
    } catch (error) {
      this.#fail(errorText(error, this.locale))
    } finally {
      this.busy = false
    }
  }

  #fail(message: string): void {
    this.failure = message
    this.element<HTMLInputElement>('#password')?.select()
  }

  override render() {
    return html`<main>
      <div class="brand">${brandMark()} Tenon</div>
      <div class="card">
        <h1>${this.t('signInTitle')}</h1>
        <p class="lead">${this.expired ? this.t('signInExpired') : this.t('signInLead')}</p>
        <form @submit=${this.#submit}>
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
              autocomplete="current-password"
              required
              aria-describedby="failure"
            />
          </div>
          <div id="failure" role="alert">
            ${this.failure ? html`<div class="failure">${icon('circle-alert')}<span>${this.failure}</span></div>` : nothing}
          </div>
          <button class="button primary" ?disabled=${this.busy}>
            ${this.busy ? this.t('signingIn') : this.t('signIn')}
          </button>
        </form>
      </div>
      ${languageButtons()}
    </main>`
  }
}
customElements.define('studio-sign-in', SignInPage)
