import { css } from 'lit'

export const viewDialogStyles = css`
  dialog {
    width: min(480px, calc(100vw - 32px));
  }
  form {
    display: grid;
    gap: var(--tenon-space-4);
    margin-top: var(--tenon-space-3);
  }
  fieldset {
    display: grid;
    gap: var(--tenon-space-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices {
    display: grid;
    gap: var(--tenon-space-1);
    max-height: 180px;
    padding-inline-start: var(--tenon-space-6);
    overflow-y: auto;
  }
  .choice {
    display: flex;
    gap: var(--tenon-space-2);
    align-items: center;
    overflow-wrap: anywhere;
  }
  .actions .critical {
    margin-inline-end: auto;
  }
`
