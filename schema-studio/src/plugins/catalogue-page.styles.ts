import { css } from 'lit'

export const cataloguePageStyles = css`
  .search {
    position: relative;
    max-width: 420px;
    margin-bottom: var(--tenon-space-4);
  }
  .search .icon {
    position: absolute;
    inset-block-start: calc(50% - 8px);
    inset-inline-start: 10px;
    color: var(--tenon-text-faint);
    pointer-events: none;
  }
  .search .input {
    padding-inline-start: 34px;
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr));
    gap: var(--tenon-space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-rows: auto 1fr auto;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--tenon-space-2) var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  li h2 {
    min-width: 0;
    margin: 0;
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
    overflow-wrap: anywhere;
  }
  li p {
    grid-column: 1 / -1;
    align-self: start;
    margin: 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .push {
    flex: 1;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--tenon-space-2);
    align-items: center;
    min-width: 0;
    margin-top: var(--tenon-space-2);
  }
`
