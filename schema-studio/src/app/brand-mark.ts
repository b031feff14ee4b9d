import { html } from 'lit'

/** Tenon's mark: the joint that the name stands for. */
export function brandMark() {
  return html`<svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--tenon-accent)" />
    <path d="M7 9h18v5h-5v9h-8v-9H7z" fill="var(--tenon-on-accent)" />
  </svg>`
}
