import type { IconNodes } from './load-icon-nodes.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** An icon as an element of class `icon`; the name beside it says what it is. */
export function drawIcon(nodes: IconNodes): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const [tag, attributes] of nodes) {
    const shape = document.createElementNS(SVG, tag)
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value)
    svg.append(shape)
  }
  return svg
}
