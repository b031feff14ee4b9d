import { chipStyles } from '@tenon/web-components/data.styles'
import { css } from 'lit'

export const railStyles = [
  chipStyles,
  css`
    :host {
      display: flex;
      flex-direction: column;
      width: 224px;
      min-height: 0;
      height: 100dvh;
      background: var(--tenon-canvas);
      font-size: var(--tenon-font-size-sm);
    }
    :host([wide]) {
      width: 100%;
    }
    .tenant {
      display: flex;
      gap: 10px;
      align-items: center;
      height: 48px;
      padding: 0 var(--tenon-space-3) 0 14px;
      font-weight: var(--tenon-weight-strong);
    }
    .tenant .mark {
      display: grid;
      flex: none;
      place-items: center;
      width: 24px;
      height: 24px;
      border-radius: 6px;
      background: var(--tenon-accent);
      color: var(--tenon-on-accent);
      font-size: 12px;
    }
    .tenant .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .tenant select {
      flex: 1;
      min-width: 0;
      padding-inline-start: 0;
      border-color: transparent;
      background-color: transparent;
      font-weight: inherit;
    }
    .search {
      display: flex;
      gap: var(--tenon-space-2);
      align-items: center;
      min-height: 30px;
      margin: 2px var(--tenon-space-2) var(--tenon-space-2);
      padding: 0 6px 0 8px;
      border: 1px solid var(--tenon-line);
      border-radius: var(--tenon-radius-control);
      background: var(--tenon-surface);
      color: var(--tenon-text-muted);
      font: inherit;
      cursor: pointer;
      text-align: start;
    }
    .search:hover {
      border-color: var(--tenon-line-strong);
    }
    .search span {
      flex: 1;
    }
    kbd {
      padding: 0 5px;
      border: 1px solid var(--tenon-line);
      border-radius: 4px;
      background: var(--tenon-canvas);
      color: var(--tenon-text-faint);
      font: inherit;
      font-size: 11px;
      line-height: 16px;
    }
    @media (pointer: coarse) {
      .search kbd {
        display: none;
      }
    }
    nav {
      flex: 1;
      min-height: 0;
      padding: 0 var(--tenon-space-2) var(--tenon-space-3);
      overflow-y: auto;
      scrollbar-width: thin;
    }
    h2 {
      display: flex;
      gap: 6px;
      align-items: center;
      margin: 0;
      padding: var(--tenon-space-4) 8px 4px;
      color: var(--tenon-text-faint);
      font-size: var(--tenon-font-size-xs);
      font-weight: var(--tenon-weight-medium);
    }
    h2 .dot {
      width: 6px;
      height: 6px;
      border-radius: 50%;
      background: var(--hue);
    }
    ul {
      display: grid;
      gap: 1px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .item {
      display: flex;
      gap: 9px;
      align-items: center;
      width: 100%;
      min-height: var(--tenon-control-height-dense);
      padding: 0 8px;
      border: 0;
      border-radius: var(--tenon-radius-control);
      background: transparent;
      color: var(--tenon-text-muted);
      font: inherit;
      font-weight: var(--tenon-weight-medium);
      text-align: start;
      text-decoration: none;
      cursor: pointer;
    }
    .item > span:not(.avatar) {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .item:hover {
      background: var(--tenon-pressed);
      color: var(--tenon-text);
    }
    .item[aria-current='page'] {
      background: color-mix(in oklch, var(--tenon-accent) 10%, var(--tenon-canvas));
      color: var(--tenon-accent-text);
    }
    @media (forced-colors: active) {
      .item[aria-current='page'] {
        outline: 2px solid Highlight;
        outline-offset: -2px;
      }
    }
    .nested .item {
      padding-inline-start: 24px;
      font-weight: var(--tenon-weight-regular);
    }
    .nested studio-entity-icon {
      --entity-icon-size: 14px;
    }
    .foot {
      padding: var(--tenon-space-2);
      border-top: 1px solid var(--tenon-line);
    }
    .user .who {
      display: grid;
      line-height: 1.35;
    }
    .user small {
      overflow: hidden;
      color: var(--tenon-text-muted);
      font-size: var(--tenon-font-size-xs);
      font-weight: var(--tenon-weight-regular);
      text-overflow: ellipsis;
    }
    .user {
      min-height: 40px;
    }
    .avatar {
      display: grid;
      flex: none;
      place-items: center;
      width: 26px;
      height: 26px;
      border-radius: 50%;
      background: var(--tenon-accent-soft);
      color: var(--tenon-accent-text);
      font-size: 11px;
      font-weight: var(--tenon-weight-strong);
    }
    .menu {
      inset: auto auto 60px 8px;
      width: 240px;
      margin: 0;
      padding: 6px;
      border: 0;
      border-radius: var(--tenon-radius-card);
      background: var(--tenon-raised);
      color: var(--tenon-text);
      box-shadow: var(--tenon-shadow-float);
    }
    .menu .group {
      padding: 6px 8px 2px;
      color: var(--tenon-text-faint);
      font-size: var(--tenon-font-size-xs);
    }
    .menu hr {
      margin: 6px 0;
      border: 0;
      border-top: 1px solid var(--tenon-line);
    }
    .segments {
      display: grid;
      grid-auto-columns: 1fr;
      grid-auto-flow: column;
      gap: 2px;
      margin: 2px 4px 4px;
      padding: 2px;
      border-radius: var(--tenon-radius-control);
      background: var(--tenon-sunken);
    }
    .segments button {
      min-height: 26px;
      padding: 0 6px;
      border: 0;
      border-radius: 5px;
      background: transparent;
      color: var(--tenon-text-muted);
      font: inherit;
      font-size: var(--tenon-font-size-xs);
      cursor: pointer;
    }
    .segments button[aria-checked='true'] {
      background: var(--tenon-surface);
      color: var(--tenon-text);
      box-shadow: 0 0 0 1px var(--tenon-line);
    }
    @media (max-width: 959px) and (min-width: 720px) {
      :host(:not([wide])) {
        width: 52px;
      }
      :host(:not([wide])) :is(.name, .item > span:not(.avatar, .menu *), .search span, kbd, h2, select, .who) {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      :host(:not([wide])) .item:not(.menu *) {
        justify-content: center;
        padding: 0;
      }
      :host(:not([wide])) .nested {
        display: none;
      }
      :host(:not([wide])) .user > .icon {
        display: none;
      }
      :host(:not([wide])) .search {
        justify-content: center;
        padding: 0;
      }
    }
  `,
]
