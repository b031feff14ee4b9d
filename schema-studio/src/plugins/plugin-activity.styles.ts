import { css } from 'lit'

export const activityStyles = css`
  .top {
    display: flex;
    gap: var(--tenon-space-4);
    align-items: flex-start;
    justify-content: space-between;
    margin-bottom: var(--tenon-space-3);
  }
  .top p {
    max-width: 72ch;
    margin: 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .table tbody tr:last-child td {
    border-bottom: 0;
  }
  .table td {
    height: 44px;
  }
  .table .bad {
    color: var(--tenon-critical-text);
    font-weight: var(--tenon-weight-medium);
  }
  .bars {
    display: inline-flex;
    gap: 1px;
    align-items: flex-end;
    height: 20px;
    margin-inline-end: var(--tenon-space-2);
    vertical-align: middle;
  }
  .bars rect {
    fill: var(--tenon-accent);
  }
  .bars .slow {
    fill: var(--tenon-caution);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .incidents {
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .incidents li {
    display: flex;
    gap: var(--tenon-space-3);
    padding: var(--tenon-space-3) var(--tenon-space-4);
    font-size: var(--tenon-font-size-sm);
  }
  .incidents li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .incidents .icon {
    margin-top: 2px;
    color: var(--tenon-critical-text);
  }
  .incidents p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .incidents div {
    min-width: 0;
  }
  .detail {
    color: var(--tenon-text-muted);
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-xs);
  }
  .log {
    max-height: 420px;
    padding: var(--tenon-space-3) var(--tenon-space-4);
    overflow: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
    font-size: var(--tenon-font-size-xs);
  }
  .log li {
    display: grid;
    grid-template-columns: auto auto minmax(0, 1fr);
    gap: var(--tenon-space-3);
    padding: 2px 0;
  }
  .log time,
  .log span {
    color: var(--tenon-text-muted);
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .log .message {
    color: var(--tenon-text);
    font-family: var(--tenon-font-mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .log .warn .message {
    color: var(--tenon-caution-text);
  }
  @media (max-width: 719px) {
    /* Beside the name that stays there is room for figures. */
    .table .sticky {
      min-width: 120px;
      max-width: 40vw;
      padding-block: 4px;
      white-space: normal;
    }
    .log li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
      padding: 6px 0;
    }
    .top {
      flex-wrap: wrap;
    }
  }
`
