//! Reading a site: from its start, link by link, breadth first, within bounds, as its `robots.txt` and its pages allow.

use super::{
    address::{Site, plain},
    convert::{self, Form},
    decode,
    page::Page,
    register::Validators,
    robots::Robots,
    text::Document,
};
use crate::limits;
use bytes::Bytes;
use frontdesk_core::{Error, ErrorKind, Result};
use frontdesk_egress::{Egress, Request};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    time::{Duration, Instant},
};
use url::Url;

/// Told of each page that was read.
pub type Tell<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// What was kept of a page since the last time.
pub(super) type Kept<'a> = &'a (dyn Fn(&str) -> Option<(Validators, Bytes)> + Send + Sync);

/// How far to go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) pages: usize,
    pub(super) depth: usize,
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) url: Url,
    pub(super) canonical: Option<Url>,
    pub(super) document: Document,
    pub(super) validators: Validators,
    /// Its bytes, unless it is as it was kept.
    pub(super) body: Option<Bytes>,
}

/// What was read of a site.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) pages: Vec<Read>,
    /// Addresses that say by themselves that there is nothing to take up.
    pub(super) gone: HashSet<String>,
    /// Whether everything within reach was read.
    pub(super) complete: bool,
    pub(super) notes: Vec<String>,
    /// Where it was read, which is elsewhere where the start has moved.
    pub(super) site: Option<Site>,
}

/// One walk through a site.
pub(super) struct Crawl<'a> {
    egress: &'a Egress,
    site: Site,
    reach: Reach,
    kept: Kept<'a>,
    tell: Tell<'a>,
    robots: Robots,
    waiting: VecDeque<(Url, usize)>,
    seen: HashSet<String>,
    found: Found,
    bytes: usize,
    failed: usize,
    moves: usize,
    too_far: bool,
}

/// What one address gave.
enum Answer {
    Page(Box<Read>, Vec<Url>),
    /// It leads elsewhere.
    To(Url),
    /// Nothing to take up here, but perhaps links.
    Nothing(String, Vec<Url>),
    /// It could not be read now.
    Failed(String),
}

impl<'a> Crawl<'a> {
    pub(super) fn new(
        egress: &'a Egress,
        start: &Url,
        reach: Reach,
        kept: Kept<'a>,
        tell: Tell<'a>,
    ) -> Self {
        let site = Site::at(start);
        Self {
            egress,
            waiting: VecDeque::from([(site.start.clone(), 0)]),
            seen: HashSet::from([site.start.to_string()]),
            site,
            reach,
            kept,
            tell,
            robots: Robots::default(),
            found: Found {
                complete: true,
                ..Found::default()
            },
            bytes: 0,
            failed: 0,
            moves: 0,
            too_far: false,
        }
    }

    /// Reads the site.
    ///
    /// # Errors
    /// It cannot be reached, or forbids it.
    pub(super) async fn run(mut self) -> Result<Found> {
        self.robots = self.ask_robots().await?;
        let began = Instant::now();
        while let Some((url, depth)) = self.waiting.pop_front() {
            let bound = if self.found.pages.len() >= self.reach.pages {
                Some(format!("{} pages were read", self.reach.pages))
            } else if self.bytes >= limits::SITE_BYTES {
                Some(format!("{} bytes were read", limits::SITE_BYTES))
            } else if began.elapsed() >= limits::SITE_TIME {
                Some("it takes too long".to_owned())
            } else {
                None
            };
            if let Some(bound) = bound {
                let left = self.waiting.len() + 1;
                self.cut(format!(
                    "stopped, because {bound}; {left} more addresses are not read"
                ));
                break;
            }
            self.visit(url, depth).await?;
        }
        if self.too_far {
            let note = format!(
                "pages further than {} links from the start are not read",
                self.reach.depth
            );
            self.found.notes.push(note);
        }
        self.found.site = Some(self.site);
        Ok(self.found)
    }

    fn cut(&mut self, note: String) {
        self.found.complete = false;
        self.found.notes.push(note);
    }

    async fn visit(&mut self, url: Url, depth: usize) -> Result<()> {
        let path = url.query().map_or_else(
            || url.path().to_owned(),
            |query| format!("{}?{query}", url.path()),
        );
        let is_start = url == self.site.start;
        if !self.robots.allows(&path) {
            self.found.gone.insert(url.to_string());
            if is_start {
                return Err(refused(&url, "robots.txt of the site forbids it"));
            }
            self.found
                .notes
                .push(format!("{url}: robots.txt forbids it"));
            return Ok(());
        }
        let answer = self.ask(&url).await;
        (self.tell)(&self.line(&url, &answer));
        match answer {
            Answer::Page(read, links) => {
                self.failed = 0;
                self.found.pages.push(*read);
                self.follow(links, depth);
            }
            Answer::To(to) => {
                self.found.gone.insert(url.to_string());
                return self.redirected(&url, &to, depth).await;
            }
            Answer::Nothing(why, links) => {
                if is_start && links.is_empty() {
                    return Err(refused(&url, &why));
                }
                self.failed = 0;
                self.found.gone.insert(url.to_string());
                self.found.notes.push(format!("{url}: {why}"));
                self.follow(links, depth);
            }
            Answer::Failed(why) => {
                self.failed += 1;
                if is_start || self.failed >= limits::FAILED_PAGES {
                    return Err(Error::new(ErrorKind::Unavailable, "reading a site")
                        .with("page", &url)
                        .because(why));
                }
                self.cut(format!("{url}: {why}"));
            }
        }
        let wait = self.robots.delay.unwrap_or(limits::PAGE_WAIT);
        if !self.waiting.is_empty() {
            tokio::time::sleep(wait.clamp(Duration::ZERO, limits::LONGEST_WAIT)).await;
        }
        Ok(())
    }

