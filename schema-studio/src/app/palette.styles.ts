import { css } from 'lit'

export const paletteStyles = css`
  dialog {
    width: min(600px, calc(100vw - 24px));
    margin-top: min(14vh, 120px);
    padding: 0;
    overflow: hidden;
  }
  .box {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
  }
  .entry {
    display: flex;
    gap: 10px;
    align-items: center;
    height: 48px;
    padding: 0 var(--tenon-space-4);
    border-bottom: 1px solid var(--tenon-line);
    color: var(--tenon-text-faint);
  }
  .entry input {
    flex: 1;
    min-width: 0;
    border: 0;
    outline: 0;
    background: transparent;
    color: var(--tenon-text);
    font: inherit;
    font-size: 15px;
  }
  .entry input::placeholder {
    color: var(--tenon-text-faint);
    opacity: 1;
  }
  kbd {
    padding: 0 5px;
    border: 1px solid var(--tenon-line);
    border-radius: 4px;
    font: inherit;
    font-size: 11px;
  }
  #results {
    max-height: min(420px, 60dvh);
    overflow-y: auto;
    padding: 6px;
  }
  #results:empty {
    display: none;
  }
  .group {
    padding: 8px 10px 4px;
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
  }
  .option {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 34px;
    padding: 0 10px;
    border-radius: var(--tenon-radius-control);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  .option[aria-selected='true'] {
    background: var(--tenon-pressed);
  }
  .label {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--tenon-text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hint {
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
  }
  .option[aria-selected='true'] .hint {
    color: var(--tenon-text-muted);
  }
  dialog .none {
    padding: var(--tenon-space-6);
    text-align: center;
    font-size: var(--tenon-font-size-sm);
  }
`
