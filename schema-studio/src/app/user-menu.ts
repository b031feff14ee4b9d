import { listIn } from '@tenon/sdk/contract/list-in'
import { LOCALES } from '@tenon/sdk/contract/locale'
import { initials } from '@tenon/web-components/value/initials'
import { css, html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import type { AppServices } from './app-services.ts'
import { handlesPersons } from './handles-persons.ts'
import { LANGUAGE_NAMES } from './language-buttons.ts'
import { localeStore } from './locale-store.ts'
import { railStyles } from './rail.styles.ts'
import { roleName } from './role-name.ts'
import { StudioElement } from './studio-element.ts'
import { THEMES, type Theme, themeStore } from './theme-store.ts'

/** Who is signed in; language, theme, help and sign-out; fires `studio-sign-out` and `studio-open-help`. */
export class UserMenu extends StudioElement {
  static override styles = [
    StudioElement.styles,
    ...railStyles,
    css`
      :host(:not([wide])) {
        display: block;
        width: auto;
        height: auto;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, handlesPersons: { state: true } }
  declare app: AppServices
  /** Whether personal data are offered. */
  declare handlesPersons: boolean

  constructor() {
    super()
    this.handlesPersons = false
  }

  async #ask(): Promise<void> {
    this.handlesPersons = await handlesPersons(this.app)
  }

  override render() {
    const { user, roles } = this.app.session
    return html`<button class="item user" popovertarget="menu" @click=${() => void this.#ask()} title=${this.t('accountOf', { name: user.name })}>
        <span class="avatar" aria-hidden="true">${initials(user.name)}</span>
        <span class="who"><b>${user.name}</b><small>${listIn(
          roles.map((role) => roleName(role, { labels: this.app.model.roleLabels, locale: this.locale })),
          this.locale,
        )}</small></span>
        ${icon('chevrons-up-down')}
      </button>
      <div class="menu" id="menu" popover>
        ${user.email ? html`<div class="group">${user.email}</div>` : nothing}
        <div class="group" id="language">${this.t('language')}</div>
        <div class="segments" role="radiogroup" aria-labelledby="language">
          ${LOCALES.map((locale) =>
            this.#renderSegment({
              label: LANGUAGE_NAMES[locale],
              checked: locale === this.locale,
              choose: () => localeStore.set(locale),
            }),
          )}
        </div>
        <div class="group" id="theme">${this.t('theme')}</div>
        <div class="segments" role="radiogroup" aria-labelledby="theme">
          ${THEMES.map((theme) =>
            this.#renderSegment({
              label: this.#themeName(theme),
              checked: theme === themeStore.get(),
              choose: () => this.#chooseTheme(theme),
            }),
          )}
        </div>
        <hr />
        <a class="item" href="/settings/stand-ins" @click=${() => this.element<HTMLElement>('#menu')?.hidePopover()}>
          ${icon('users')}<span>${this.t('standIns')}</span>
        </a>
        <a class="item" href="/settings/tags" @click=${() => this.element<HTMLElement>('#menu')?.hidePopover()}>
          ${icon('tags')}<span>${this.t('tags')}</span>
        </a>
        ${
          this.handlesPersons
            ? html`<a class="item" href="/settings/privacy" @click=${() => this.element<HTMLElement>('#menu')?.hidePopover()}>
                ${icon('fingerprint')}<span>${this.t('personalData')}</span>
              </a>`
            : nothing
        }
        <button class="item" @click=${() => this.#leaveFor('studio-open-help')}>
          ${icon('keyboard')}<span>${this.t('keyboardHelp')}</span>
        </button>
        <button class="item" @click=${() => this.#leaveFor('studio-sign-out')}>
          ${icon('log-out')}<span>${this.t('signOut')}</span>
        </button>
      </div>`
  }

  #renderSegment({ label, checked, choose }: { label: string; checked: boolean; choose: () => void }) {
    return html`<button role="radio" aria-checked=${checked} @click=${choose}>${label}</button>`
  }

  #themeName(theme: Theme): string {
    if (theme === 'system') return this.t('themeSystem')
    return theme === 'light' ? this.t('themeLight') : this.t('themeDark')
  }

  #chooseTheme(theme: Theme): void {
    themeStore.set(theme)
    this.requestUpdate()
  }

  #leaveFor(event: 'studio-open-help' | 'studio-sign-out'): void {
    this.element<HTMLElement>('#menu')?.hidePopover()
    this.dispatchEvent(new Event(event, { bubbles: true, composed: true }))
  }
}
customElements.define('studio-user-menu', UserMenu)
