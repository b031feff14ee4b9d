import { css } from 'lit'

export const conflictListStyles = css`
  :host {
    display: block;
  }
  .lead,
  .unfit {
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .all {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    margin-bottom: var(--tenon-space-3);
  }
  fieldset {
    min-width: 0;
    margin: 0 0 var(--tenon-space-4);
    padding: 0;
    border: 0;
  }
  legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin-bottom: var(--tenon-space-2);
    padding: 0;
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-strong);
  }
  legend .icon {
    color: var(--tenon-text-faint);
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    gap: var(--tenon-space-2);
  }
  .side {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: flex-start;
    min-width: 0;
    padding: var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    cursor: pointer;
    font-size: var(--tenon-font-size-sm);
  }
  .side[data-chosen] {
    border-color: var(--tenon-accent);
    box-shadow: 0 0 0 1px var(--tenon-accent);
  }
  .side input {
    flex: none;
    margin: 3px 0 0;
    accent-color: var(--tenon-accent);
  }
  .side > span {
    min-width: 0;
  }
  .side b {
    display: block;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-strong);
  }
  .value {
    overflow-wrap: anywhere;
  }
`
