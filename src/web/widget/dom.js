// Building nodes: the only way anything gets onto the page. Text becomes text nodes, never markup.

/**
 * An element with properties and children. `class` and `dataset` are understood, names that start with
 * "aria-" or are in ATTRIBUTES are set as attributes, functions under `on…` are listeners, the rest are properties.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") || ATTRIBUTES.has(name)) node.setAttribute(name, String(value));
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ATTRIBUTES = new Set(["role", "for", "datetime"]);

/** Text for screen readers alone. Its own direction keeps it out of what `dir=auto` around it looks at. */
export function spoken(text) {
  return el("span", { class: "spoken", dir: document.dir || "ltr" }, text);
}

const SVG = "http://www.w3.org/2000/svg";

// Stroked 24×24 paths.
const ICONS = {
  send: ["M12 19V5", "M5.5 11.5 12 5l6.5 6.5"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z", "M4.5 20.5a7.5 7.5 0 0 1 15 0"],
  up: ["M7 10.5v9.5", "M3.5 10.5h3.5l4-7.5a2.4 2.4 0 0 1 2.4 2.8L12.8 9h5.4a2 2 0 0 1 2 2.4l-1.3 6.9a2 2 0 0 1-2 1.7H3.5Z"],
  down: ["M17 13.5V4", "M20.5 13.5h-3.5l-4 7.5a2.4 2.4 0 0 1-2.4-2.8l.6-3.2H5.8a2 2 0 0 1-2-2.4l1.3-6.9a2 2 0 0 1 2-1.7h13.4Z"],
  arrow: ["M9 6l6 6-6 6"],
  bottom: ["M12 5v14", "M5.5 12.5 12 19l6.5-6.5"],
  out: ["M14 5h5v5", "M19 5l-8 8", "M17.5 14v3.5a1.5 1.5 0 0 1-1.5 1.5H6.5A1.5 1.5 0 0 1 5 17.5V8a1.5 1.5 0 0 1 1.5-1.5H10"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  alert: ["M12 8v5", "M12 16.5v.01", "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z"],
  spark: ["M12 3.5l1.9 5.1a2.5 2.5 0 0 0 1.5 1.5l5.1 1.9-5.1 1.9a2.5 2.5 0 0 0-1.5 1.5L12 20.5l-1.9-5.1a2.5 2.5 0 0 0-1.5-1.5L3.5 12l5.1-1.9a2.5 2.5 0 0 0 1.5-1.5Z"],
};

/** A decorative icon; what it means is said by the control that holds it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address if it is absolute and of a harmless kind, else null: `javascript:` and relative paths are refused. */
export function safeUrl(text, schemes = SCHEMES) {
  try {
    const url = new URL(String(text).trim());
    return schemes.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const WEB = new Set(["http:", "https:"]);

/** Like `safeUrl`, for pages alone. */
export function webUrl(text) {
  return safeUrl(text, WEB);
}

/** A link that leaves the chat open. */
export function link(href, ...children) {
  return el("a", { href, target: "_blank", rel: "noopener" }, ...children);
}

/** The first letter of a name for an avatar without a picture. */
export function initial(name) {
  const first = [...String(name ?? "").trim()].find((char) => /[\p{L}\p{N}]/u.test(char));
  return (first ?? "•").toUpperCase();
}
