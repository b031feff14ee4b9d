import { css } from 'lit'

export const draftStepsStyles = css`
  :host {
    display: block;
    margin-top: var(--tenon-space-6);
    font-size: var(--tenon-font-size-sm);
  }
  h2,
  h3 {
    margin: 0 0 var(--tenon-space-3);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  h3 {
    margin-top: var(--tenon-space-4);
    font-size: var(--tenon-font-size-sm);
  }
  ol,
  ul {
    margin: 0 0 var(--tenon-space-3);
    padding: 0;
    list-style: none;
  }
  li {
    padding: 8px 0;
    border-top: 1px solid var(--tenon-line);
    overflow-wrap: anywhere;
  }
  .publish {
    padding-inline-start: var(--tenon-space-3);
    border-inline-start: 3px solid var(--tenon-line);
  }
  .undone .words {
    color: var(--tenon-text-muted);
    text-decoration: line-through;
  }
  small {
    display: block;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .go,
  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    margin-bottom: var(--tenon-space-3);
  }
  form .input {
    flex: 1;
    min-width: 120px;
  }
`
