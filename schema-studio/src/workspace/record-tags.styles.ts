import { css } from 'lit'

export const recordTagsStyles = css`
  :host {
    display: block;
    margin-bottom: var(--tenon-space-4);
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: inline-flex;
    max-width: 100%;
  }
  .chip {
    min-height: 24px;
    line-height: 24px;
  }
  .chip.waiting {
    opacity: 0.6;
  }
  .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip button {
    display: inline-grid;
    place-items: center;
    width: 18px;
    height: 18px;
    margin-inline-end: -5px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .chip button:hover {
    background: color-mix(in oklab, currentcolor 16%, transparent);
  }
  .chip .icon {
    width: 12px;
    height: 12px;
  }
  .entry {
    position: relative;
    flex: 1;
    min-width: 132px;
  }
  .entry input {
    width: 100%;
    min-height: 28px;
    padding: 0 8px;
    border: 1px solid transparent;
    border-radius: var(--tenon-radius-control);
    background: none;
    color: var(--tenon-text);
    font: inherit;
    font-size: var(--tenon-font-size-sm);
  }
  .entry input::placeholder {
    color: var(--tenon-text-muted);
  }
  .entry input:hover,
  .entry input:focus {
    border-color: var(--tenon-line-strong);
  }
  .options {
    position: absolute;
    inset: calc(100% + 4px) auto auto 0;
    z-index: 5;
    box-sizing: border-box;
    width: max(100%, 220px);
    max-height: 264px;
    margin: 0;
    padding: 4px;
    overflow-y: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-raised);
    box-shadow: var(--tenon-shadow-float, 0 8px 24px rgb(0 0 0 / 0.12));
    list-style: none;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
    padding: 0 8px;
    border-radius: var(--tenon-radius-control);
    font-size: var(--tenon-font-size-sm);
    cursor: pointer;
  }
  .option[aria-selected='true'] {
    background: var(--tenon-hover);
  }
  .none {
    padding: 6px 8px;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .error {
    margin: 4px 0 0;
  }
  @media (hover: none) {
    .chip button {
      width: 28px;
      height: 28px;
    }
    .entry input,
    .option {
      min-height: 44px;
    }
  }
`
