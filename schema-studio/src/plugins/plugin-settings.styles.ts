import { css } from 'lit'

export const pluginSettingsStyles = css`
  :host {
    display: grid;
    gap: var(--tenon-space-4);
    max-width: 820px;
  }
  .go {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    justify-content: flex-end;
    margin-top: var(--tenon-space-5);
  }
  .go .error {
    flex: 1 1 240px;
    font-size: var(--tenon-font-size-sm);
  }
  .leftovers {
    margin-top: var(--tenon-space-4);
  }
`
