import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'

/** Whether people who tag records make new tags by typing. For admins. */
export class TagsByTyping extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      label {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .help {
        margin: 4px 0 0 24px;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, allowed: { state: true }, problem: { state: true } }
  declare app: AppServices
  /** Null until it is read. */
  declare allowed: boolean | null
  declare problem: string

  constructor() {
    super()
    this.allowed = null
    this.problem = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#attempt(async () => (await this.app.client.settings.read()).tagsByTyping)
  }

  async #attempt(work: () => Promise<boolean>): Promise<void> {
    this.problem = ''
    try {
      this.allowed = await work()
    } catch (error) {
      this.problem = errorText(error, this.locale)
    }
    this.requestUpdate()
  }

  override render() {
    return html`${
      this.allowed === null
        ? nothing
        : html`<label>
              <input
                class="checkbox"
                type="checkbox"
                aria-describedby="help"
                .checked=${this.allowed}
                @change=${(event: Event) => {
                  const tagsByTyping = (event.target as HTMLInputElement).checked
                  void this.#attempt(async () => (await this.app.client.settings.change({ tagsByTyping })).tagsByTyping)
                }}
              />${this.t('tagsByTyping')}
            </label>
            <p class="help" id="help">${this.t('tagsByTypingHelp')}</p>`
    }
    <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>`
  }
}
customElements.define('studio-tags-by-typing', TagsByTyping)
