import { css } from 'lit'

/** Sections of the pipeline's page and of the sheet of a stage. */
export const pipelinePartStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
    gap: var(--tenon-space-4);
  }
  .stack {
    display: grid;
    gap: var(--tenon-space-4);
    min-width: 0;
  }
  .lead {
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  fieldset {
    display: grid;
    gap: var(--tenon-space-3);
    min-width: 0;
    margin: 0;
    padding: var(--tenon-space-3) var(--tenon-space-4) var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  legend {
    padding: 0 var(--tenon-space-2);
    font-size: var(--tenon-font-size-sm);
    font-weight: var(--tenon-weight-medium);
  }
  .picks {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    max-height: 150px;
    overflow-y: auto;
  }
  .check {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-height: 28px;
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  .check .checkbox {
    flex: none;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: end;
  }
  .line > .field {
    flex: 1 1 160px;
  }
  .head {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    justify-content: space-between;
  }
  .head b {
    font-size: var(--tenon-font-size-sm);
  }
  .add {
    justify-self: start;
  }
  .error {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .scroll {
    overflow-x: auto;
  }
`
