import { css } from 'lit'

export const stageTableStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  ol {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) 112px auto;
    gap: var(--tenon-space-3);
    align-items: center;
    padding: var(--tenon-space-2) var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-inline-start: 3px solid var(--hue);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
  }
  li.dragged {
    opacity: 0.5;
  }
  .grip {
    padding: 4px;
    color: var(--tenon-text-muted);
    cursor: grab;
  }
  .words {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .words small {
    display: block;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .words .error {
    margin: 2px 0 0;
  }
  .tools {
    display: flex;
  }
  @media (max-width: 719px) {
    li {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .hue {
      grid-row: 2;
      grid-column: 2;
    }
    .tools {
      grid-row: 2;
      grid-column: 3;
    }
  }
`
