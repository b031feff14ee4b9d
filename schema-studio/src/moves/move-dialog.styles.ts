import { css } from 'lit'

export const moveDialogStyles = css`
  dialog {
    width: min(520px, calc(100vw - 24px));
    padding: 0;
    overflow: hidden;
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
  }
  .head {
    padding: var(--tenon-space-5) var(--tenon-space-6) var(--tenon-space-3);
  }
  .content {
    display: grid;
    gap: var(--tenon-space-4);
    align-content: start;
    min-height: 0;
    padding: 2px var(--tenon-space-6) var(--tenon-space-4);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  /* A list of choices below the last field must not be cut off. */
  .content:has(tenon-value-form) {
    min-height: 160px;
  }
  dialog .actions {
    margin: 0;
    padding: var(--tenon-space-3) var(--tenon-space-6) var(--tenon-space-5);
  }
  .notice ul {
    margin: 0;
    padding-inline-start: 18px;
  }
  .notice ul:has(li:only-child) {
    padding: 0;
    list-style: none;
  }
  label {
    display: grid;
    gap: 6px;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
  }
  textarea {
    min-height: 64px;
    font-weight: var(--tenon-weight-normal);
    resize: vertical;
  }
  summary {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  details[open] summary {
    margin-bottom: var(--tenon-space-3);
  }
  .small {
    font-size: var(--tenon-font-size-sm);
  }
`
