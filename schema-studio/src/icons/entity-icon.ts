import { css, html, LitElement, nothing } from 'lit'
import { icon, iconStyles, isKnownIcon } from './icon.ts'

type IconNodes = Array<[string, Record<string, string>]>

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
    const all = (await import('lucide-static/icon-nodes.json')).default
    this.nodes = all[name] ?? all['box'] ?? []
  }

  override render() {
    if (isKnownIcon(this.name)) return icon(this.name)
    return this.nodes ? html`${drawing(this.nodes)}` : nothing
  }
}

function drawing(nodes: IconNodes): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const [tag, attributes] of nodes) {
    const shape = document.createElementNS('http://www.w3.org/2000/svg', tag)
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value)
    svg.append(shape)
  }
  return svg
}

customElements.define('studio-entity-icon', EntityIcon)
