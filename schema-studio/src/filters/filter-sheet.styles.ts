import { css } from 'lit'

export const filterSheetStyles = css`
  dialog {
    width: min(720px, 100vw);
  }
  dialog[open] {
    grid-template-rows: auto minmax(0, 1fr) auto;
  }
  .group {
    display: grid;
    gap: var(--tenon-space-3);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .group .group {
    padding-inline-start: var(--tenon-space-3);
    border-inline-start: 2px solid var(--tenon-line-strong);
  }
  .match,
  .add {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
  }
  .match .select {
    width: auto;
    max-width: 100%;
  }
  .match .end {
    margin-inline-start: auto;
  }
  .match .number {
    width: 88px;
  }
  .children {
    display: grid;
    gap: var(--tenon-space-3);
    min-width: 0;
  }
  .children > .match strong {
    font-weight: var(--tenon-weight-medium);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    padding: var(--tenon-space-3) var(--tenon-space-5);
    border-top: 1px solid var(--tenon-line);
  }
  .foot .count {
    margin-inline-end: auto;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .content {
    padding-bottom: var(--tenon-space-5);
  }
  @media (max-width: 560px) {
    .content {
      padding-inline: var(--tenon-space-3);
    }
  }
`
