import { css } from 'lit'

export const fieldSheetStyles = css`
  dialog {
    width: min(940px, 100vw);
  }
  form.content {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr) 320px;
    padding: 0;
    overflow: hidden;
  }
  .inputs {
    display: grid;
    gap: var(--tenon-space-5);
    align-content: start;
    padding: var(--tenon-space-5);
    overflow-y: auto;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--tenon-space-3);
  }
  .group {
    display: grid;
    gap: var(--tenon-space-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .target {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  legend,
  .legend {
    margin: 0 0 var(--tenon-space-1);
    padding: 0;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
  }
  .rule {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 var(--tenon-space-3);
    align-items: center;
    padding: 7px 0;
    border-top: 1px solid var(--tenon-line);
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  .rule small {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .rule input {
    grid-row: span 2;
    grid-column: 2;
    grid-row-start: 1;
  }
  .mono {
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-sm);
  }
  .preview {
    padding: var(--tenon-space-5);
    overflow-y: auto;
    border-inline-start: 1px solid var(--tenon-line);
    background: var(--tenon-canvas);
  }
  .preview h3 {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0 0 var(--tenon-space-3);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  tenon-record-form::part(footer) {
    display: none;
  }
  .paper {
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .code {
    margin: var(--tenon-space-4) 0 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .code code {
    display: block;
    margin-top: 4px;
    color: var(--tenon-text);
    font-family: var(--tenon-font-mono);
    overflow-wrap: anywhere;
  }
  .foot {
    display: flex;
    grid-column: 1 / -1;
    gap: var(--tenon-space-2);
    align-items: center;
    padding: var(--tenon-space-3) var(--tenon-space-5);
    border-top: 1px solid var(--tenon-line);
  }
  .foot > [role='alert'] {
    flex: 1;
  }
  @media (max-width: 859px) {
    form.content {
      grid-template-rows: auto auto auto;
      grid-template-columns: minmax(0, 1fr);
      overflow-y: auto;
    }
    .inputs,
    .preview {
      overflow: visible;
    }
    .preview {
      border-block-start: 1px solid var(--tenon-line);
      border-inline-start: 0;
    }
    .foot {
      position: sticky;
      inset-block-end: 0;
      z-index: 1;
      background: var(--tenon-raised);
    }
  }
`
