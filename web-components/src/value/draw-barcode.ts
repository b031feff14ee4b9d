import type { Symbology } from '@tenon/sdk/contract/field-type'
import JsBarcode from 'jsbarcode'
import { encode } from 'uqr'

/** A drawing in modules, the smallest bar or square being one wide; quiet zones included. */
export interface BarcodeDrawing {
  width: number
  height: number
  /** SVG path of everything dark. */
  path: string
}

const FORMATS: Record<Exclude<Symbology, 'qr'>, { format: string; quiet: number }> = {
  ean13: { format: 'EAN13', quiet: 11 },
  ean8: { format: 'EAN8', quiet: 7 },
  upcA: { format: 'UPC', quiet: 9 },
  code128: { format: 'CODE128', quiet: 10 },
}
const QR_QUIET = 4
const BAR_HEIGHT = 40

/** Null for a text that the symbology cannot show. */
export function drawBarcode(text: string, symbology: Symbology): BarcodeDrawing | null {
  try {
    return symbology === 'qr' ? drawSquares(text) : drawBars(text, FORMATS[symbology])
  } catch {
    return null
  }
}

function drawSquares(text: string): BarcodeDrawing {
  const { data, size } = encode(text, { border: QR_QUIET, ecc: 'M' })
  const path = data
    .map((row, y) =>
      runs(row)
        .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
        .join(''),
    )
    .join('')
  return { width: size, height: size, path }
}

function drawBars(text: string, { format, quiet }: { format: string; quiet: number }): BarcodeDrawing | null {
  const target: { encodings?: Array<{ data: string }> } = {}
  JsBarcode(target, text, { format, flat: true })
  const modules = (target.encodings ?? []).map(({ data }) => data).join('')
  if (modules === '') return null
  const bars = runs([...modules].map((module) => module === '1'))
  const path = bars.map(([x, length]) => `M${x + quiet} 0h${length}v${BAR_HEIGHT}h-${length}z`).join('')
  return { width: modules.length + 2 * quiet, height: BAR_HEIGHT, path }
}

/** Where dark modules begin, and how many follow each other. */
function runs(modules: readonly boolean[]): Array<[start: number, length: number]> {
  const found: Array<[number, number]> = []
  for (const [index, dark] of modules.entries()) {
    const last = found.at(-1)
    if (!dark) continue
    if (last && last[0] + last[1] === index) last[1]++
    else found.push([index, 1])
  }
  return found
}
