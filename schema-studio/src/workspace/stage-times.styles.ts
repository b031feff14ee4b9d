import { css } from 'lit'

export const stageTimesStyles = css`
  :host {
    display: block;
    min-width: 0;
    margin-top: var(--tenon-space-2);
    font-size: var(--tenon-font-size-sm);
  }
  summary {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--tenon-space-3);
    padding: 4px 2px;
    border-radius: var(--tenon-radius-control);
    color: var(--tenon-text-muted);
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .more {
    color: var(--tenon-accent-text);
  }
  .faint,
  small {
    color: var(--tenon-text-faint);
  }
  small {
    display: block;
    font-size: var(--tenon-font-size-xs);
    font-weight: 400;
    white-space: normal;
  }
  .late {
    color: var(--tenon-critical-text, var(--tenon-critical));
    font-weight: var(--tenon-weight-medium);
  }
  .tables {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
    gap: var(--tenon-space-4);
    align-items: start;
    padding: var(--tenon-space-3) 0 var(--tenon-space-4);
  }
  .totals {
    display: grid;
    gap: var(--tenon-space-2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .totals li {
    display: grid;
    grid-template-columns: minmax(72px, 30%) minmax(0, 1fr) max-content;
    gap: var(--tenon-space-3);
    align-items: center;
  }
  .name {
    overflow-wrap: anywhere;
  }
  .track {
    height: 8px;
    border-radius: 4px;
    background: var(--tenon-neutral-3);
    overflow: hidden;
  }
  .track i {
    display: block;
    height: 100%;
    border-radius: 4px;
    background: var(--tenon-accent);
  }
  .figure {
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .table tbody tr:last-child :is(td, th) {
    border-bottom: 0;
  }
  .table th[scope='row'] {
    text-align: start;
    font-weight: var(--tenon-weight-medium);
  }
  .table td {
    height: auto;
    padding-block: 6px;
  }
`
