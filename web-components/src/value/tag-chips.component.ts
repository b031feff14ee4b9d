import type { TenonClient } from '@tenon/sdk/client'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { chipStyles } from '../data.styles.ts'
import { tagBook } from './tag-book.ts'

/** A record's tags as chips in their colours; those beyond `most` are counted. Tags that are gone are not shown. */
export class TagChips extends LitElement {
  static override styles = [
    chipStyles,
    css`
      :host {
        display: inline-flex;
        max-width: 100%;
      }
      .more {
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        line-height: 20px;
      }
    `,
  ]
  static override properties = {
    client: { attribute: false },
    ids: { attribute: false },
    labels: { attribute: false },
    most: { type: Number },
  }
  declare client: TenonClient | null
  declare ids: readonly string[]
  /** Id → what it is called, as the record's answer says. */
  declare labels: Readonly<Record<string, string>>
  declare most: number

  constructor() {
    super()
    this.client = null
    this.ids = []
    this.labels = {}
    this.most = 3
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ids') || changed.has('client')) void this.#readHues()
  }

  async #readHues(): Promise<void> {
    if (!this.client || this.ids.length === 0) return
    await tagBook(this.client).read(this.ids)
    this.requestUpdate()
  }

  protected override render() {
    const named = this.ids.flatMap((id) => {
      const tag = this.client ? tagBook(this.client).get(id) : undefined
      const name = this.labels[id] ?? tag?.name
      return name === undefined ? [] : [{ name, hue: tag?.hue ?? 'gray' }]
    })
    const more = named.slice(this.most)
    return html`<span class="chips"
      >${named.slice(0, this.most).map(({ name, hue }) => html`<span class="chip" data-hue=${hue}>${name}</span>`)}${
        more.length > 0
          ? html`<span class="more" title=${more.map(({ name }) => name).join(', ')}>+${more.length}</span>`
          : nothing
      }</span
    >`
  }
}
