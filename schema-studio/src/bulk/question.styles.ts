import { css } from 'lit'

/** A question with groups of choices, in a dialog. */
export const questionStyles = css`
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
  p {
    margin: 0;
  }
`
