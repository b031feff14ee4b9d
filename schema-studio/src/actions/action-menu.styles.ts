import { css } from 'lit'

export const actionMenuStyles = css`
  :host {
    display: inline-block;
  }
  .button > .icon:last-child {
    width: 14px;
    height: 14px;
    margin-inline-start: -2px;
  }
  .menu {
    inset: auto;
    min-width: 200px;
    max-width: min(320px, calc(100vw - 16px));
    max-height: calc(100dvh - 32px);
    margin: 0;
    padding: 6px;
    overflow-y: auto;
    border: 0;
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-raised);
    color: var(--tenon-text);
    box-shadow: var(--tenon-shadow-float);
  }
  .item {
    display: flex;
    gap: 9px;
    align-items: center;
    width: 100%;
    min-height: var(--tenon-control-height);
    padding: 4px 8px;
    border: 0;
    border-radius: var(--tenon-radius-control);
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: var(--tenon-font-size-sm);
    text-align: start;
    cursor: pointer;
  }
  .item:hover,
  .item:focus-visible {
    background: var(--tenon-hover);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item studio-entity-icon {
    color: var(--tenon-text-muted);
  }
  @media (max-width: 559px) {
    .button {
      width: var(--tenon-control-height);
      padding: 0;
    }
    .button > .icon:last-child {
      display: none;
    }
    .word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`
