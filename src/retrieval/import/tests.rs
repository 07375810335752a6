//! Pages as they are written out there, and a site that changes while it is followed.

use super::{Fate, Importer, Manner, Report, Wish, page::Page};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use frontdesk_core::{Clock, ErrorKind, Timestamp};
use frontdesk_egress::{Allowed, Egress};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use url::Url;

fn markdown(html: &str) -> String {
    let address = Url::parse("https://a.example/menu").expect("an address");
    Page::read(html, Some(&address)).document.markdown()
}

#[test]
fn a_page_becomes_its_text_without_its_furniture() {
    let html = r##"<!doctype html><html><head><title>Menu | Bistro</title><style>p{}</style></head><body class="has-cookie-bar">
        <header><nav><a href="/">Home</a></nav><p>Since 1999</p></header><div id="cookie-consent">We use cookies</div>
        <main><h1>Our <em>menu</em></h1><p>All   prices<br>in <b>dollars</b>*.</p><script>x</script>
        <h2>Soups</h2><ul><li>Clam chowder, $9<ul><li>cup: $6</li></ul></li><li><a href="/x">Bisque</a></li></ul>
        <h2>Empty</h2><h2>Hours</h2><table><tr><th>Day</th><th>From</th></tr><tr><td>Mon</td><td>11 | 12</td></tr></table>
        <table><tr><td>Lunch</td><td>$12</td></tr></table>
        <details><summary>Do you take cards?</summary><p>Yes.</p></details>
        <dl><dt>Corkage</dt><dd>$25</dd><dt>Are dogs welcome?</dt><dd>On the patio.</dd></dl>
        <p># no heading, <a href="tel:+1-555-0100">call us</a>, <a href="mailto:a@b.example">a@b.example</a>,
        <a href="https://maps.example/x">map</a></p><p hidden>secret</p></main><footer>Imprint</footer></body></html>"##;
    let expected = "# Our menu\n\nAll prices\nin dollars\\*.\n\n## Soups\n\n- Clam chowder, $9\n  - cup: $6\n- Bisque\n\n## Hours\n\n\
        | Day | From |\n| --- | --- |\n| Mon | 11 \\| 12 |\n\n- Lunch: $12\n\n### Do you take cards?\n\nYes.\n\n\
        - Corkage: $25\n\n### Are dogs welcome?\n\nOn the patio.\n\n\
        \\# no heading, call us (+1-555-0100), a@b.example, [map](https://maps.example/x)\n";
    assert_eq!(markdown(html), expected);
}

#[test]
fn a_page_without_marks_is_read_whole() {
    let html = "<title>Parking - Bistro</title><div class=nav><nav>Menu</nav></div><div><p>Free behind the house.<p>Twelve places.</div>";
    assert_eq!(
        markdown(html),
        "# Parking\n\nFree behind the house.\n\nTwelve places.\n"
    );
    let cards =
        "<h1>Rooms</h1><ul><li><h3>Blue</h3><p>$90</p></li><li><h3>Red</h3><p>$80</p></li></ul>";
    assert_eq!(
        markdown(cards),
        "# Rooms\n\n### Blue\n\n$90\n\n### Red\n\n$80\n"
    );
    let deep = format!("{}deep{}", "<div>".repeat(2_000), "</div>".repeat(2_000));
    assert!(markdown(&deep).contains("deep"));
}

#[test]
fn links_and_wishes_of_a_page_are_read() {
    let address = Url::parse("https://a.example/x/").expect("an address");
    let html = r#"<base href="/y/"><link rel="canonical" href="/x"><meta name="Robots" content="NoIndex">
        <a href="one#top">1</a><a rel="external NoFollow" href="two">2</a><a href="https://b.example/">3</a>"#;
    let page = Page::read(html, Some(&address));
    let links: Vec<&str> = page.links.iter().map(Url::as_str).collect();
    assert_eq!(links, ["https://a.example/y/one#top", "https://b.example/"]);
    assert_eq!(
        page.canonical.as_ref().map(Url::as_str),
        Some("https://a.example/x")
    );
    assert!(page.noindex);
    assert!(
        Page::read(
            "<meta name=robots content=none><a href=/x>x</a>",
            Some(&address)
        )
        .links
        .is_empty()
    );
}

