import { css } from 'lit'

/** A list of capabilities, each with its switch or box, its reason, and the name that the plugin has for it. */
export const capabilityStyles = css`
  .capabilities {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .capabilities li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .capabilities label {
    display: flex;
    gap: var(--tenon-space-3);
    align-items: flex-start;
    padding: 10px 0;
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  .capabilities label > span {
    min-width: 0;
  }
  .capabilities .checkbox {
    flex: none;
    margin-top: 2px;
  }
  .capabilities code {
    display: block;
    color: var(--tenon-text-faint);
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-xs);
    overflow-wrap: anywhere;
  }
`
