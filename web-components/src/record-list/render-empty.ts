import { html, svg, type TemplateResult } from 'lit'

/** A few rows drawn from our own shapes: what will stand here. */
const EMPTY_PICTURE = svg`<svg viewBox="0 0 96 72" fill="none" aria-hidden="true">
  <rect x="8" y="10" width="80" height="52" rx="8" fill="var(--tenon-neutral-3)" stroke="var(--tenon-line-strong)"/>
  <rect x="18" y="22" width="10" height="6" rx="3" fill="var(--tenon-accent)"/>
  <rect x="34" y="22" width="44" height="6" rx="3" fill="var(--tenon-neutral-6)"/>
  <rect x="18" y="34" width="10" height="6" rx="3" fill="var(--tenon-hue-teal)"/>
  <rect x="34" y="34" width="34" height="6" rx="3" fill="var(--tenon-neutral-6)"/>
  <rect x="18" y="46" width="10" height="6" rx="3" fill="var(--tenon-hue-amber)"/>
  <rect x="34" y="46" width="40" height="6" rx="3" fill="var(--tenon-neutral-6)"/>
</svg>`

export interface EmptyState {
  title: string
  text: string
  action: { label: string; run(): void } | null
}

/** One sentence, one picture, one action. */
export function renderEmpty({ title, text, action }: EmptyState): TemplateResult {
  return html`<div class="empty">
    ${EMPTY_PICTURE}
    <p class="title">${title}</p>
    <p>${text}</p>
    ${action && html`<button type="button" class="button primary" @click=${action.run}>${action.label}</button>`}
  </div>`
}
