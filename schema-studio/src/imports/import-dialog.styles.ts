import { css } from 'lit'

export const importDialogStyles = css`
  dialog.wide {
    width: min(880px, calc(100vw - 24px));
  }
  .drop {
    display: grid;
    gap: var(--tenon-space-3);
    justify-items: center;
    padding: var(--tenon-space-6) var(--tenon-space-4);
    border: 1px dashed var(--tenon-line-strong);
    border-radius: var(--tenon-radius-card);
    text-align: center;
  }
  .drop.over {
    border-color: var(--tenon-accent);
    background: var(--tenon-accent-soft);
  }
  .drop p {
    max-width: 46ch;
    font-size: var(--tenon-font-size-sm);
    text-wrap: balance;
  }
  .drop > .icon {
    color: var(--tenon-text-muted);
  }
  .of-file {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-1) var(--tenon-space-3);
    align-items: center;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .of-file strong {
    min-width: 0;
    color: var(--tenon-text);
    font-weight: var(--tenon-weight-medium);
    overflow-wrap: anywhere;
  }
  .of-file .button {
    margin-inline-start: auto;
  }
  h3 {
    margin: 0 0 var(--tenon-space-2);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  .columns {
    display: grid;
    margin: 0;
    padding: 0;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    list-style: none;
  }
  .columns li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 16px minmax(0, 1fr);
    gap: var(--tenon-space-1) var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-2) var(--tenon-space-3);
  }
  .columns li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .columns .icon {
    color: var(--tenon-text-muted);
  }
  .columns label {
    display: block;
    overflow: hidden;
    font-weight: var(--tenon-weight-medium);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .columns .such {
    display: block;
    overflow: hidden;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .columns .error {
    grid-column: 3;
    margin: 0;
  }
  .matching {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
    gap: var(--tenon-space-3);
  }
  .sample {
    overflow: auto;
    max-height: 300px;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .sample table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--tenon-font-size-sm);
    font-variant-numeric: tabular-nums;
  }
  .sample th,
  .sample td {
    max-width: 220px;
    padding: 5px 10px;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sample thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--tenon-raised);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-medium);
    box-shadow: inset 0 -1px var(--tenon-line);
  }
  .sample tbody tr:not(.why) > * {
    border-top: 1px solid var(--tenon-line);
  }
  .sample tbody th {
    color: var(--tenon-text-muted);
    font-weight: var(--tenon-weight-regular);
  }
  .sample td.out {
    color: var(--tenon-text-faint);
  }
  .sample td.wrong {
    box-shadow: inset 0 0 0 1px var(--tenon-critical);
    border-radius: 4px;
  }
  .sample .why td {
    max-width: none;
    padding-top: 0;
    color: var(--tenon-critical-text);
    font-size: var(--tenon-font-size-xs);
    white-space: normal;
  }
  .busy {
    opacity: 0.6;
  }
  @media (max-width: 559px) {
    .columns li {
      grid-template-columns: minmax(0, 1fr);
    }
    .columns li > .icon {
      display: none;
    }
    .columns .error {
      grid-column: 1;
    }
  }
`
