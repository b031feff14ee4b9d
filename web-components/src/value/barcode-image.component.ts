import type { Symbology } from '@tenon/sdk/contract/field-type'
import { css, html, LitElement, nothing, type PropertyValues, svg } from 'lit'
import type { BarcodeDrawing } from './draw-barcode.ts'

/** Bars or squares that scanners read, dark on white in every colour scheme. Nothing for a text that cannot be shown so. */
export class BarcodeImage extends LitElement {
  static override styles = css`
    :host {
      display: block;
      max-width: 260px;
    }
    svg {
      display: block;
      width: 100%;
      border-radius: 4px;
      background: oklch(1 0 0);
    }
    .qr {
      max-width: 132px;
    }
  `
  static override properties = { value: {}, symbology: {}, drawing: { state: true } }
  declare value: string
  declare symbology: Symbology
  declare drawing: BarcodeDrawing | null

  constructor() {
    super()
    this.value = ''
    this.symbology = 'code128'
    this.drawing = null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value') || changed.has('symbology')) void this.#draw(this.value, this.symbology)
  }

  async #draw(value: string, symbology: Symbology): Promise<void> {
    // The digits stand beside it: without the drawing nothing is lost.
    const drawn = await import('./draw-barcode.ts').then(
      ({ drawBarcode }) => drawBarcode(value, symbology),
      () => null,
    )
    if (value === this.value && symbology === this.symbology) this.drawing = drawn
  }

  protected override render() {
    if (!this.drawing || this.value === '') return nothing
    const { width, height, path } = this.drawing
    const margin = this.symbology === 'qr' ? 0 : 4
    return html`<svg
      class=${this.symbology === 'qr' ? 'qr' : ''}
      role="img"
      aria-label=${this.value}
      viewBox="0 ${-margin} ${width} ${height + 2 * margin}"
      shape-rendering="crispEdges"
    >
      ${svg`<path d=${path} fill="#000" />`}
    </svg>`
  }
}