    fn line(&self, url: &Url, answer: &Answer) -> String {
        let what = match answer {
            Answer::Page(read, _) => format!("{} words", read.document.words()),
            Answer::To(to) => format!("leads to {to}"),
            Answer::Nothing(why, _) | Answer::Failed(why) => why.clone(),
        };
        let (read, left) = (self.found.pages.len() + 1, self.waiting.len());
        format!("{read:>4}  {url}  {what}, {left} left")
    }

    /// A redirect is one more link, except from the start, which may have moved.
    async fn redirected(&mut self, from: &Url, to: &Url, depth: usize) -> Result<()> {
        if *from != self.site.start {
            self.follow(vec![to.clone()], depth.saturating_sub(1));
            return Ok(());
        }
        self.moves += 1;
        let moved = self.site.moved(to).filter(|site| {
            self.moves <= limits::REDIRECTS && !self.seen.contains(site.start.as_str())
        });
        let Some(site) = moved else {
            return Err(refused(
                from,
                &format!("it leads to {to}: import that, if it is yours"),
            ));
        };
        let is_elsewhere = site.start.origin() != self.site.start.origin();
        self.seen.insert(site.start.to_string());
        self.waiting.push_front((site.start.clone(), depth));
        self.site = site;
        if is_elsewhere {
            self.robots = self.ask_robots().await?;
        }
        Ok(())
    }

    fn follow(&mut self, links: Vec<Url>, depth: usize) {
        let pages = links.iter().filter_map(|link| self.site.page(link));
        let pages: Vec<Url> = pages.filter(Site::may_read).collect();
        for page in pages {
            if self.seen.contains(page.as_str()) {
                continue;
            }
            if depth >= self.reach.depth || self.waiting.len() >= limits::WAITING_PAGES {
                self.too_far = true;
                continue;
            }
            self.seen.insert(page.to_string());
            self.waiting.push_back((page, depth + 1));
        }
    }

    fn request(&self, url: &Url) -> Request {
        let mut request = Request::get(url.clone());
        request.redirects = 0;
        request.max_bytes = limits::PAGE_BYTES;
        request.timeout_ms = limits::PAGE_MS;
        let accept = HeaderValue::from_static(
            "text/html,application/xhtml+xml,application/pdf,text/plain,text/markdown;q=0.9,*/*;q=0.1",
        );
        request.headers.insert(header::ACCEPT, accept);
        request
    }

    async fn ask(&mut self, url: &Url) -> Answer {
        let mut request = self.request(url);
        let kept = (self.kept)(url.as_str());
        if let Some((validators, _)) = &kept {
            for (name, value) in [
                (header::IF_NONE_MATCH, &validators.etag),
                (header::IF_MODIFIED_SINCE, &validators.modified),
            ] {
                if let Ok(value) = HeaderValue::from_str(value)
                    && !value.is_empty()
                {
                    request.headers.insert(name, value);
                }
            }
        }
        let reply = match self.egress.send(request).await {
            Ok(reply) => reply,
            Err(failure) => return Answer::Failed(failure.to_string()),
        };
        self.bytes += reply.body.len();
        let status = reply.status;
        if status == StatusCode::NOT_MODIFIED {
            return match kept {
                Some((validators, body)) => {
                    read(url.clone(), validators, body, true, &reply.headers).await
                }
                None => Answer::Failed(
                    "the server says that it has not changed, and was not asked".into(),
                ),
            };
        }
        if status.is_redirection() {
            let to = value(&reply.headers, &header::LOCATION);
            return match url.join(&to) {
                Ok(to) if plain(&to) != *url => Answer::To(to),
                _ => Answer::Nothing("it leads nowhere".into(), Vec::new()),
            };
        }
        if !status.is_success() {
            let why = format!("the server says {status}");
            let passes =
                status.is_server_error() || matches!(status.as_u16(), 401 | 403 | 408 | 425 | 429);
            return if passes {
                Answer::Failed(why)
            } else {
                Answer::Nothing(why, Vec::new())
            };
        }
        let validators = Validators {
            etag: value(&reply.headers, &header::ETAG),
            modified: value(&reply.headers, &header::LAST_MODIFIED),
            kind: value(&reply.headers, &header::CONTENT_TYPE),
        };
        read(url.clone(), validators, reply.body, false, &reply.headers).await
    }

