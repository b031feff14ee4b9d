import { css } from 'lit'

export const recordPageStyles = css`
  .marked .icon {
    color: var(--tenon-caution);
    fill: currentcolor;
  }
  .activity-head {
    margin-bottom: var(--tenon-space-2);
    display: flex;
    gap: var(--tenon-space-3);
    align-items: center;
    justify-content: space-between;
  }
  .columns .activity-head h2 {
    margin: 0;
  }
  studio-record-stage {
    display: block;
    padding: var(--tenon-space-3) var(--tenon-space-5);
    border-bottom: 1px solid var(--tenon-line);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(300px, 360px) minmax(0, 1fr) minmax(260px, 320px);
    min-height: 100%;
  }
  .columns > section {
    min-width: 0;
    padding: var(--tenon-space-5);
  }
  .details {
    border-inline-end: 1px solid var(--tenon-line);
  }
  .related {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--tenon-space-3);
    align-content: start;
    border-inline-start: 1px solid var(--tenon-line);
    background: var(--tenon-canvas);
  }
  .columns h2 {
    margin: 0 0 var(--tenon-space-4);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  .columns > section > .skeleton {
    margin-bottom: var(--tenon-space-4);
  }
  .switch-row {
    display: none;
  }
  .fresh .details {
    animation: fresh 1.6s var(--tenon-ease);
  }
  @keyframes fresh {
    from {
      background: var(--tenon-accent-soft);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .fresh .details {
      animation: none;
    }
  }
  @media (max-width: 1279px) {
    .columns {
      grid-template-columns: minmax(280px, 340px) minmax(0, 1fr);
      grid-template-rows: auto 1fr;
    }
    .details {
      grid-row: span 2;
    }
    .related {
      border-block-start: 1px solid var(--tenon-line);
      border-inline-start: 0;
    }
  }
  @media (max-width: 859px) {
    .switch-row {
      position: sticky;
      inset-block-start: 0;
      z-index: 1;
      display: flex;
      padding: 0 var(--tenon-space-3);
      border-bottom: 1px solid var(--tenon-line);
      background: var(--tenon-surface);
    }
    .switch-row button {
      flex: 1;
      min-height: 44px;
      border: 0;
      border-bottom: 2px solid transparent;
      background: transparent;
      color: var(--tenon-text-muted);
      font: inherit;
      font-size: var(--tenon-font-size-sm);
      font-weight: var(--tenon-weight-medium);
    }
    .switch-row button[aria-selected='true'] {
      border-bottom-color: var(--tenon-accent);
      color: var(--tenon-text);
    }
    .columns {
      display: block;
      min-height: 0;
    }
    .columns > section {
      border: 0;
    }
    .columns[data-tab='details'] > :not(.details),
    .columns[data-tab='activity'] > :not(.activity),
    .columns[data-tab='related'] > :not(.related) {
      display: none;
    }
    studio-record-stage {
      padding: var(--tenon-space-2) var(--tenon-space-3);
    }
  }
  @media print {
    .switch-row {
      display: none;
    }
    .columns {
      display: block;
    }
    .columns[data-tab] > :is(.details, .activity, .related) {
      display: block;
      border: 0;
      background: none;
    }
  }
`