type Answer = (u16, &'static str, String);

/// A site: status and content type and body of each path, and what was asked for.
#[derive(Clone, Default)]
struct Site {
    pages: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn page(&self, path: &str, html: &str) {
        self.put(path, 200, "text/html; charset=utf-8", html);
    }

    fn put(&self, path: &str, status: u16, kind: &'static str, body: &str) {
        self.pages
            .lock()
            .unwrap()
            .insert(path.into(), (status, kind, body.into()));
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    async fn answer(State(site): State<Self>, uri: Uri, headers: HeaderMap) -> Response {
        let path = uri
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default();
        let found = site.pages.lock().unwrap().get(&path).cloned();
        let (status, kind, body) = found.unwrap_or((404, "text/plain", String::new()));
        let tag = format!(
            "\"{}-{}\"",
            body.len(),
            body.bytes().map(u64::from).sum::<u64>()
        );
        let known = headers
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| known == tag.as_str());
        site.asked
            .lock()
            .unwrap()
            .push(if known { format!("{path} 304") } else { path });
        if known {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let status = StatusCode::from_u16(status).unwrap();
        if status.is_redirection() {
            return (status, [(header::LOCATION, body)]).into_response();
        }
        (
            status,
            [(header::CONTENT_TYPE, kind.to_owned()), (header::ETAG, tag)],
            body,
        )
            .into_response()
    }

    async fn start(&self) -> String {
        let app = Router::new()
            .fallback(Self::answer)
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }
}

/// A clock that a test sets.
struct Still(Mutex<Timestamp>);

#[async_trait::async_trait]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

struct Desk {
    folder: TempDir,
    importer: Importer,
    clock: Arc<Still>,
}

impl Desk {
    fn allowing(host: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Still(Mutex::new(Timestamp(1_773_158_400_000))));
        let host = host.trim_start_matches("http://");
        let egress = Egress::new(Allowed::read(&[host]).unwrap()).unwrap();
        let importer = Importer::new(
            &folder.path().join("shop"),
            &folder.path().join("kept"),
            egress,
            clock.clone(),
        );
        Self {
            folder,
            importer,
            clock,
        }
    }

    async fn import(&self, from: &str) -> frontdesk_core::Result<Report> {
        self.importer.import(from, &Wish::default(), &|_| {}).await
    }

    async fn sync(&self, manner: Manner) -> Report {
        let mut reports = self.importer.sync(true, manner, &|_| {}).await.unwrap();
        reports.remove(0).1.unwrap()
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("shop/imported").join(file)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_default()
    }
}

fn fates(report: &Report) -> Vec<(Fate, &str)> {
    report
        .changes
        .iter()
        .map(|change| (change.fate, change.file.as_str()))
        .collect()
}

const FOOT: &str = "<div>Call 631-555-0142</div><div>All rights reserved</div>";

fn site() -> Site {
    let site = Site::default();
    let foot = FOOT;
    site.put(
        "/robots.txt",
        200,
        "text/plain",
        "User-agent: *\nDisallow: /staff\nCrawl-delay: 0.01\n",
    );
    site.page("/", &format!("<h1>Bistro</h1><p>A small house.</p><a href=/menu>m</a><a href=/dogs?utm_source=x>d</a><a href=/staff/plan>s</a><a href=http://127.0.0.1:1/>other</a><a href=/moved>x</a>{foot}"));
    site.page(
        "/menu",
        &format!("<h1>Menu</h1><p>Soup: $5</p><a href=/deep>more</a>{foot}"),
    );
    site.page(
        "/dogs",
        &format!("<h1>Dogs</h1><p>Dogs are welcome.</p><a href=/menu?utm_medium=y>m</a>{foot}"),
    );
    site.page(
        "/deep",
        &format!("<link rel=canonical href=/menu><h1>Menu</h1><p>Soup: $5</p>{foot}"),
    );
    site.put("/moved", 301, "", "/new");
    site.page("/new", &format!("<h1>New</h1><p>Here now.</p>{foot}"));
    site.page("/staff/plan", "<p>Secret</p>");
    site
}

#[tokio::test]
async fn a_site_is_read_as_it_allows_and_followed_as_it_changes() {
    let site = site();
    let url = site.start().await;
    let desk = Desk::allowing(&url);
    let report = desk.import(&url).await.unwrap();
    assert_eq!(
        fates(&report),
        [
            (Fate::Added, "imported/start.md"),
            (Fate::Added, "imported/menu.md"),
            (Fate::Added, "imported/dogs.md"),
            (Fate::Added, "imported/new.md"),
        ]
    );
    let asked = site.asked();
    assert_eq!(
        asked,
        [
            "/robots.txt",
            "/",
            "/menu",
            "/dogs",
            "/moved",
            "/deep",
            "/new"
        ]
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("/staff/plan") && note.contains("robots.txt"))
    );
    assert!(
        desk.read("menu.md")
            .contains(&format!("source: {url}/menu\n"))
    );
    assert!(desk.read("menu.md").contains("Soup: $5") && !desk.read("menu.md").contains("rights"));
    // A fact that all pages have stays once.
    assert!(
        desk.read("start.md").contains("631-555-0142") && !desk.read("dogs.md").contains("631")
    );

    let report = desk.sync(Manner::default()).await;
    assert_eq!((report.changes.len(), report.unchanged), (0, 4));
    assert!(site.asked().contains(&"/menu 304".to_owned()));

    let foot = FOOT;
    site.page(
        "/menu",
        &format!("<h1>Menu</h1><p>Soup: $7</p><a href=/deep>more</a>{foot}"),
    );
    site.put("/dogs", 404, "text/plain", "");
    let dry = Manner {
        dry_run: true,
        ..Manner::default()
    };
    let before = desk.read("menu.md");
    assert_eq!(desk.sync(dry).await.changes.len(), 2);
    assert_eq!(desk.read("menu.md"), before);
    let report = desk.sync(Manner::default()).await;
    assert_eq!(
        fates(&report),
        [
            (Fate::Changed, "imported/menu.md"),
            (Fate::Removed, "imported/dogs.md")
        ]
    );
    assert_eq!(report.changes[0].difference, ["- Soup: $5", "+ Soup: $7"]);
    assert!(desk.read("menu.md").contains("$7") && !desk.path("dogs.md").exists());
}

