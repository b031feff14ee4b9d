import { css } from 'lit'

export const publishRunStyles = css`
  :host {
    display: block;
  }
  .card {
    display: grid;
    gap: var(--tenon-space-3);
    margin-bottom: var(--tenon-space-5);
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .failed {
    background: var(--tenon-critical-soft);
    color: var(--tenon-critical-text);
  }
  h3 {
    margin: 0;
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  p {
    margin: 0;
    font-size: var(--tenon-font-size-sm);
  }
  .note {
    overflow-wrap: anywhere;
  }
  .count {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-variant-numeric: tabular-nums;
  }
  .bar {
    height: 8px;
    overflow: hidden;
    border-radius: 4px;
    background: var(--tenon-neutral-4);
  }
  .bar span {
    display: block;
    height: 100%;
    background: var(--tenon-accent);
    transition: width 300ms linear;
  }
  .go {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-3);
  }
  @media (prefers-reduced-motion: reduce) {
    .bar span {
      transition: none;
    }
  }
`
