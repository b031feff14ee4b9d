import { css } from 'lit'

export const fileListStyles = css`
  :host {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-width: 0;
    max-width: 100%;
    font: inherit;
  }
  :host([large]) {
    display: grid;
    gap: 6px;
    justify-items: start;
  }
  .file {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-width: 0;
    max-width: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: var(--tenon-accent-text);
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .file:hover .name {
    text-decoration: underline;
  }
  .file:focus-visible,
  .button:focus-visible {
    outline: var(--tenon-focus-ring);
    outline-offset: 2px;
  }
  .file[disabled] {
    color: inherit;
    cursor: default;
    text-decoration: none;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  :host([large]) .name {
    overflow-wrap: anywhere;
    white-space: normal;
  }
  svg {
    flex: none;
    width: 14px;
    height: 14px;
  }
  .thumb {
    flex: none;
    width: 48px;
    height: 48px;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-sunken);
    object-fit: cover;
  }
  .size,
  .more {
    flex: none;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .problem {
    margin: 0;
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-xs);
  }
  dialog {
    max-width: min(92vw, 1200px);
    max-height: 92vh;
    padding: 12px;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
    color: var(--tenon-text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  dialog img {
    display: block;
    max-width: 100%;
    max-height: 76vh;
    margin: 0 auto;
    object-fit: contain;
  }
  .bar {
    display: flex;
    gap: 12px;
    align-items: center;
    margin: 0 0 8px;
  }
  .bar .name {
    flex: 1;
  }
  .button {
    min-height: 28px;
    padding: 0 10px;
    border: 1px solid var(--tenon-line-strong);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
`
