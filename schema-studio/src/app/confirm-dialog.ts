import { css, html } from 'lit'
import { dialogStyles } from './dialog.styles.ts'
import { StudioElement } from './studio-element.ts'

export interface ConfirmQuestion {
  title: string
  text: string
  /** Words of the button that goes on. */
  confirm: string
  cancel: string
  critical?: boolean
}

/** Asks one question at a time in a modal dialog. */
export class ConfirmDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    css`
      dialog {
        width: min(420px, calc(100vw - 32px));
      }
    `,
  ]
  static override properties = { question: { state: true } }
  declare question: ConfirmQuestion | null
  #answer: ((agreed: boolean) => void) | null = null

  constructor() {
    super()
    this.question = null
  }

  async ask(question: ConfirmQuestion): Promise<boolean> {
    this.#answer?.(false)
    this.question = question
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  #settle(agreed: boolean): void {
    const answer = this.#answer
    this.#answer = null
    this.element<HTMLDialogElement>('dialog')?.close()
    answer?.(agreed)
  }

  /** A closing is told a frame later; by then the next question may be asked already. */
  #closed(event: Event): void {
    if (!(event.target as HTMLDialogElement).open) this.#settle(false)
  }

  override render() {
    const { question } = this
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${this.#closed}>
      <h2 id="title">${question?.title}</h2>
      <p id="text">${question?.text}</p>
      <div class="actions">
        <button class="button" autofocus @click=${() => this.#settle(false)}>${question?.cancel}</button>
        <button class="button ${question?.critical ? 'critical' : 'primary'}" @click=${() => this.#settle(true)}>
          ${question?.confirm}
        </button>
      </div>
    </dialog>`
  }
}
customElements.define('studio-confirm-dialog', ConfirmDialog)
