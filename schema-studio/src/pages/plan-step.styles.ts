import { css } from 'lit'

export const planStepStyles = css`
  :host {
    display: block;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2) var(--tenon-space-3);
    align-items: flex-start;
    padding: var(--tenon-space-3) var(--tenon-space-4);
  }
  .words {
    flex: 1 1 200px;
    min-width: 0;
  }
  p {
    margin: 0;
    font-weight: var(--tenon-weight-medium);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--tenon-space-3);
    margin-top: 2px;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .risk {
    display: inline-flex;
    gap: 5px;
    align-items: center;
    padding: 0 8px;
    border-radius: 10px;
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
    line-height: 20px;
    white-space: nowrap;
  }
  .risk .icon {
    width: 13px;
    height: 13px;
  }
  .safe {
    background: var(--tenon-positive-soft);
    color: var(--tenon-positive-text);
  }
  .caution {
    background: var(--tenon-caution-soft);
    color: var(--tenon-caution-text);
  }
  .destructive {
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
  }
  details {
    border-top: 1px solid var(--tenon-line);
  }
  summary {
    padding: 6px var(--tenon-space-4);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    cursor: pointer;
  }
  pre {
    margin: 0;
    padding: 0 var(--tenon-space-4) var(--tenon-space-3);
    overflow-x: auto;
    color: var(--tenon-text-muted);
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-xs);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .rows {
    padding: 0 var(--tenon-space-4) var(--tenon-space-3);
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--tenon-font-size-xs);
  }
  th,
  td {
    padding: 4px 8px 4px 0;
    border-top: 1px solid var(--tenon-line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th {
    border-top: 0;
    color: var(--tenon-text-muted);
    font-weight: var(--tenon-weight-medium);
  }
  .lost {
    color: var(--tenon-critical-text);
  }
`
