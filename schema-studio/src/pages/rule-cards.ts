import { css, html } from 'lit'
import { icon } from '../icons/icon.ts'

/** Cards of an editor of several rules, each with rows of two controls and a button. */
export const ruleCardStyles = css`
  :host {
    display: grid;
    gap: var(--tenon-space-2);
  }
  .rule {
    display: grid;
    gap: var(--tenon-space-2);
    padding: var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
    gap: var(--tenon-space-2);
    align-items: end;
  }
  .add {
    justify-self: start;
  }
`

/** Takes a rule away, or a part of one. */
export function renderRemove(label: string, remove: () => void) {
  return html`<button type="button" class="button quiet icon dense" title=${label} aria-label=${label} @click=${remove}>
    ${icon('x')}
  </button>`
}

/** Adds a rule, or within one (`dense`) a part of it. */
export function renderAdd(label: string, add: () => void, { dense = false }: { dense?: boolean } = {}) {
  return html`<button type="button" class="button quiet ${dense ? 'dense ' : ''}add" @click=${add}>
    ${icon('plus')} ${label}
  </button>`
}
