import { css } from 'lit'

/**
 * The one place where a colour, a size or a duration is written. Every name is public: a host site
 * sets any of them on `:root` to theme the widgets. The sheet goes to the document by `adoptTokens`.
 *
 * `@layer` makes every rule of the host site win. `light-dark()` resolves where a token is used,
 * so each element follows the `color-scheme` it finds itself in, and no second sheet is needed.
 */
export const tokenStyles = css`
  @layer tenon-tokens {
    :root {
      --tenon-neutral-1: light-dark(oklch(0.993 0.002 275), oklch(0.165 0.008 275));
      --tenon-neutral-2: light-dark(oklch(0.98 0.003 275), oklch(0.2 0.009 275));
      --tenon-neutral-3: light-dark(oklch(0.963 0.004 275), oklch(0.232 0.011 275));
      --tenon-neutral-4: light-dark(oklch(0.944 0.006 275), oklch(0.262 0.012 275));
      --tenon-neutral-5: light-dark(oklch(0.922 0.007 275), oklch(0.292 0.013 275));
      --tenon-neutral-6: light-dark(oklch(0.892 0.009 275), oklch(0.33 0.015 275));
      --tenon-neutral-7: light-dark(oklch(0.845 0.011 275), oklch(0.385 0.017 275));
      --tenon-neutral-8: light-dark(oklch(0.76 0.014 275), oklch(0.475 0.019 275));
      --tenon-neutral-9: light-dark(oklch(0.62 0.018 275), oklch(0.6 0.019 275));
      --tenon-neutral-10: light-dark(oklch(0.53 0.02 275), oklch(0.69 0.018 275));
      --tenon-neutral-11: light-dark(oklch(0.45 0.02 275), oklch(0.77 0.014 275));
      --tenon-neutral-12: light-dark(oklch(0.235 0.02 275), oklch(0.95 0.006 275));

      --tenon-canvas: light-dark(var(--tenon-neutral-2), var(--tenon-neutral-1));
      --tenon-surface: light-dark(oklch(1 0 0), var(--tenon-neutral-2));
      --tenon-raised: light-dark(oklch(1 0 0), var(--tenon-neutral-3));
      --tenon-sunken: light-dark(var(--tenon-neutral-3), var(--tenon-neutral-1));
      --tenon-hover: var(--tenon-neutral-3);
      --tenon-pressed: var(--tenon-neutral-4);
      --tenon-line: var(--tenon-neutral-5);
      --tenon-line-strong: var(--tenon-neutral-7);
      --tenon-control-line: var(--tenon-neutral-8);
      --tenon-text: var(--tenon-neutral-12);
      --tenon-text-muted: var(--tenon-neutral-11);
      --tenon-text-faint: var(--tenon-neutral-10);

      --tenon-accent: light-dark(oklch(0.52 0.2 275), oklch(0.57 0.19 275));
      --tenon-accent-hover: light-dark(oklch(0.46 0.2 275), oklch(0.53 0.19 275));
      --tenon-on-accent: oklch(1 0 0);
      --tenon-accent-text: light-dark(oklch(0.48 0.2 275), oklch(0.79 0.1 275));
      --tenon-accent-soft: light-dark(oklch(0.957 0.022 275), oklch(0.285 0.06 275));

      --tenon-positive: light-dark(oklch(0.52 0.13 155), oklch(0.7 0.14 155));
      --tenon-positive-soft: light-dark(oklch(0.955 0.035 155), oklch(0.285 0.045 155));
      --tenon-positive-text: light-dark(oklch(0.43 0.1 155), oklch(0.84 0.12 155));
      --tenon-caution: light-dark(oklch(0.72 0.15 75), oklch(0.78 0.14 80));
      --tenon-caution-soft: light-dark(oklch(0.96 0.045 85), oklch(0.295 0.045 80));
      --tenon-caution-text: light-dark(oklch(0.46 0.1 65), oklch(0.86 0.1 85));
      --tenon-critical: light-dark(oklch(0.55 0.2 25), oklch(0.62 0.19 25));
      --tenon-critical-soft: light-dark(oklch(0.96 0.025 20), oklch(0.285 0.06 22));
      --tenon-critical-text: light-dark(oklch(0.48 0.18 25), oklch(0.82 0.1 22));
      --tenon-on-critical: oklch(1 0 0);
      --tenon-information: light-dark(oklch(0.54 0.14 240), oklch(0.7 0.12 240));
      --tenon-information-soft: light-dark(oklch(0.957 0.025 240), oklch(0.285 0.045 240));
      --tenon-information-text: light-dark(oklch(0.45 0.12 245), oklch(0.84 0.08 235));

      --tenon-hue-gray: light-dark(oklch(0.65 0.015 275), oklch(0.66 0.015 275));
      --tenon-hue-gray-soft: light-dark(oklch(0.945 0.006 275), oklch(0.31 0.014 275));
      --tenon-hue-gray-text: light-dark(oklch(0.41 0.02 275), oklch(0.87 0.012 275));
      --tenon-hue-blue: light-dark(oklch(0.65 0.16 250), oklch(0.68 0.14 250));
      --tenon-hue-blue-soft: light-dark(oklch(0.945 0.032 250), oklch(0.31 0.06 250));
      --tenon-hue-blue-text: light-dark(oklch(0.41 0.13 255), oklch(0.87 0.07 245));
      --tenon-hue-teal: light-dark(oklch(0.65 0.11 195), oklch(0.68 0.11 195));
      --tenon-hue-teal-soft: light-dark(oklch(0.945 0.035 195), oklch(0.31 0.045 195));
      --tenon-hue-teal-text: light-dark(oklch(0.41 0.07 200), oklch(0.87 0.08 190));
      --tenon-hue-green: light-dark(oklch(0.65 0.16 150), oklch(0.68 0.15 150));
      --tenon-hue-green-soft: light-dark(oklch(0.945 0.045 150), oklch(0.31 0.055 150));
      --tenon-hue-green-text: light-dark(oklch(0.41 0.1 152), oklch(0.87 0.11 150));
      --tenon-hue-amber: light-dark(oklch(0.72 0.15 85), oklch(0.74 0.14 85));
      --tenon-hue-amber-soft: light-dark(oklch(0.945 0.06 92), oklch(0.31 0.05 85));
      --tenon-hue-amber-text: light-dark(oklch(0.41 0.085 75), oklch(0.87 0.11 88));
      --tenon-hue-orange: light-dark(oklch(0.66 0.17 50), oklch(0.7 0.15 50));
      --tenon-hue-orange-soft: light-dark(oklch(0.945 0.038 60), oklch(0.31 0.06 50));
      --tenon-hue-orange-text: light-dark(oklch(0.41 0.11 48), oklch(0.87 0.09 60));
      --tenon-hue-red: light-dark(oklch(0.63 0.2 25), oklch(0.67 0.18 25));
      --tenon-hue-red-soft: light-dark(oklch(0.945 0.03 18), oklch(0.31 0.075 22));
      --tenon-hue-red-text: light-dark(oklch(0.41 0.15 25), oklch(0.87 0.075 18));
      --tenon-hue-pink: light-dark(oklch(0.65 0.19 350), oklch(0.68 0.17 350));
      --tenon-hue-pink-soft: light-dark(oklch(0.945 0.032 345), oklch(0.31 0.075 350));
      --tenon-hue-pink-text: light-dark(oklch(0.41 0.14 352), oklch(0.87 0.08 345));
      --tenon-hue-violet: light-dark(oklch(0.62 0.19 300), oklch(0.67 0.16 300));
      --tenon-hue-violet-soft: light-dark(oklch(0.945 0.03 300), oklch(0.31 0.08 298));
      --tenon-hue-violet-text: light-dark(oklch(0.41 0.16 298), oklch(0.87 0.075 302));

      --tenon-space-1: 4px;
      --tenon-space-2: 8px;
      --tenon-space-3: 12px;
      --tenon-space-4: 16px;
      --tenon-space-5: 20px;
      --tenon-space-6: 24px;
      --tenon-space-8: 32px;
      --tenon-space-10: 40px;
      --tenon-space-12: 48px;
      --tenon-control-height: 32px;
      --tenon-control-height-dense: 28px;
      --tenon-radius-control: 6px;
      --tenon-radius-card: 10px;
      --tenon-radius-dialog: 14px;
      --tenon-radius-pill: 999px;
      --tenon-shadow-float:
        0 0 0 1px light-dark(oklch(0.2 0.02 275 / 0.06), oklch(1 0 0 / 0.09)),
        0 8px 24px -4px light-dark(oklch(0.2 0.02 275 / 0.16), oklch(0 0 0 / 0.6));
      --tenon-backdrop: light-dark(oklch(0.2 0.02 275 / 0.32), oklch(0 0 0 / 0.55));

      --tenon-font: inter, 'Inter Variable', 'Noto Sans SC', 'Noto Sans SC Variable', system-ui, 'PingFang SC',
        'Microsoft YaHei', sans-serif;
      --tenon-font-mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace;
      --tenon-font-size-xs: 12px;
      --tenon-font-size-sm: 13px;
      --tenon-font-size-md: 14px;
      --tenon-font-size-lg: 16px;
      --tenon-font-size-xl: 20px;
      --tenon-font-size-2xl: 28px;
      --tenon-weight-regular: 400;
      --tenon-weight-medium: 500;
      --tenon-weight-strong: 600;
      --tenon-line-height: 1.5;

      --tenon-focus-ring: 2px solid var(--tenon-accent);
      --tenon-focus-offset: 2px;
      --tenon-duration-state: 120ms;
      --tenon-duration-place: 180ms;
      --tenon-ease: cubic-bezier(0.2, 0, 0, 1);
    }

    :root:lang(zh) {
      --tenon-line-height: 1.65;
    }

    @media (pointer: coarse) {
      :root {
        --tenon-control-height: 44px;
        --tenon-control-height-dense: 44px;
      }
    }

    @media (prefers-contrast: more) {
      :root {
        --tenon-line: var(--tenon-neutral-8);
        --tenon-control-line: var(--tenon-neutral-10);
        --tenon-text-muted: var(--tenon-neutral-12);
        --tenon-text-faint: var(--tenon-neutral-11);
      }
    }

    @media (prefers-reduced-motion: reduce) {
      :root {
        --tenon-duration-state: 0s;
        --tenon-duration-place: 0s;
      }
    }
  }
`