    /// What the site allows. A site that cannot say it now is not read (RFC 9309).
    async fn ask_robots(&self) -> Result<Robots> {
        let mut url = self.site.start.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        let failed = |why: Box<dyn std::error::Error + Send + Sync>| {
            Error::new(ErrorKind::Unavailable, "asking a site what may be read")
                .with("site", self.site.start.host_str().unwrap_or_default())
                .because(why)
        };
        let mut request = self.request(&url);
        request.redirects = limits::REDIRECTS;
        let reply = self
            .egress
            .send(request)
            .await
            .map_err(|failure| failed(failure.into()))?;
        let status = reply.status;
        if status.is_success() {
            let body = &reply.body[..reply.body.len().min(limits::ROBOTS_BYTES)];
            return Ok(Robots::parse(&String::from_utf8_lossy(body)));
        }
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            return Ok(Robots::default());
        }
        let why = format!("its robots.txt answers {status}, so it is taken as closed for now");
        Err(failed(why.into()))
    }
}

fn refused(url: &Url, why: &str) -> Error {
    Error::new(ErrorKind::Refused, "reading a site")
        .with("page", url)
        .because(why.to_owned())
}

fn value(headers: &HeaderMap, name: &header::HeaderName) -> String {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Reads a page, off the async threads.
async fn read(
    url: Url,
    validators: Validators,
    body: Bytes,
    is_kept: bool,
    headers: &HeaderMap,
) -> Answer {
    let said = robots_header(headers);
    let Some(form) = Form::of_answer(&validators.kind, &url, &body) else {
        return Answer::Nothing(format!("{} is not read", validators.kind), Vec::new());
    };
    let work = move || {
        let page = match form {
            Form::Html => Page::read(&decode::text(&body, &validators.kind), Some(&url)),
            form => match convert::other(form, body.to_vec(), &validators.kind) {
                Ok(document) => Page {
                    document,
                    ..Page::default()
                },
                Err(error) => return Answer::Nothing(error.to_string(), Vec::new()),
            },
        };
        let links = if said.contains("nofollow") || said.contains("none") {
            Vec::new()
        } else {
            page.links
        };
        if page.noindex || said.contains("noindex") || said.contains("none") {
            return Answer::Nothing("it asks not to be taken up (noindex)".into(), links);
        }
        let mut document = page.document;
        if document.title.is_empty() {
            document.title = convert::from_name(&super::address::slug(url.as_str()));
        }
        let read = Read {
            canonical: page.canonical,
            document,
            validators,
            body: (!is_kept).then_some(body),
            url,
        };
        Answer::Page(Box::new(read), links)
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Answer::Nothing("it cannot be read".into(), Vec::new()))
}

/// What the answer's head says to machines: to all of them, or to us.
fn robots_header(headers: &HeaderMap) -> String {
    let values = headers
        .get_all("x-robots-tag")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let ours = values.filter_map(|value| match value.split_once(':') {
        Some((name, rules)) if !name.contains(',') => {
            let name = name.trim().to_lowercase();
            (name == super::robots::NAME).then(|| rules.to_lowercase())
        }
        _ => Some(value.to_lowercase()),
    });
    ours.collect::<Vec<_>>().join(",")
}

/// Pages that may name another as their proper address and be believed; a site on which more do so names one for all.
const NAMING: usize = 3;

/// One page of those that are the same: without those that name another one as their proper address, and those that say exactly
/// what an earlier one says.
pub(super) fn fold(pages: Vec<Read>, site: &Site) -> Vec<Read> {
    let proper = |page: &Read| {
        page.canonical
            .as_ref()
            .and_then(|url| site.page(url))
            .filter(|url| *url != page.url)
    };
    let texts: BTreeMap<String, String> = pages
        .iter()
        .map(|page| (page.url.to_string(), page.document.markdown()))
        .collect();
    let mut naming: BTreeMap<String, usize> = BTreeMap::new();
    for url in pages.iter().filter_map(proper) {
        *naming.entry(url.to_string()).or_default() += 1;
    }
    let is_copy = |page: &Read| {
        let Some(proper) = proper(page) else {
            return false;
        };
        let few = naming
            .get(proper.as_str())
            .is_some_and(|naming| *naming <= NAMING);
        let texts = (texts.get(page.url.as_str()), texts.get(proper.as_str()));
        matches!(texts, (Some(own), Some(other)) if few || alike(own, other))
    };
    let mut seen: HashSet<String> = HashSet::new();
    let mut kept: Vec<Read> = pages.into_iter().filter(|page| !is_copy(page)).collect();
    kept.retain(|page| seen.insert(page.document.markdown()));
    kept
}

/// Whether two texts share most of their lines.
fn alike(a: &str, b: &str) -> bool {
    let lines = |text: &str| {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect::<HashSet<_>>()
    };
    let (a, b) = (lines(a), lines(b));
    let common = a.intersection(&b).count();
    common * 10 >= a.len().max(b.len()) * 8
}
