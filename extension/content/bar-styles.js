/** Looks of the bar. */

export const BAR_STYLES = `
:host { all: initial !important; position: fixed !important; left: 16px !important; bottom: 16px !important; z-index: 2147483000 !important;
  display: block !important; font: 14px/1.4 system-ui, sans-serif !important; color: #17231f !important; }
:host([data-nadajnik-bar="hidden"]) { display: none !important; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
section { width: max-content; max-width: min(640px, calc(100vw - 32px)); background: #fff; border: 1px solid #b9c9c4; border-radius: 10px;
  box-shadow: 0 6px 24px rgba(0, 0, 0, .25); overflow: hidden; }
.row { display: flex; align-items: center; gap: 8px; padding: 8px; }
button { min-height: 44px; padding: 0 16px; border: 1px solid #0b5f4f; border-radius: 7px; background: #fff; color: #0b5f4f;
  font: 600 14px/1.2 system-ui, sans-serif; cursor: pointer; }
button:hover:enabled { background: #e8f4f1; }
button:disabled { border-color: #c3ccd1; color: #78858b; cursor: default; }
button:focus-visible, textarea:focus-visible, input:focus-visible { outline: 3px solid #ffb000; outline-offset: 1px; }
.primary { border: 0; background: #0b5f4f; color: #fff; }
.primary:hover:enabled { background: #084a3e; }
.primary:disabled { background: #d5dddb; color: #5d6b67; }
.toggle { border-color: transparent; }
.message { margin: 0; padding: 8px 16px; border-top: 1px solid #e2e9e7; background: #f4f8f7; }
.message.problem { background: #fdf1ee; }
.panel { padding: 12px 16px 16px; border-top: 1px solid #e2e9e7; }
.panel p { margin: 0 0 8px; max-width: 52ch; }
textarea { display: block; width: 100%; min-width: 420px; height: 72px; margin: 4px 0 8px; padding: 8px; border: 1px solid #8fa39d; border-radius: 6px;
  font: 13px/1.4 ui-monospace, monospace; }
ul { max-height: 200px; margin: 0 0 12px; padding: 0; overflow: auto; list-style: none; }
li label { display: flex; align-items: center; gap: 10px; min-height: 36px; font-family: ui-monospace, monospace; }
input { width: 20px; height: 20px; }
`;
