import { css } from 'lit'

export const recordListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--tenon-surface);
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    border-bottom: 1px solid var(--tenon-line);
  }
  .search {
    position: relative;
    /* Gets narrower before what can be done with a selection takes a second line and moves the rows under the pointer. */
    flex: 1 1 160px;
    max-width: 280px;
  }
  .search svg {
    position: absolute;
    inset-block-start: calc(50% - 8px);
    inset-inline-start: 10px;
    width: 16px;
    height: 16px;
    color: var(--tenon-text-faint);
    pointer-events: none;
  }
  .search .input {
    padding-inline-start: 34px;
  }
  .selection {
    display: inline-flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-1);
    align-items: center;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .scroll {
    /* Holds in what is positioned in its cells, such as words for screen readers: they would widen the page. */
    position: relative;
    flex: 1 1 auto;
    min-height: 0;
    overflow: auto;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .table .check {
    width: 40px;
    min-width: 40px;
    padding: 0 4px 0 12px;
    line-height: 0;
  }
  .table .title {
    inset-inline-start: 40px;
    max-width: 280px;
    padding-inline-start: var(--tenon-space-1);
    border-inline-end: 1px solid var(--tenon-line);
  }
  .table tbody tr {
    cursor: pointer;
  }
  .table tbody tr:hover :is(td, th) {
    background: var(--tenon-hover);
  }
  .table tbody tr.selected :is(td, th) {
    background: var(--tenon-accent-soft);
  }
  .table tbody tr:focus-within :is(td, th) {
    background: var(--tenon-hover);
  }
  .table tbody tr.selected:focus-within :is(td, th) {
    background: var(--tenon-accent-soft);
  }
  .open {
    display: block;
    width: 100%;
    min-height: 28px;
    padding: 0 4px;
    overflow: hidden;
    border: 0;
    border-radius: 4px;
    background: transparent;
    color: var(--tenon-text);
    font: inherit;
    font-weight: var(--tenon-weight-medium);
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .open:focus-visible {
    outline-offset: -2px;
  }
  .sort {
    display: inline-flex;
    align-items: center;
    min-height: 28px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: transparent;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .sort:hover,
  [aria-sort] .sort {
    color: var(--tenon-text);
  }
  .arrow:not(:empty) {
    margin-inline-start: 4px;
  }
  .title .sort {
    padding-inline-start: 4px;
  }
  .table th .edge {
    position: absolute;
    inset-block: 6px;
    inset-inline-end: 0;
    width: 9px;
    border-inline-end: 2px solid transparent;
    cursor: col-resize;
    touch-action: none;
  }
  .table th:hover .edge {
    border-inline-end-color: var(--tenon-line-strong);
  }
  .table th .edge:is(:hover, :focus-visible, :active) {
    border-inline-end-color: var(--tenon-accent);
  }
  .table .starred {
    padding-inline-end: 32px;
  }
  .star {
    position: absolute;
    inset-block-start: calc(50% - 14px);
    inset-inline-end: 4px;
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: transparent;
    color: var(--tenon-text-faint);
    opacity: 0;
    cursor: pointer;
  }
  .star svg {
    width: 15px;
    height: 15px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .star[aria-pressed='true'] {
    color: var(--tenon-caution);
    opacity: 1;
  }
  .star[aria-pressed='true'] svg {
    fill: currentcolor;
  }
  tr:is(:hover, :focus-within) .star {
    opacity: 1;
  }
  @media (hover: none) {
    .star {
      opacity: 1;
    }
  }
  .person {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .stars {
    color: var(--tenon-caution);
  }
  .skeleton {
    width: 60%;
  }
  .skeleton.w1 {
    width: 80%;
  }
  .skeleton.w2 {
    width: 40%;
  }
  .skeleton.w3 {
    width: 70%;
  }
  .notice {
    margin: var(--tenon-space-3);
  }
  footer {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    justify-content: flex-end;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    border-top: 1px solid var(--tenon-line);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  footer .range {
    margin-inline-end: auto;
  }
  @media (max-width: 560px) {
    .search {
      flex: 1 1 100%;
      max-width: none;
    }
    .table .title {
      max-width: 180px;
    }
  }
  /* On paper stand all rows of the page, without what can be done with them. */
  @media print {
    :host {
      display: block;
    }
    .toolbar,
    .button,
    .table .check {
      display: none;
    }
    .scroll {
      overflow: visible;
    }
    .table :is(th, td) {
      position: static;
    }
  }
`
