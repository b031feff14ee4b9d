import { drawIcon } from '@tenon/web-components/value/draw-icon'
import { type IconNodes, loadIconNodes } from '@tenon/web-components/value/load-icon-nodes'
import { css, html, LitElement, nothing } from 'lit'
import { icon, iconStyles, isKnownIcon } from './icon.ts'

/** The icon that an entity's schema names, whichever of lucide's it is. */
export class EntityIcon extends LitElement {
  static override styles = [
    iconStyles,
    css`
      :host {
        display: inline-flex;
      }
      .icon {
        width: var(--entity-icon-size, 16px);
        height: var(--entity-icon-size, 16px);
      }
    `,
  ]
  static override properties = { name: {}, nodes: { state: true } }
  declare name: string
  declare nodes: IconNodes | null

  constructor() {
    super()
    this.name = 'box'
    this.nodes = null
  }

  override willUpdate(): void {
    if (!isKnownIcon(this.name)) void this.#load(this.name)
  }

  async #load(name: string): Promise<void> {
    if (this.nodes) return
    const all = await loadIconNodes()
    this.nodes = all[name] ?? all['box'] ?? []
  }

  override render() {
    if (isKnownIcon(this.name)) return icon(this.name)
    return this.nodes ? html`${drawIcon(this.nodes)}` : nothing
  }
}

customElements.define('studio-entity-icon', EntityIcon)
