import { css, html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { type IconName, icon } from '../icons/icon.ts'

interface RemoveButton {
  icon: IconName
  words: string
  remove: () => void
}

/** Lines of inputs in an order of their own: Enter adds one, each can go up or leave. */
export abstract class RowsEditor<Row> extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .row {
        display: grid;
        gap: 6px;
        align-items: center;
      }
      .tools {
        display: flex;
      }
      .add {
        justify-self: start;
      }
    `,
  ]

  protected abstract rows(): readonly Row[]
  /** Keeps the rows and tells of them. */
  protected abstract change(rows: Row[]): void
  protected abstract emptyRow(): Row

  protected edit(index: number, change: Partial<Row>): void {
    this.change(this.rows().map((row, at) => (at === index ? { ...row, ...change } : row)))
  }

  protected removeRow(index: number): void {
    this.change(this.rows().toSpliced(index, 1))
  }

  protected renderAdd(words: string) {
    return html`<button type="button" class="button quiet add" @click=${() => void this.#add()}>
      ${icon('plus')} ${words}
    </button>`
  }

  protected renderTools(index: number, { icon: name, words, remove }: RemoveButton) {
    return html`<span class="tools">
      <button
        type="button"
        class="button quiet icon dense"
        title=${this.t('moveUp')}
        aria-label=${this.t('moveUp')}
        ?disabled=${index === 0}
        @click=${() => this.#moveUp(index)}
      >
        ${icon('arrow-up')}
      </button>
      <button type="button" class="button quiet icon dense" title=${words} aria-label=${words} @click=${remove}>
        ${icon(name)}
      </button>
    </span>`
  }

  protected addOnEnter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    void this.#add()
  }

  #moveUp(index: number): void {
    const row = this.rows()[index]
    if (row !== undefined)
      this.change(
        this.rows()
          .toSpliced(index, 1)
          .toSpliced(index - 1, 0, row),
      )
  }

  async #add(): Promise<void> {
    this.change([...this.rows(), this.emptyRow()])
    await this.updateComplete
    const inputs = this.renderRoot.querySelectorAll<HTMLInputElement>('.en')
    inputs[inputs.length - 1]?.focus()
  }
}
