import { css } from 'lit'

export const pipelineBoardStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--tenon-canvas);
  }
  .notice {
    margin: var(--tenon-space-3);
  }
  .board {
    display: flex;
    flex: 1 1 auto;
    gap: var(--tenon-space-3);
    min-height: 0;
    padding: var(--tenon-space-3);
    overflow: auto hidden;
  }
  .column {
    display: flex;
    flex: 1 0 248px;
    flex-direction: column;
    max-width: 340px;
    min-width: 248px;
    min-height: 0;
    overflow: clip;
    border: 1px solid var(--tenon-line);
    border-block-start: 3px solid var(--hue, var(--tenon-line-strong));
    border-radius: var(--tenon-radius-card);
    background: light-dark(var(--tenon-neutral-3), var(--tenon-neutral-2));
    transition: background-color var(--tenon-duration-state) var(--tenon-ease);
  }
  .column.target {
    background: var(--tenon-accent-soft);
  }
  .column.closed {
    opacity: 0.55;
  }
  .column-header {
    display: grid;
    grid-template-columns: auto auto 1fr auto;
    gap: 0 var(--tenon-space-2);
    align-items: center;
    min-height: 56px;
    padding: 6px var(--tenon-space-2) 6px var(--tenon-space-3);
  }
  .column-header h3 {
    margin: 0;
    overflow: hidden;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .column-header .button {
    grid-column: 4;
  }
  .sums {
    grid-column: 1 / -1;
    grid-row: 2;
    margin: 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .cards {
    flex: 1 1 auto;
    min-height: 80px;
    padding: 2px var(--tenon-space-2) var(--tenon-space-2);
    overflow: hidden auto;
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--tenon-space-2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: 8px;
    background: var(--tenon-raised);
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
    touch-action: manipulation;
    /* A drag that begins here must not mark the texts that it passes. */
    user-select: none;
    -webkit-user-select: none;
    transition:
      border-color var(--tenon-duration-state) var(--tenon-ease),
      opacity var(--tenon-duration-state) var(--tenon-ease);
  }
  .card:hover {
    border-color: var(--tenon-line-strong);
  }
  .card:focus-visible {
    outline-offset: 0;
  }
  .card header {
    display: flex;
    gap: var(--tenon-space-1);
    align-items: start;
  }
  .card-title {
    flex: 1 1 auto;
    min-width: 0;
    overflow: hidden;
    font-weight: var(--tenon-weight-medium);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .menu-button {
    flex: none;
    width: 24px;
    min-height: 24px;
    margin: -3px -6px -3px 0;
    opacity: 0;
  }
  .card:hover .menu-button,
  .card:focus-within .menu-button {
    opacity: 1;
  }
  @media (pointer: coarse) {
    .menu-button {
      width: 36px;
      min-height: 36px;
      opacity: 1;
    }
  }
  .card p {
    margin: 0;
    overflow: hidden;
    color: var(--tenon-text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .card footer {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: baseline;
    justify-content: space-between;
  }
  .card .days {
    flex: none;
    margin-inline-start: auto;
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
  }
  .card .days.near,
  .card .days.over {
    padding: 0 6px;
    border-radius: 4px;
    background: var(--tenon-caution-soft);
    color: var(--tenon-caution-text);
    font-weight: var(--tenon-weight-medium);
  }
  .card .days.over {
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
  }
  .card.lifted {
    border: 1px dashed var(--tenon-accent);
    opacity: 0.7;
  }
  .card.pending {
    opacity: 0.7;
  }
  .card.refused {
    border-color: var(--tenon-critical);
  }
  .ghost {
    position: fixed;
    inset-block-start: 0;
    inset-inline-start: 0;
    z-index: 100;
    border-color: var(--tenon-accent);
    box-shadow: var(--tenon-shadow-float);
    pointer-events: none;
  }
  .person {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .stars {
    color: var(--tenon-caution);
  }
  .drop-here {
    margin: 0 0 var(--tenon-space-2);
    padding: var(--tenon-space-3);
    border: 1px dashed var(--tenon-accent);
    border-radius: 8px;
    color: var(--tenon-accent-text);
    font-size: var(--tenon-font-size-xs);
    text-align: center;
  }
  .none {
    margin: 0;
    padding: var(--tenon-space-4) var(--tenon-space-2);
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
    text-align: center;
  }
  .more {
    width: 100%;
    margin-top: var(--tenon-space-2);
  }
  .refusal {
    display: grid;
    gap: 4px;
    margin-top: 4px;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    border: 1px solid color-mix(in oklab, var(--tenon-critical) 35%, transparent);
    border-radius: 8px;
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-xs);
  }
  .refusal p {
    margin: 0;
  }
  .refusal-title {
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  .rule {
    font-weight: var(--tenon-weight-medium);
  }
  .problem {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .refusal .dismiss {
    justify-self: end;
    color: inherit;
  }
  .column-header .skeleton {
    grid-column: 1 / -1;
    width: 50%;
  }
  .card .skeleton + .skeleton {
    width: 60%;
    margin-top: 8px;
  }
  @media (max-width: 560px) {
    .board {
      scroll-snap-type: x mandatory;
    }
    .column {
      flex: 0 0 84vw;
      scroll-snap-align: center;
    }
  }
  /* On paper stages stand one below the other, with their cards side by side and without what can be done with them. */
  @media print {
    :host,
    .board,
    .column {
      display: block;
    }
    .board {
      padding: 0;
      overflow: visible;
    }
    .column {
      max-width: none;
      margin-block-end: var(--tenon-space-4);
      overflow: visible;
      background: none;
      print-color-adjust: exact;
    }
    .column-header {
      break-after: avoid;
    }
    .cards {
      min-height: 0;
      overflow: visible;
    }
    ul {
      grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
    }
    .card {
      break-inside: avoid;
    }
    .card :is(.card-title, p) {
      white-space: normal;
    }
    .button,
    .menu-button {
      display: none;
    }
  }
`
