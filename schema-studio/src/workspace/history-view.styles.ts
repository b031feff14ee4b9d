import { css } from 'lit'

export const historyViewStyles = css`
  :host {
    display: block;
  }
  .skeleton {
    margin: var(--tenon-space-4) 0;
  }
  .filter {
    margin-bottom: var(--tenon-space-4);
    font-size: var(--tenon-font-size-sm);
  }
  .filter summary {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    padding: 4px 0;
    color: var(--tenon-text-muted);
    cursor: pointer;
  }
  .filter summary .icon {
    width: 14px;
    height: 14px;
  }
  .count {
    padding: 0 6px;
    border-radius: 9px;
    background: var(--tenon-accent-soft);
    color: var(--tenon-accent-text, var(--tenon-text));
    font-size: var(--tenon-font-size-xs);
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
    gap: var(--tenon-space-3);
    padding: var(--tenon-space-3) 0;
  }
  .controls .label {
    display: grid;
    gap: 4px;
  }
  .bar {
    display: flex;
    gap: var(--tenon-space-4);
    align-items: start;
    justify-content: space-between;
    margin-bottom: var(--tenon-space-4);
  }
  .bar p {
    max-width: 64ch;
    margin: 0;
    color: var(--tenon-text-muted);
  }
`
