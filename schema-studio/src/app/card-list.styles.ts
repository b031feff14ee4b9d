import { css } from 'lit'

/** A list of records as cards, as questions in dialogs show them. */
export const cardListStyles = css`
  ul {
    display: grid;
    gap: var(--tenon-space-2);
    margin: var(--tenon-space-4) 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    gap: 2px;
    padding: var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    overflow-wrap: anywhere;
  }
  small {
    color: var(--tenon-text-muted);
  }
`
