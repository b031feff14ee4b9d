import { css } from 'lit'

export const pluginSecretsStyles = css`
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--tenon-space-1) var(--tenon-space-4);
    align-items: center;
    padding: var(--tenon-space-3) 0;
    font-size: var(--tenon-font-size-sm);
  }
  li + li {
    border-top: 1px solid var(--tenon-line);
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    font-weight: var(--tenon-weight-medium);
  }
  .ways {
    display: flex;
    gap: var(--tenon-space-2);
  }
  li .help {
    grid-column: 1;
  }
  dialog {
    width: min(440px, calc(100vw - 32px));
  }
  dialog form {
    display: grid;
    gap: var(--tenon-space-3);
    margin-top: var(--tenon-space-4);
  }
  @media (max-width: 479px) {
    li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
