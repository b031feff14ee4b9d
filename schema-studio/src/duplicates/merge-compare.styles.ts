import { css } from 'lit'

export const mergeCompareStyles = css`
  :host {
    display: grid;
    gap: var(--tenon-space-4);
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  table {
    min-width: 100%;
  }
  th[scope='row'] {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    min-width: 96px;
    max-width: 180px;
    background: var(--tenon-surface);
    color: var(--tenon-text-muted);
    font-weight: inherit;
    line-height: 24px;
    padding-block: var(--tenon-space-2);
    text-align: start;
    vertical-align: top;
    white-space: normal;
  }
  th[scope='col'],
  td {
    min-width: 180px;
    padding-block: var(--tenon-space-2);
    vertical-align: top;
    white-space: normal;
  }
  td.chosen {
    background: var(--tenon-accent-soft, var(--tenon-neutral-2));
  }
  label {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    overflow-wrap: anywhere;
  }
  input[type='radio'] {
    flex: none;
    width: 24px;
    height: 24px;
    margin: 0;
    accent-color: var(--tenon-accent);
  }
  td label,
  label.keep {
    min-height: 24px;
    align-items: center;
  }
  label.keep {
    margin-top: 4px;
    font-weight: normal;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
  }
  .actions .spacer {
    flex: 1;
  }
`
