import { css, html, type TemplateResult } from 'lit'
import { unsafeSVG } from 'lit/directives/unsafe-svg.js'
import { ICON_SOURCES } from './icon-sources.ts'

export type IconName = keyof typeof ICON_SOURCES

export const iconStyles = css`
  .icon {
    flex: none;
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`

const drawn = new Map<IconName, TemplateResult>()

/** A decorative icon of 16 px: whatever it stands for is also said in words beside it or in a label. */
export function icon(name: IconName): TemplateResult {
  let template = drawn.get(name)
  if (!template) {
    template = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${unsafeSVG(innerMarkup(name))}</svg>`
    drawn.set(name, template)
  }
  return template
}

export function isKnownIcon(name: string): name is IconName {
  return Object.hasOwn(ICON_SOURCES, name)
}

/** The drawing alone: size and stroke come from the style sheet. */
function innerMarkup(name: IconName): string {
  const source = ICON_SOURCES[name]
  return source.slice(source.indexOf('>', source.indexOf('<svg')) + 1, source.lastIndexOf('</svg>'))
}