#[tokio::test]
async fn what_was_edited_by_hand_stays_until_somebody_decides() {
    let site = site();
    let url = site.start().await;
    let desk = Desk::allowing(&url);
    desk.import(&url).await.unwrap();
    let edited = desk
        .read("menu.md")
        .replace("Soup: $5", "Soup: $5, on Fridays $4");
    fs::write(desk.path("menu.md"), &edited).unwrap();
    let head = desk
        .read("new.md")
        .replace("imported_at", "valid_until: 2030-01-01\nimported_at");
    fs::write(desk.path("new.md"), head).unwrap();
    fs::remove_file(desk.path("dogs.md")).unwrap();
    assert!(desk.sync(Manner::default()).await.changes.is_empty());
    site.page("/menu", &format!("<h1>Menu</h1><p>Soup: $7</p>{FOOT}"));
    site.page("/dogs", &format!("<h1>Dogs</h1><p>No dogs.</p>{FOOT}"));
    site.page("/new", &format!("<h1>New</h1><p>There now.</p>{FOOT}"));
    let report = desk.sync(Manner::default()).await;
    assert_eq!(
        fates(&report),
        [
            (Fate::Kept, "imported/menu.md"),
            (Fate::Kept, "imported/dogs.md"),
            (Fate::Changed, "imported/new.md"),
        ]
    );
    assert!(report.changes[0].why.contains("edited by hand"));
    assert_eq!(desk.read("menu.md"), edited);
    assert!(
        desk.read("new.md").contains("valid_until: 2030-01-01")
            && desk.read("new.md").contains("There now")
    );
    let force = Manner {
        force: true,
        ..Manner::default()
    };
    let report = desk.sync(force).await;
    assert_eq!(report.changes.len(), 2, "{report:?}");
    assert!(desk.read("menu.md").contains("$7") && desk.read("dogs.md").contains("No dogs"));
}

