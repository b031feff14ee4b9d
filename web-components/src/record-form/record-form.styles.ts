import { css } from 'lit'

export const recordFormStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  form {
    display: grid;
    gap: var(--tenon-space-6);
  }
  h3 {
    margin: 0 0 var(--tenon-space-3);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  section.fields + section.fields {
    padding-top: var(--tenon-space-5);
    border-top: 1px solid var(--tenon-line);
  }
  .grid {
    display: grid;
    gap: var(--tenon-space-4) var(--tenon-space-5);
    align-items: start;
  }
  @container (min-width: 520px) {
    .grid {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .wide {
      grid-column: 1 / -1;
    }
  }
  legend.label {
    margin-bottom: var(--tenon-space-1);
  }
  .fixed {
    display: flex;
    align-items: center;
    min-height: var(--tenon-control-height);
    color: var(--tenon-text-muted);
    overflow-wrap: anywhere;
  }
  .with-unit {
    position: relative;
    display: block;
  }
  .with-unit .input {
    padding-inline-end: 48px;
  }
  .unit {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 28px;
    display: grid;
    place-items: center;
    color: var(--tenon-text-muted);
    pointer-events: none;
  }
  .money-input {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 80px;
  }
  .money-input .amount {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
    font-variant-numeric: tabular-nums;
  }
  .money-input .currency {
    border-inline-start: 0;
    border-start-start-radius: 0;
    border-end-start-radius: 0;
    background: var(--tenon-sunken);
    text-transform: uppercase;
  }
  .money-input .input:focus-visible {
    z-index: 1;
  }
  .switch-row {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    min-height: var(--tenon-control-height);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
  }
  .choice.chip {
    min-height: 28px;
    gap: 6px;
    padding: 0 10px;
    cursor: pointer;
  }
  .choice.chip:has(:focus-visible) {
    outline: var(--tenon-focus-ring);
    outline-offset: 1px;
  }
  .rating {
    display: inline-flex;
    align-items: center;
    min-height: var(--tenon-control-height);
  }
  .rating label {
    position: relative;
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    border-radius: var(--tenon-radius-control);
    color: var(--tenon-neutral-8);
    font-size: 20px;
    line-height: 1;
    cursor: pointer;
  }
  .rating .no-rating {
    order: 1;
    color: var(--tenon-text-faint);
    font-size: 16px;
  }
  .rating .on {
    color: var(--tenon-caution);
  }
  .rating label:has(:focus-visible) {
    outline: var(--tenon-focus-ring);
  }
  .stars {
    color: var(--tenon-caution);
  }
  .address {
    display: grid;
    gap: var(--tenon-space-2) var(--tenon-space-3);
    padding: var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .label.part {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-regular);
  }
  @container (min-width: 520px) {
    .address {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .address .line1,
    .address .line2 {
      grid-column: 1 / -1;
    }
  }
  .combobox {
    position: relative;
    display: block;
  }
  .combobox .input {
    padding-inline-end: 32px;
    text-overflow: ellipsis;
  }
  .combobox .clear {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    display: grid;
    place-items: center;
    width: 24px;
    height: calc(var(--tenon-control-height) - 8px);
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: transparent;
    color: var(--tenon-text-muted);
    font-size: 16px;
    cursor: pointer;
  }
  .combobox .clear:hover {
    background: var(--tenon-hover);
    color: var(--tenon-text);
  }
  .options {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline: 0;
    z-index: 20;
    display: block;
    max-height: 288px;
    padding: 4px;
    overflow: auto;
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-raised);
    box-shadow: var(--tenon-shadow-float);
  }
  .option {
    display: block;
    padding: 6px 8px;
    overflow: hidden;
    border-radius: var(--tenon-radius-control);
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .option:hover:not(.status),
  .option[aria-selected='true'] {
    background: var(--tenon-accent-soft);
  }
  .option.status {
    color: var(--tenon-text-muted);
    cursor: default;
  }
  .conflict {
    align-items: start;
  }
  .conflict table {
    flex: 1 1 100%;
    width: 100%;
    border-spacing: 0;
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    color: var(--tenon-text);
  }
  .conflict :is(th, td) {
    padding: 6px 12px;
    text-align: start;
    vertical-align: top;
    font-weight: var(--tenon-weight-regular);
  }
  .conflict th {
    color: var(--tenon-text-muted);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
  }
  footer {
    position: sticky;
    inset-block-end: 0;
    z-index: 10;
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    justify-content: flex-end;
    padding: var(--tenon-space-3) 0;
    border-top: 1px solid var(--tenon-line);
    background: var(--tenon-form-background, var(--tenon-surface));
  }
  footer .message {
    flex: 1 1 auto;
    margin: 0;
    font-size: var(--tenon-font-size-sm);
  }
  .skeletons {
    display: grid;
    gap: var(--tenon-space-2);
  }
  .skeletons .skeleton + .skeleton {
    height: var(--tenon-control-height);
  }
  .skeletons .skeleton:first-child {
    width: 30%;
  }
`
