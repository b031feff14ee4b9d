import { css } from 'lit'

export const tagsPanelStyles = css`
  :host {
    display: block;
  }
  .top,
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-4);
    align-items: center;
    justify-content: space-between;
    margin-bottom: var(--tenon-space-4);
  }
  .top p {
    max-width: 64ch;
    margin: 0;
    color: var(--tenon-text-muted);
  }
  .tools .input {
    width: min(320px, 100%);
  }
  .tools label,
  .entities label {
    display: inline-flex;
    gap: 8px;
    align-items: center;
  }
  .progress {
    margin: 0;
    color: var(--tenon-text-muted);
  }
  .progress:not(:empty) {
    margin-bottom: var(--tenon-space-3);
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .table tbody tr:last-child td {
    border-bottom: 0;
  }
  .table td {
    height: 44px;
  }
  .end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .table .row-actions {
    text-align: end;
  }
  .more {
    margin-top: var(--tenon-space-3);
  }
  dialog {
    width: min(520px, calc(100vw - 32px));
  }
  dialog form {
    display: grid;
    gap: var(--tenon-space-4);
    margin-top: var(--tenon-space-3);
  }
  .hues,
  .entities {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .hues .chip {
    min-height: 28px;
    line-height: 28px;
    cursor: pointer;
  }
  .hues .chip:has(:checked) {
    box-shadow: inset 0 0 0 2px var(--hue);
  }
  .hues input {
    margin: 0;
    accent-color: var(--hue);
  }
  .entities {
    max-height: 200px;
    overflow-y: auto;
  }
  .entities label {
    min-width: 140px;
  }
  studio-tags-by-typing {
    display: block;
    margin-top: var(--tenon-space-5);
  }
`
