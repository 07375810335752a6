// The loader of the web chat, for any page:
//   <script src="https://desk.example/widget.js" data-business="ID" async></script>
// Optional: data-position="left", data-label="Ask us", data-close-label, data-color="#0a7", and data-identity='{…}': who the
// visitor is, signed by the site's server (see channels/webchat/README.md); it goes to the chat's own frame and nowhere else.
// Shows a button; the chat itself is loaded in a frame when somebody opens it. Nothing of the page is read or changed
// but the scrolling behind a full-screen chat. From the page's own code: frontdesk.open(), .close(), .toggle().
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-business][src*='widget.js']");
  if (!script || window.frontdesk) return;
  const { business, position, label, closeLabel, color, identity } = script.dataset;
  if (!business) return console.warn("frontdesk: the script needs data-business");

  const server = new URL(script.src, location.href);
  const base = server.href.replace(/\/widget\.js.*$/, "");
  const key = (name) => `frontdesk:${name}:${business}`;
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");
  const openText = label || "Chat with us";
  const closeText = closeLabel || "Close chat";
  const remember = (store, name, value) => {
    try {
      return value === undefined ? store()?.getItem(key(name)) : store().setItem(key(name), value);
    } catch { return null; } // Storage may be forbidden; then nothing is remembered.
  };
  const tab = () => sessionStorage;
  const device = () => localStorage;

  const CSS = `
:host{all:initial;position:fixed;z-index:2147483000;inset:auto;bottom:0;--c:#2f5bea;--on:#fff;font:600 16px/1.25 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
:host([data-side=right]){right:0}:host([data-side=left]){left:0}
@media print{:host{display:none}}
*{box-sizing:border-box}
.launch{position:fixed;z-index:1;bottom:max(20px,env(safe-area-inset-bottom));display:inline-flex;align-items:center;justify-content:center;gap:10px;min-width:60px;height:60px;max-width:calc(100vw - 40px);padding:0 18px;border:0;border-radius:30px;background:var(--c);color:var(--on);font:inherit;cursor:pointer;box-shadow:0 6px 20px rgba(15,20,40,.24),0 1px 4px rgba(15,20,40,.16);transition:transform .2s,box-shadow .2s;-webkit-tap-highlight-color:transparent}
.right .launch,.right .panel{right:max(20px,env(safe-area-inset-right))}.left .launch,.left .panel{left:max(20px,env(safe-area-inset-left))}
.launch:hover{transform:translateY(-2px);box-shadow:0 10px 28px rgba(15,20,40,.28),0 2px 6px rgba(15,20,40,.16)}
.launch:active{transform:scale(.96)}
.launch:focus-visible{outline:3px solid var(--c);outline-offset:3px;box-shadow:0 0 0 3px #fff}
.launch svg{width:26px;height:26px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.launch span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.launch .x,.open .launch .c,.open .launch .label{display:none}.open .launch .x{display:block}
.badge{position:absolute;top:-4px;right:-4px;min-width:24px;height:24px;padding:0 7px;border-radius:12px;border:2px solid #fff;background:#d11a2a;color:#fff;font-size:13px;line-height:20px;text-align:center}
.left .badge{right:auto;left:-4px}
.badge[hidden]{display:none}
.panel{position:fixed;bottom:calc(max(20px,env(safe-area-inset-bottom)) + 76px);width:min(400px,calc(100vw - 40px));height:min(704px,calc(100vh - 120px));border-radius:20px;overflow:hidden;background:Canvas;color-scheme:light dark;box-shadow:0 16px 60px rgba(15,20,40,.26),0 2px 10px rgba(15,20,40,.12);transform-origin:100% 100%;transition:opacity .2s,transform .24s cubic-bezier(.2,.9,.3,1.1),visibility .24s}
.left .panel{transform-origin:0 100%}
.wrap:not(.open) .panel{opacity:0;visibility:hidden;transform:translateY(14px) scale(.96);pointer-events:none}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:light dark}
@media (max-width:480px),(max-height:480px){
/* A chat that does not answer must not lock the screen: the button stays until it has. */
.wrap .panel{inset:0;width:100%;height:100vh;height:var(--h,100dvh);top:var(--t,0);border-radius:0}
.open.ready .launch{display:none}}
@media (prefers-reduced-motion:reduce){.launch,.panel{transition:none!important;transform:none!important}}`;

  const host = document.createElement("div");
  const side = position === "left" ? "left" : "right";
  host.dataset.side = side;
  host.dataset.frontdesk = business;
  const root = host.attachShadow({ mode: "open" });
  try {
    // Allowed by every content policy of the page around; a style element might not be.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", { textContent: CSS }));
  }

  function make(tag, props, ...children) {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children);
    return node;
  }
  function svg(name, d) {
    const ns = "http://www.w3.org/2000/svg";
    const node = document.createElementNS(ns, "svg");
    node.setAttribute("viewBox", "0 0 24 24");
    node.setAttribute("aria-hidden", "true");
    node.setAttribute("class", name);
    node.append(document.createElementNS(ns, "path"));
    node.firstChild.setAttribute("d", d);
    return node;
  }

  const badge = make("span", { className: "badge", hidden: true });
  badge.setAttribute("aria-hidden", "true");
  const launch = make("button", { type: "button", className: "launch" },
    svg("c", "M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.5 3.3 5.9L5.5 20.5l4-2.1c.8.2 1.6.3 2.5.3 5 0 9-3.4 9-7.5s-4-7.7-9-7.7ZM8.3 11.2h.01M12 11.2h.01M15.7 11.2h.01"),
    svg("x", "M6 9l6 6 6-6"),
    ...(label ? [make("span", { className: "label", textContent: label })] : []), badge);
  const panel = make("div", { className: "panel" });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", openText);
  const wrap = make("div", { className: `wrap ${side}` }, launch, panel);
  root.append(wrap);

  let frame = null;
  let ready = false;
  let isOpen = false;
  let unread = 0;
  let focusNext = false;
  let scrolling = null;

  const post = (kind, more) => ready && frame.contentWindow.postMessage({ frontdesk: kind, ...more }, server.origin);

  function load() {
    if (frame) return;
    const origin = encodeURIComponent(location.origin);
    frame = make("iframe", { title: openText, src: `${base}/chat/${encodeURIComponent(business)}?embed=1&origin=${origin}${identity ? "&signed=1" : ""}` });
    frame.allow = "clipboard-write";
    panel.append(frame);
  }

  function show(value, focus) {
    isOpen = value;
    if (value) load();
    wrap.classList.toggle("open", value);
    remember(tab, "open", value ? "1" : "0");
    holdPage(value && small.matches);
    name();
    if (value) {
      focusNext = focus;
      if (focus) frame.focus();
      post("opened", { focus });
    } else {
      post("closed");
      if (focus) launch.focus();
    }
  }

  function name() {
    launch.setAttribute("aria-label", isOpen ? closeText : unread ? `${openText} (${unread})` : openText);
    launch.setAttribute("aria-expanded", String(isOpen));
    badge.hidden = isOpen || unread === 0;
    badge.textContent = unread > 9 ? "9+" : String(unread);
  }

  // Behind a full screen the page must not scroll.
  function holdPage(hold) {
    const style = document.documentElement.style;
    if (hold && scrolling === null) {
      scrolling = style.overflow;
      style.overflow = "hidden";
    } else if (!hold && scrolling !== null) {
      style.overflow = scrolling;
      scrolling = null;
    }
    panel.setAttribute("aria-modal", String(hold));
  }

  // iOS lays the keyboard over a fixed frame: follow what can be seen.
  function fit() {
    const view = window.visualViewport;
    if (!view || !isOpen || view.scale > 1.01) return;
    panel.style.setProperty("--h", `${view.height}px`);
    panel.style.setProperty("--t", `${view.offsetTop}px`);
  }

  function paint(value) {
    const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value || "");
    if (!hex) return;
    const long = hex[1].length === 3 ? hex[1].replace(/./g, "$&$&") : hex[1];
    const [r, g, b] = [0, 2, 4].map((at) => (parseInt(long.slice(at, at + 2), 16) / 255) ** 2.2);
    host.style.setProperty("--c", `#${long}`);
    host.style.setProperty("--on", 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.183 ? "#000" : "#fff");
  }

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== server.origin) return;
    const data = event.data || {};
    if (data.frontdesk === "who") {
      frame.contentWindow.postMessage({ frontdesk: "identity", identity }, server.origin);
    } else if (data.frontdesk === "ready") {
      ready = true;
      wrap.classList.add("ready");
      post(isOpen ? "opened" : "closed", { focus: isOpen && focusNext });
    } else if (data.frontdesk === "close") {
      show(false, true);
    } else if (data.frontdesk === "unread" && Number.isInteger(data.count)) {
      unread = Math.max(0, data.count);
      name();
    } else if (data.frontdesk === "theme" && !color) {
      paint(data.color);
      remember(device, "color", data.color);
    }
  });
  launch.addEventListener("click", () => show(!isOpen, true));
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen) show(false, true);
  });
  small.addEventListener?.("change", () => holdPage(isOpen && small.matches));
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  paint(color || remember(device, "color"));
  name();
  window.frontdesk = {
    open: () => show(true, true),
    close: () => show(false, true),
    toggle: () => show(!isOpen, true),
  };
  const place = () => {
    document.body.append(host);
    // An open chat stays open from page to page; on a phone it would cover the page that was just asked for.
    if (remember(tab, "open") === "1" && !small.matches) show(true, false);
  };
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
