// Colours of the business → CSS variables, corrected so that text on them stays readable (WCAG AA, 4.5:1).
// Set through the style object, which a strict content policy allows.

const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const LIGHT_SURFACE = [243, 244, 248];
const DARK_SURFACE = [35, 39, 50];
const READABLE = 4.5;

/** Applies the brand colour (top, pictures) and the accent (the customer's messages, buttons, links; without one the brand); whatever cannot be understood leaves the default. Returns the brand as hex. */
export function applyTheme(color, accent) {
  const brand = parse(color);
  const own = parse(accent) ?? brand;
  if (own) {
    const [ground, on] = pair(own);
    set("--own", ground);
    set("--on-own", on);
    set("--ink-light", readable(own, LIGHT_SURFACE));
    set("--ink-dark", readable(own, DARK_SURFACE));
  }
  if (!brand) return null;
  const [ground, on] = pair(brand);
  set("--brand", ground);
  set("--on-brand", on);
  // The gradient runs away from the text colour: contrast only grows.
  set("--brand-deep", mix(ground, on === WHITE ? BLACK : WHITE, 0.22));
  return hex(ground);
}

// A ground and the text on it: white where it can be read, else black, else the ground gives way a little.
function pair(rgb) {
  if (contrast(rgb, WHITE) >= READABLE) return [rgb, WHITE];
  if (contrast(rgb, BLACK) >= READABLE) return [rgb, BLACK];
  return [readable(rgb, WHITE), WHITE];
}

function set(name, rgb) {
  document.documentElement.style.setProperty(name, hex(rgb));
}

function parse(text) {
  if (typeof text !== "string" || text.length > 64 || !CSS.supports("color", text)) return null;
  const probe = document.createElement("i");
  probe.style.color = text;
  document.body.append(probe);
  const found = /^rgba?\((\d+), (\d+), (\d+)/.exec(getComputedStyle(probe).color);
  probe.remove();
  return found ? found.slice(1, 4).map(Number) : null;
}

/** The colour itself, or moved towards black or white until it can be read on `ground`. */
function readable(rgb, ground) {
  const towards = luminance(ground) < 0.18 ? WHITE : BLACK;
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(rgb, towards, share);
    if (contrast(candidate, ground) >= READABLE) return candidate;
  }
  return towards;
}

function contrast(a, b) {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(rgb, other, share) {
  return rgb.map((value, index) => Math.round(value + (other[index] - value) * share));
}

function hex(rgb) {
  return `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
