import { defineElement } from '../internal/define-element.ts'
import { BarcodeImage } from './barcode-image.component.ts'

defineElement('tenon-barcode-image', BarcodeImage)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-barcode-image': BarcodeImage
  }
}
