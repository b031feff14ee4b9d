import { html, nothing, svg, type TemplateResult } from 'lit'

export interface EmptyState {
  title: string
  text: string
  action?: unknown
  picture?: keyof typeof PICTURES
}

const frame = (shapes: unknown) =>
  html`<svg viewBox="0 0 96 72" width="96" height="72" aria-hidden="true" fill="var(--tenon-neutral-4)">${shapes}</svg>`

/** Drawn from Tenon's own shapes: rows of a list, cards of a board, a lock for what is closed, a joint that fits, and one whose parts did not come together. */
const PICTURES = {
  rows: frame(svg`
    <rect x="8" y="8" width="80" height="16" rx="5"/><rect x="8" y="29" width="80" height="16" rx="5" opacity=".7"/>
    <rect x="8" y="50" width="80" height="16" rx="5" opacity=".4"/>
    <circle cx="17" cy="16" r="4" fill="var(--tenon-accent)"/><rect x="26" y="14" width="34" height="4" rx="2" fill="var(--tenon-neutral-7)"/>`),
  cards: frame(svg`
    <rect x="8" y="8" width="24" height="56" rx="5"/><rect x="36" y="8" width="24" height="40" rx="5" opacity=".8"/>
    <rect x="64" y="8" width="24" height="28" rx="5" opacity=".55"/>
    <rect x="12" y="14" width="16" height="12" rx="3" fill="var(--tenon-accent)" opacity=".8"/>
    <rect x="12" y="30" width="16" height="12" rx="3" fill="var(--tenon-neutral-7)"/>`),
  closed: frame(svg`
    <rect x="26" y="30" width="44" height="34" rx="8"/>
    <path d="M36 30v-8a12 12 0 0 1 24 0v8" fill="none" stroke="var(--tenon-neutral-6)" stroke-width="6"/>
    <circle cx="48" cy="45" r="5" fill="var(--tenon-accent)"/><rect x="46" y="46" width="4" height="10" rx="2" fill="var(--tenon-accent)"/>`),
  apart: frame(svg`
    <rect x="6" y="18" width="32" height="36" rx="8"/><rect x="58" y="18" width="32" height="36" rx="8" opacity=".6"/>
    <rect x="38" y="31" width="7" height="10" rx="2" fill="var(--tenon-accent)"/>
    <rect x="51" y="31" width="7" height="10" rx="2" fill="var(--tenon-neutral-6)"/>`),
  joint: frame(svg`
    <path d="M10 14h76v18H62v26H34V32H10z" rx="4"/>
    <path d="M10 38h18v20H10zM68 38h18v20H68z" fill="var(--tenon-accent)" opacity=".85"/>`),
}

/** One picture, one sentence, one action; needs `stateStyles`. */
export function emptyState({ title, text, action, picture = 'rows' }: EmptyState): TemplateResult {
  return html`<div class="empty">
    ${PICTURES[picture]}
    <p class="title">${title}</p>
    <p>${text}</p>
    ${action ?? nothing}
  </div>`
}
