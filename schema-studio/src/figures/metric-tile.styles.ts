import { css } from 'lit'

export const metricTileStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    align-content: start;
    height: 100%;
    min-height: 168px;
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  h3 {
    margin: 0;
    overflow: hidden;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  p {
    margin: 0;
  }
  .value {
    font-size: var(--tenon-font-size-2xl);
    font-weight: var(--tenon-weight-strong);
    font-variant-numeric: tabular-nums;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .change {
    display: flex;
    gap: 4px;
    align-items: center;
    min-height: 20px;
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .change .icon {
    width: 14px;
    height: 14px;
  }
  .change.good {
    color: var(--tenon-positive-text);
  }
  .change.bad {
    color: var(--tenon-critical-text);
  }
  .none {
    padding-top: var(--tenon-space-2);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .failed {
    padding-top: var(--tenon-space-2);
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-sm);
  }
  .failed .icon {
    vertical-align: -3px;
  }
  .failed small {
    display: -webkit-box;
    margin-top: 2px;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    overflow-wrap: anywhere;
  }
  section > .button {
    justify-self: start;
    margin-top: var(--tenon-space-2);
  }
  .skeleton {
    width: 60%;
    margin: 5px 0;
  }
  .skeleton.large {
    width: 45%;
    height: 26px;
  }
  .skeleton.bars {
    width: 100%;
    height: 44px;
    margin-top: var(--tenon-space-3);
  }
  .bars-svg {
    display: block;
    width: 100%;
    height: 44px;
    margin-top: var(--tenon-space-3);
    overflow: visible;
  }
  .bars-svg rect {
    fill: color-mix(in oklab, var(--tenon-accent) 60%, var(--tenon-surface));
  }
  .bars-svg rect:hover {
    fill: var(--tenon-accent);
  }
  .bars-svg .ground {
    fill: var(--tenon-line);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    color: var(--tenon-text-faint);
    font-size: 11px;
  }
  details {
    font-size: var(--tenon-font-size-xs);
  }
  summary {
    width: fit-content;
    border-radius: 4px;
    color: var(--tenon-text-faint);
    cursor: pointer;
  }
  summary:hover {
    color: var(--tenon-text);
  }
  table {
    width: 100%;
    margin-top: 4px;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 3px 0;
    border-top: 1px solid var(--tenon-line);
    font-weight: var(--tenon-weight-regular);
    text-align: start;
  }
  thead th {
    border-top: 0;
    color: var(--tenon-text-faint);
  }
  :is(th, td):last-child {
    text-align: end;
  }
`