#[tokio::test]
async fn a_site_that_is_down_or_closed_changes_nothing() {
    let site = site();
    let url = site.start().await;
    let desk = Desk::allowing(&url);
    desk.import(&url).await.unwrap();
    site.put("/robots.txt", 503, "text/plain", "");
    site.asked();
    let failed = desk
        .importer
        .sync(true, Manner::default(), &|_| {})
        .await
        .unwrap()
        .remove(0)
        .1
        .unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Unavailable);
    assert_eq!(site.asked(), ["/robots.txt"]);
    site.put("/robots.txt", 404, "text/plain", "");
    site.put("/menu", 500, "text/plain", "");
    let report = desk.sync(Manner::default()).await;
    assert!(
        report
            .changes
            .iter()
            .all(|change| change.fate != Fate::Removed),
        "{report:?}"
    );
    // Rebuilt: every address answers with one page.
    for path in ["/menu", "/dogs", "/new", "/"] {
        site.page(path, "<p>We are back soon, with a new site.</p>");
    }
    let report = desk.sync(Manner::default()).await;
    assert!(
        desk.path("dogs.md").exists() && desk.path("menu.md").exists(),
        "{report:?}"
    );
}

#[tokio::test]
async fn private_addresses_and_other_hosts_are_not_read() {
    let desk = Desk::allowing("127.0.0.2:1");
    let failed = desk.import("http://127.0.0.1:9/").await.unwrap_err();
    assert!(
        failed.to_string().contains("not on the public internet"),
        "{failed}"
    );
    let site = Site::default();
    let url = site.start().await;
    site.put("/", 302, "", "http://localhost:9/x");
    let desk = Desk::allowing(&url);
    let failed = desk.import(&url).await.unwrap_err();
    assert!(failed.to_string().contains("leads to"), "{failed}");
    assert!(desk.import("ftp://a.example/").await.is_err());
}

#[tokio::test]
async fn files_are_imported_and_followed_when_their_time_comes() {
    let desk = Desk::allowing("127.0.0.2:1");
    let file = desk.folder.path().join("Our Rooms.txt");
    fs::write(&file, "Blue room: $90\n\n# 1. No heading").unwrap();
    let from = file.to_string_lossy().into_owned();
    let wish = Wish {
        every: Some("1h".into()),
        ..Wish::default()
    };
    let report = desk.importer.import(&from, &wish, &|_| {}).await.unwrap();
    assert_eq!(fates(&report), [(Fate::Added, "imported/our-rooms.md")]);
    assert!(
        desk.read("our-rooms.md")
            .contains("# Our Rooms\n\nBlue room: $90\n\n\\# 1. No heading")
    );
    fs::write(&file, "Blue room: $95").unwrap();
    let due = || async {
        desk.importer
            .sync(false, Manner::default(), &|_| {})
            .await
            .unwrap()
    };
    assert!(due().await.is_empty());
    desk.clock.0.lock().unwrap().0 += 3_600_000;
    assert_eq!(due().await.len(), 1);
    assert!(desk.read("our-rooms.md").contains("$95"));
    let markdown = desk.folder.path().join("wifi.md");
    fs::write(
        &markdown,
        "---\ntitle: Wi-Fi\nalso: [\"internet\"]\n---\n# Wi-Fi\n\nIt is free.\n",
    )
    .unwrap();
    desk.import(&markdown.to_string_lossy()).await.unwrap();
    assert!(desk.read("wifi.md").contains("also: [\"internet\"]"));
    let wrong = Wish {
        every: Some("often".into()),
        ..Wish::default()
    };
    assert!(desk.importer.import(&from, &wrong, &|_| {}).await.is_err());
    assert!(desk.import("/nonexistent.md").await.is_err());
}
