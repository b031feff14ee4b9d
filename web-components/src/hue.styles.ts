import { HUES } from '@tenon/sdk/contract/field-type'
import { css, unsafeCSS } from 'lit'

const rules = HUES.map(
  (hue) =>
    `[data-hue='${hue}']{--hue:var(--tenon-hue-${hue});--hue-soft:var(--tenon-hue-${hue}-soft);--hue-text:var(--tenon-hue-${hue}-text)}`,
)

/** `data-hue="teal"` on an element gives it and its children `--hue` (bars, dots), `--hue-soft` and `--hue-text`. */
export const hueStyles = css`
  ${unsafeCSS(rules.join(''))}
`
