import { css } from 'lit'

export const pipelineCardStyles = css`
  :host {
    display: block;
    padding: var(--tenon-space-4) var(--tenon-space-4) var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  header {
    display: flex;
    gap: var(--tenon-space-3);
    align-items: baseline;
    justify-content: space-between;
  }
  h3 {
    margin: 0;
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  h3 a {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    color: var(--tenon-text);
    text-decoration: none;
  }
  h3 a:hover {
    color: var(--tenon-accent-text);
  }
  h3 .icon {
    color: var(--tenon-text-faint);
  }
  .total {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .again {
    margin: var(--tenon-space-2) 0;
  }
  .bar {
    display: flex;
    gap: 2px;
    height: 8px;
    margin: var(--tenon-space-3) 0;
    overflow: hidden;
    border-radius: 4px;
    background: var(--tenon-neutral-4);
  }
  .bar span {
    flex: 1 1 0;
    background: var(--hue);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 26px;
    font-size: var(--tenon-font-size-sm);
  }
  .dot {
    width: 8px;
    height: 8px;
    border-radius: 3px;
    background: var(--hue);
  }
  .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--tenon-text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sum {
    color: var(--tenon-text-faint);
    font-variant-numeric: tabular-nums;
  }
  .number {
    min-width: 36px;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
`
