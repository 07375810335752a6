//! A page of HTML: what it is called, what it says, where it leads, what it asks of those who read it by machine.

use super::{
    blocks::Writer,
    dom::{Data, Dom, Id, ROOT},
    text::Document,
};
use url::Url;

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) document: Document,
    /// The page's own word on its address.
    pub(super) canonical: Option<Url>,
    /// Where it leads, without links that it disowns.
    pub(super) links: Vec<Url>,
    /// It asks not to be taken up.
    pub(super) noindex: bool,
}

/// Ends of words in classes and ids of what is no text of the page.
const FURNITURE: [&str; 12] = [
    "cookie",
    "consent",
    "gdpr",
    "breadcrumb",
    "skip-link",
    "skiplink",
    "skip-to-content",
    "screen-reader-text",
    "sr-only",
    "visually-hidden",
    "social-share",
    "newsletter",
];

/// Elements that hold no text of a page.
const SILENT: [&str; 21] = [
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas",
    "audio", "video", "nav", "footer", "button", "input", "select", "textarea", "dialog", "head",
    "form", "menu",
];

/// Roles of what stands around the text.
const ROLES: [&str; 8] = [
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
];

impl Page {
    /// Reads a page that was found at `address`, if it has one.
    pub(super) fn read(html: &str, address: Option<&Url>) -> Self {
        let dom = Dom::parse(html);
        let all = dom.below(ROOT, |_| true);
        let robots = robots(&dom, &all);
        let base = all.iter().copied().find(|id| dom.name(*id) == "base");
        let base = base.and_then(|id| dom.attribute(id, "href"));
        let base = address.map(|address| {
            base.and_then(|base| address.join(base).ok())
                .unwrap_or_else(|| address.clone())
        });
        let links = match &base {
            Some(base) if !robots.contains("nofollow") && !robots.contains("none") => {
                links(&dom, &all, base)
            }
            _ => Vec::new(),
        };
        let canonical = all.iter().copied().find(|id| {
            dom.name(*id) == "link" && words(&dom, *id, "rel").any(|rel| rel == "canonical")
        });
        let canonical = canonical.and_then(|id| dom.attribute(id, "href"));
        Self {
            document: document(&dom, &all, address),
            canonical: base.and_then(|base| base.join(canonical?.trim()).ok()),
            links,
            noindex: robots.contains("noindex") || robots.contains("none"),
        }
    }
}

/// What the page says to all machines and to us.
fn robots(dom: &Dom, all: &[Id]) -> String {
    let metas = all.iter().filter(|id| dom.name(**id) == "meta");
    let ours = metas.filter(|id| {
        let name = dom
            .attribute(**id, "name")
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        name == "robots" || name == super::robots::NAME
    });
    let said: Vec<String> = ours
        .filter_map(|id| dom.attribute(*id, "content"))
        .map(str::to_lowercase)
        .collect();
    said.join(",")
}

fn words<'a>(dom: &'a Dom, id: Id, key: &str) -> impl Iterator<Item = String> + use<'a> {
    let value = dom.attribute(id, key).unwrap_or_default();
    value.split_whitespace().map(str::to_lowercase)
}

fn links(dom: &Dom, all: &[Id], base: &Url) -> Vec<Url> {
    let anchors = all
        .iter()
        .copied()
        .filter(|id| matches!(dom.name(*id), "a" | "area"));
    let owned = anchors.filter(|id| !words(dom, *id, "rel").any(|rel| rel == "nofollow"));
    let found = owned.filter_map(|id| base.join(dom.attribute(id, "href")?.trim()).ok());
    found.take(crate::limits::PAGE_LINKS).collect()
}

/// The text: that of the main part where one is marked, else of all but the furniture.
fn document(dom: &Dom, all: &[Id], address: Option<&Url>) -> Document {
    let within = |id: &Id| is_text(dom, *id) || dom.name(*id) == "form";
    let marked = |test: &dyn Fn(Id) -> bool| {
        let found: Vec<Id> = all
            .iter()
            .copied()
            .filter(|id| test(*id))
            .filter(within)
            .collect();
        match found.as_slice() {
            [one] if !dom.text(*one).is_empty() => Some(*one),
            _ => None,
        }
    };
    let main = marked(&|id| dom.name(id) == "main" || dom.attribute(id, "role") == Some("main"));
    let article = || marked(&|id| dom.name(id) == "article");
    let root = main.or_else(article).unwrap_or(ROOT);
    let is_whole = root == ROOT;
    let mut writer = Writer::new(dom, address, |id| {
        is_text(dom, id) && !(is_whole && dom.name(id) == "header" && !has_heading(dom, id))
    });
    writer.walk(root);
    let mut document = Document {
        title: String::new(),
        blocks: writer.end(),
    };
    document.title = title(dom, all, &document);
    let title = document.title.clone();
    document
        .blocks
        .retain(|block| block.heading.is_none() || block.text != title);
    document.prune();
    document
}

/// A header that stands for the site holds its name and its menu, one of an article the article's heading.
fn has_heading(dom: &Dom, id: Id) -> bool {
    let below = dom.below(id, |_| true);
    below.iter().any(|id| dom.name(*id) == "h1")
}

/// Whether an element may hold text of the page.
fn is_text(dom: &Dom, id: Id) -> bool {
    let Data::Element(name, attributes) = &dom.node(id).data else {
        return true;
    };
    if SILENT.contains(&name.as_str()) || attributes.contains_key("hidden") {
        return false;
    }
    let value = |key: &str| {
        attributes
            .get(key)
            .map(|value| value.to_lowercase())
            .unwrap_or_default()
    };
    let style: String = value("style").split_whitespace().collect();
    if value("aria-hidden") == "true"
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || ROLES.contains(&value("role").as_str())
    {
        return false;
    }
    let named = format!("{} {}", value("class"), value("id"));
    // The whole page may be marked as one that has a banner.
    matches!(name.as_str(), "html" | "body" | "main" | "article")
        || !FURNITURE.iter().any(|word| named.contains(word))
}

/// The only heading of the first level, else the page's title without the name of the site.
fn title(dom: &Dom, all: &[Id], document: &Document) -> String {
    let first: Vec<&str> = document
        .blocks
        .iter()
        .filter(|block| block.heading == Some(1))
        .map(|block| block.text.as_str())
        .collect();
    if let [one] = first.as_slice() {
        return (*one).to_owned();
    }
    let titles = all.iter().copied().filter(|id| dom.name(*id) == "title");
    let head = titles
        .map(|id| dom.text(id))
        .find(|title| !title.is_empty())
        .unwrap_or_default();
    let parts = [" | ", " – ", " — ", " :: ", " · ", " - "];
    let cut = parts
        .iter()
        .find_map(|by| head.split_once(by))
        .map(|(before, _)| before.trim());
    cut.filter(|cut| !cut.is_empty())
        .map(str::to_owned)
        .unwrap_or(head)
}
