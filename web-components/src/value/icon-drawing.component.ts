import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { drawIcon } from './draw-icon.ts'
import { type IconNodes, loadIconNodes } from './load-icon-nodes.ts'

/** The lucide icon of a name, as large as the text around it; nothing for a name that lucide does not have. */
export class IconDrawing extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: 16px;
      height: 16px;
      vertical-align: -3px;
    }
    .icon {
      width: 16px;
      height: 16px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `
  static override properties = { name: {}, nodes: { state: true } }
  declare name: string
  declare nodes: IconNodes | null

  constructor() {
    super()
    this.name = ''
    this.nodes = null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name')) void this.#load(this.name)
  }

  async #load(name: string): Promise<void> {
    // Without its drawing the name is still there to be read.
    const all = await loadIconNodes().catch(() => ({}) as Readonly<Record<string, IconNodes>>)
    if (name === this.name) this.nodes = (Object.hasOwn(all, name) && all[name]) || null
  }

  protected override render() {
    return this.nodes ? html`${drawIcon(this.nodes)}` : nothing
  }
}
