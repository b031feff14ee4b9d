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
  .table {
    min-width: 100%;
  }
  /* Whole values are what is compared: nothing is cut off here as in a list. */
  .table :is(th, td) {
    padding-block: var(--tenon-space-2);
    line-height: 24px;
    vertical-align: top;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .table th[scope='row'] {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    min-width: 96px;
    max-width: 180px;
    background: var(--tenon-surface);
    color: var(--tenon-text-muted);
    font-weight: inherit;
  }
  .table :is(th[scope='col'], td) {
    min-width: 180px;
  }
  .table td.chosen {
    background: var(--tenon-accent-soft, var(--tenon-neutral-2));
  }
  label {
    display: flex;
    gap: 8px;
    align-items: center;
    overflow-wrap: anywhere;
  }
  .table label {
    align-items: flex-start;
  }
  /* A circle of 16 px in a target that fingers hit. */
  input[type='radio'] {
    appearance: none;
    flex: none;
    width: 24px;
    height: 24px;
    margin: 0;
    border-radius: 50%;
    background: radial-gradient(
      circle,
      var(--tenon-surface) 6.5px,
      var(--tenon-control-line) 7px 7.5px,
      transparent 8px
    );
  }
  input[type='radio']:checked {
    background: radial-gradient(
      circle,
      var(--tenon-on-accent) 3px,
      var(--tenon-accent) 3.5px 7.5px,
      transparent 8px
    );
  }
  @media (forced-colors: active) {
    input[type='radio'] {
      appearance: auto;
    }
  }
  label > span {
    min-width: 0;
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
