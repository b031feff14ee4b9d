import { css } from 'lit'

/**
 * Buttons, inputs, links and focus, for the shadow root of any element.
 * Classes: `button` (with `primary`, `quiet`, `critical`, `icon`, `dense`), `input`, `select`, `textarea`, `switch`,
 * `field`, `label`, `help`, `error`, `visually-hidden`.
 */
export const controlStyles = css`
  :host {
    box-sizing: border-box;
    font-family: var(--tenon-font);
    font-size: var(--tenon-font-size-md);
    line-height: var(--tenon-line-height);
    color: var(--tenon-text);
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  /* A value in another direction of writing turns nothing beside it around. */
  :where(a, b, code, em, label, small, span, strong, time) {
    unicode-bidi: isolate;
  }
  :focus-visible {
    outline: var(--tenon-focus-ring);
    outline-offset: var(--tenon-focus-offset);
  }
  a {
    color: var(--tenon-accent-text);
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentcolor 35%, transparent);
    text-underline-offset: 3px;
  }
  a:hover {
    text-decoration-color: currentcolor;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--tenon-control-height);
    padding: 0 var(--tenon-space-3);
    border: 1px solid var(--tenon-line-strong);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    color: var(--tenon-text);
    font: inherit;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
    line-height: 1.2;
    white-space: nowrap;
    text-decoration: none;
    cursor: pointer;
    user-select: none;
    transition:
      background-color var(--tenon-duration-state) var(--tenon-ease),
      border-color var(--tenon-duration-state) var(--tenon-ease);
  }
  .button:hover:not(:disabled) {
    background: var(--tenon-hover);
  }
  .button:active:not(:disabled) {
    background: var(--tenon-pressed);
  }
  .button:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }
  .button.primary {
    border-color: transparent;
    background: var(--tenon-accent);
    color: var(--tenon-on-accent);
  }
  .button.primary:hover:not(:disabled),
  .button.primary:active:not(:disabled) {
    background: var(--tenon-accent-hover);
  }
  .button.critical {
    border-color: transparent;
    background: var(--tenon-critical);
    color: var(--tenon-on-critical);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--tenon-text-muted);
  }
  .button.quiet:hover:not(:disabled) {
    background: var(--tenon-hover);
    color: var(--tenon-text);
  }
  .button.dense {
    min-height: var(--tenon-control-height-dense);
    padding: 0 var(--tenon-space-2);
  }
  .button.icon {
    width: var(--tenon-control-height);
    padding: 0;
  }
  .button.icon.dense {
    width: var(--tenon-control-height-dense);
  }
  .button svg {
    flex: none;
    width: 16px;
    height: 16px;
  }

  .input,
  .select,
  .textarea {
    display: block;
    width: 100%;
    height: var(--tenon-control-height);
    padding: 5px 10px;
    border: 1px solid var(--tenon-control-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    color: var(--tenon-text);
    font: inherit;
    font-size: var(--tenon-font-size-md);
    line-height: 20px;
    transition: border-color var(--tenon-duration-state) var(--tenon-ease);
  }
  .input::placeholder,
  .textarea::placeholder {
    color: var(--tenon-text-faint);
    opacity: 1;
  }
  .input:hover:not(:disabled, :focus, [readonly]),
  .select:hover:not(:disabled, :focus),
  .textarea:hover:not(:disabled, :focus) {
    border-color: var(--tenon-neutral-9);
  }
  .input:focus-visible,
  .select:focus-visible,
  .textarea:focus-visible {
    border-color: var(--tenon-accent);
    outline-offset: -1px;
  }
  .input:disabled,
  .select:disabled,
  .textarea:disabled,
  .input[readonly] {
    border-color: var(--tenon-line);
    background: var(--tenon-sunken);
    color: var(--tenon-text-muted);
  }
  .input[aria-invalid='true'],
  .select[aria-invalid='true'],
  .textarea[aria-invalid='true'] {
    border-color: var(--tenon-critical);
  }
  .input[type='number'] {
    font-variant-numeric: tabular-nums;
  }
  .select {
    appearance: none;
    padding-inline-end: 30px;
    background-image:
      linear-gradient(45deg, transparent 50%, var(--tenon-text-muted) 50%),
      linear-gradient(-45deg, transparent 50%, var(--tenon-text-muted) 50%);
    background-position:
      right 15px center,
      right 10px center;
    background-size: 5px 5px;
    background-repeat: no-repeat;
  }
  .textarea {
    height: auto;
    min-height: 84px;
    resize: vertical;
    field-sizing: content;
    max-height: 320px;
  }
  .textarea.code {
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-sm);
  }

  .checkbox {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--tenon-accent);
  }
  input[type='radio'] {
    accent-color: var(--tenon-accent);
  }
  .switch {
    appearance: none;
    position: relative;
    flex: none;
    width: 36px;
    height: 20px;
    margin: 0;
    border: 1px solid var(--tenon-neutral-9);
    border-radius: var(--tenon-radius-pill);
    background: var(--tenon-neutral-9);
    cursor: pointer;
    transition: background-color var(--tenon-duration-state) var(--tenon-ease);
  }
  .switch::before {
    content: '';
    position: absolute;
    inset-block-start: 1px;
    inset-inline-start: 1px;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: oklch(1 0 0);
    transition: translate var(--tenon-duration-state) var(--tenon-ease);
  }
  .switch:checked {
    border-color: var(--tenon-accent);
    background: var(--tenon-accent);
  }
  .switch:checked::before {
    translate: 16px 0;
  }
  @media (forced-colors: active) {
    .switch::before {
      background: ButtonText;
      forced-color-adjust: none;
    }
    .switch:checked {
      background: Highlight;
      forced-color-adjust: none;
    }
    .switch:checked::before {
      background: HighlightText;
    }
  }
  .switch:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }

  .field {
    display: flex;
    flex-direction: column;
    gap: var(--tenon-space-1);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .label {
    padding: 0;
    color: var(--tenon-text);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
    /* A word without an end would stand in the next column. */
    overflow-wrap: anywhere;
  }
  .required {
    color: var(--tenon-critical-text);
  }
  .help {
    margin: 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .error {
    margin: 0;
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
  }
  .visually-hidden {
    position: absolute !important;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`
