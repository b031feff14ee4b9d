import { css } from 'lit'
import { hueStyles } from './hue.styles.ts'

/**
 * Classes: `chip` (with `data-hue` or `reference`), `badge`, `dash` for an empty value, `stale` beside an old one,
 * `mono`, `swatch`, `progress`.
 */
export const chipStyles = css`
  ${hueStyles}
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: 100%;
    min-height: 20px;
    padding: 0 8px;
    overflow: hidden;
    border: 0;
    border-radius: var(--tenon-radius-pill);
    background: var(--hue-soft, var(--tenon-hue-gray-soft));
    color: var(--hue-text, var(--tenon-hue-gray-text));
    font: inherit;
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
    line-height: 20px;
    text-decoration: none;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: middle;
  }
  @media (forced-colors: active) {
    .chip {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }
  .chip.reference {
    border-radius: 5px;
    background: var(--tenon-neutral-4);
    color: var(--tenon-text);
  }
  button.chip,
  a.chip {
    cursor: pointer;
  }
  button.chip:hover,
  a.chip:hover {
    box-shadow: inset 0 0 0 1px var(--tenon-line-strong);
  }
  .chips {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .badge {
    display: inline-block;
    min-width: 20px;
    padding: 0 6px;
    border-radius: var(--tenon-radius-pill);
    background: var(--tenon-neutral-4);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-variant-numeric: tabular-nums;
    line-height: 20px;
    text-align: center;
  }
  .closed {
    color: var(--tenon-text-muted);
  }
  .dash {
    color: var(--tenon-neutral-8);
  }
  .stale {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-regular);
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .mono {
    font-family: var(--tenon-font-mono);
    font-size: 0.95em;
  }
  .swatch-row,
  .progress {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    max-width: 100%;
  }
  .swatch {
    flex: none;
    width: 14px;
    height: 14px;
    border-radius: 4px;
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--tenon-text) 22%, transparent);
  }
  .progress .track {
    width: 72px;
    height: 6px;
    overflow: hidden;
    border-radius: var(--tenon-radius-pill);
    background: var(--tenon-neutral-5);
  }
  .progress .bar {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--tenon-accent);
  }
  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    background: var(--hue-soft, var(--tenon-accent-soft));
    color: var(--hue-text, var(--tenon-accent-text));
    font-size: 10px;
    font-weight: var(--tenon-weight-strong);
    line-height: 1;
  }
`

/** For values where there is room for all of them: `each` (one on a line), `pre`, `code`, `objects` (a table in `scroll`). */
export const detailStyles = css`
  .each {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .each tenon-barcode-image {
    width: min(220px, 100%);
  }
  .pre {
    white-space: pre-wrap;
  }
  pre.code {
    max-height: 320px;
    margin: 0;
    padding: 8px 12px;
    overflow: auto;
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-sunken);
    color: var(--tenon-text);
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-xs);
    white-space: pre;
  }
  .scroll {
    display: block;
    max-width: 100%;
    overflow-x: auto;
  }
  .objects {
    border-collapse: collapse;
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .objects :is(th, td) {
    padding: 4px 16px 4px 0;
    border-bottom: 1px solid var(--tenon-line);
    text-align: start;
    vertical-align: top;
  }
  .objects th {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
  }
  .objects .end {
    text-align: end;
  }
`

/** Class `table`: sticky header, sticky first column, hairlines, tabular figures. */
export const tableStyles = css`
  .table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .table th,
  .table td {
    height: 36px;
    max-width: 320px;
    padding: 0 var(--tenon-space-3);
    overflow: hidden;
    border-bottom: 1px solid var(--tenon-line);
    background: var(--tenon-surface);
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .table thead th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
  }
  .table :is(th, td).sticky {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
  }
  .table thead th.sticky {
    z-index: 2;
  }
  .table :is(th, td).end {
    text-align: end;
  }
`

/** Classes: `skeleton`, `empty` (a teaching empty state), `notice` (with `critical`, `caution`), `toast`, `spinner`. */
export const stateStyles = css`
  .skeleton {
    display: block;
    height: 12px;
    border-radius: 4px;
    background: var(--tenon-neutral-4);
    animation: tenon-breathe 1.4s ease-in-out infinite alternate;
  }
  @keyframes tenon-breathe {
    to {
      opacity: 0.45;
    }
  }
  .empty {
    display: grid;
    /* Where it fills a page it stays together at its top. */
    align-content: start;
    justify-items: center;
    gap: var(--tenon-space-3);
    padding: var(--tenon-space-12) var(--tenon-space-6);
    color: var(--tenon-text-muted);
    text-align: center;
  }
  .empty svg {
    width: 96px;
    height: 72px;
  }
  .empty p {
    max-width: 44ch;
    margin: 0;
  }
  .empty .title {
    color: var(--tenon-text);
    font-weight: var(--tenon-weight-strong);
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2) var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-3) var(--tenon-space-4);
    border: 1px solid color-mix(in oklab, var(--tenon-information) 30%, transparent);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-information-soft);
    color: var(--tenon-information-text);
    font-size: var(--tenon-font-size-sm);
  }
  .notice > p {
    flex: 1 1 240px;
    margin: 0;
  }
  .notice.critical {
    border-color: color-mix(in oklab, var(--tenon-critical) 30%, transparent);
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
  }
  .notice.caution {
    border-color: color-mix(in oklab, var(--tenon-caution) 40%, transparent);
    background: var(--tenon-caution-soft);
    color: var(--tenon-caution-text);
  }
  .toast {
    position: fixed;
    inset-block-end: var(--tenon-space-6);
    inset-inline: 0;
    z-index: 50;
    display: flex;
    gap: var(--tenon-space-4);
    align-items: center;
    width: fit-content;
    max-width: min(480px, calc(100vw - 32px));
    margin-inline: auto;
    padding: var(--tenon-space-2) var(--tenon-space-4);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-neutral-12);
    color: var(--tenon-neutral-1);
    box-shadow: var(--tenon-shadow-float);
    font-size: var(--tenon-font-size-sm);
  }
  .toast .button {
    border-color: transparent;
    background: transparent;
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .toast .button:hover:not(:disabled) {
    background: color-mix(in oklab, currentcolor 15%, transparent);
  }
  .spinner {
    display: inline-block;
    width: 14px;
    height: 14px;
    border: 2px solid color-mix(in oklab, currentcolor 30%, transparent);
    border-block-start-color: currentcolor;
    border-radius: 50%;
    animation: tenon-turn 0.8s linear infinite;
  }
  @keyframes tenon-turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton,
    .spinner {
      animation: none;
    }
  }
`
