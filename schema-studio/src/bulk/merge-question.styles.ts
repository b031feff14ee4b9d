import { css } from 'lit'

/** Rules to choose from, and examples of what comes of them. */
export const mergeQuestionStyles = css`
  :host,
  fieldset {
    display: grid;
    gap: var(--tenon-space-4);
  }
  fieldset {
    gap: var(--tenon-space-2);
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: var(--tenon-space-2);
  }
  .choice {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    min-height: 28px;
  }
  .notice p,
  h3,
  p {
    margin: 0;
  }
  ul {
    display: grid;
    gap: var(--tenon-space-2);
    margin: var(--tenon-space-2) 0 0;
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
