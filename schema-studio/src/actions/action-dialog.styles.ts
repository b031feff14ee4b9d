import { css } from 'lit'

export const actionDialogStyles = css`
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
  .head .target {
    margin-top: 2px;
    font-size: var(--tenon-font-size-sm);
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
  .content:has(.question:not([hidden]) tenon-value-form) {
    min-height: 120px;
  }
  .question {
    display: grid;
    gap: var(--tenon-space-4);
  }
  .question[hidden] {
    display: none;
  }
  .question > p {
    font-size: var(--tenon-font-size-sm);
  }
  .notice p {
    color: inherit;
  }
  dialog .actions {
    margin: 0;
    padding: var(--tenon-space-3) var(--tenon-space-6) var(--tenon-space-5);
  }
  .bar {
    height: 6px;
    overflow: hidden;
    border-radius: var(--tenon-radius-pill);
    background: var(--tenon-neutral-4);
  }
  .bar > span {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--tenon-accent);
    transition: width var(--tenon-duration-place) var(--tenon-ease);
  }
  .bar.unknown > span {
    width: 30%;
    animation: pass 1.4s var(--tenon-ease) infinite alternate;
  }
  @keyframes pass {
    to {
      translate: 233%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar.unknown > span {
      width: 100%;
      opacity: 0.4;
      animation: none;
    }
  }
  .facts {
    display: flex;
    gap: var(--tenon-space-3);
    justify-content: space-between;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .facts .message {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .refusals {
    display: grid;
    max-height: 320px;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    list-style: none;
  }
  .refusals li {
    display: grid;
    gap: 2px;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    font-size: var(--tenon-font-size-sm);
    overflow-wrap: anywhere;
  }
  .refusals li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .refusals .why {
    color: var(--tenon-text-muted);
  }
  @media (max-width: 559px) {
    .head {
      padding-inline: var(--tenon-space-4);
    }
    .content {
      padding-inline: var(--tenon-space-4);
    }
    dialog .actions {
      padding-inline: var(--tenon-space-4);
    }
  }
`
