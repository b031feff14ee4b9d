import { css } from 'lit'

export const columnsSheetStyles = css`
  dialog {
    width: min(400px, 100vw);
  }
  dialog[open] {
    grid-template-rows: auto minmax(0, 1fr) auto;
  }
  ul {
    display: grid;
    gap: 2px;
    margin: 0 0 var(--tenon-space-5);
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    min-height: 36px;
    border-radius: var(--tenon-radius-control);
  }
  li.over {
    box-shadow: 0 -2px 0 var(--tenon-accent);
  }
  li[draggable='true'] {
    cursor: grab;
  }
  li label {
    display: flex;
    flex: 1;
    gap: var(--tenon-space-2);
    align-items: center;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  h3 {
    margin: 0 0 var(--tenon-space-2);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    justify-content: flex-end;
    padding: var(--tenon-space-3) var(--tenon-space-5);
    border-top: 1px solid var(--tenon-line);
  }
`
