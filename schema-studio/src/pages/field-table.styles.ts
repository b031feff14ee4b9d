import { css } from 'lit'

export const fieldTableStyles = css`
  :host {
    display: block;
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .table tbody th,
  .table tbody td {
    height: 48px;
    cursor: pointer;
  }
  .table tbody tr:last-child :is(th, td) {
    border-bottom: 0;
  }
  .table tbody tr:hover :is(th, td) {
    background: var(--tenon-hover);
  }
  .table tbody th {
    font-weight: inherit;
    line-height: 1.4;
  }
  .name {
    display: flex;
    gap: 6px;
    align-items: center;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .open {
    padding: 0;
    border: 0;
    background: none;
    color: var(--tenon-text);
    font: inherit;
    font-weight: var(--tenon-weight-medium);
    cursor: pointer;
  }
  code {
    color: var(--tenon-text-faint);
    font-family: var(--tenon-font-mono);
    font-size: 11px;
  }
  .type {
    display: inline-flex;
    gap: 7px;
    align-items: center;
    color: var(--tenon-text-muted);
  }
  .table .rules {
    min-width: 20ch;
    line-height: 1.35;
    white-space: normal;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .mark {
    padding: 0 7px;
    border-radius: 9px;
    background: var(--tenon-caution-soft);
    color: var(--tenon-caution-text);
    font-size: 11px;
    font-weight: var(--tenon-weight-medium);
    line-height: 18px;
  }
  .added .mark {
    background: var(--tenon-positive-soft);
    color: var(--tenon-positive-text);
  }
  .removed .mark {
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
  }
  tr:is(.added, .changed, .removed) th {
    box-shadow: inset 3px 0 0 var(--tenon-caution);
  }
  tr.added th {
    box-shadow: inset 3px 0 0 var(--tenon-positive);
  }
  tr.removed th {
    box-shadow: inset 3px 0 0 var(--tenon-critical);
  }
  .removed :is(th, td) {
    color: var(--tenon-text-faint);
    cursor: default;
  }
  .table td:last-child {
    width: 48px;
  }
`
