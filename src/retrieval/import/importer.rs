//! The imports of one business: one source at a time, one process at a time.

use super::{
    FOLDER,
    convert::{self, leaf},
    crawl::{Crawl, Reach, Tell, fold},
    leaf::Leaf,
    register::{Look, Looks, Register, Source, Validators, interval, write},
    repeated,
    shelve::{Manner, Missing, Report, Shelf},
};
use crate::limits;
use bytes::Bytes;
use frontdesk_core::{Clock, Error, ErrorKind, Result, Timestamp};
use frontdesk_egress::Egress;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
};
use url::Url;

/// What is wanted of a source beyond what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// How often to look again, for example `24h`.
    pub every: Option<String>,
    /// The most pages to read.
    pub pages: Option<usize>,
    /// The most links from the start to a page.
    pub depth: Option<usize>,
    /// How it is done.
    pub manner: Manner,
}

/// The imports of one business.
#[derive(Clone)]
pub struct Importer {
    /// The folder of imported articles.
    folder: PathBuf,
    /// Where pages are kept as they came, so that those that have not changed need not be sent again.
    kept: PathBuf,
    egress: Egress,
    clock: Arc<dyn Clock>,
}

/// Says that no other process imports for this business.
struct Turn(#[expect(dead_code, reason = "holds the lock")] Option<File>);

impl Importer {
    /// For the business with this folder of knowledge; `kept` is a folder for what can be had again.
    pub fn new(knowledge: &Path, kept: &Path, egress: Egress, clock: Arc<dyn Clock>) -> Self {
        Self {
            folder: knowledge.join(FOLDER),
            kept: kept.into(),
            egress,
            clock,
        }
    }

    /// Whether this can be imported at all, before anything is read or written.
    ///
    /// # Errors
    /// It is no address that is read, no such file, a file of another kind, or the wish is none.
    pub fn check(&self, from: &str, wish: &Wish) -> Result<()> {
        let from = normal(from)?;
        if let Some(every) = &wish.every
            && interval(every).is_none()
        {
            return Err(
                Error::new(ErrorKind::Invalid, "reading how often to import")
                    .with("every", every)
                    .because("write it like 24h, 90m or 7d, from one minute to a year"),
            );
        }
        match Url::parse(&from) {
            Ok(url) if url.has_host() => Ok(()),
            _ => convert::known(Path::new(&from)),
        }
    }

    /// Imports a URL or a file, and remembers it.
    ///
    /// # Errors
    /// It cannot be read, or another import of this business runs.
    pub async fn import(&self, from: &str, wish: &Wish, tell: Tell<'_>) -> Result<Report> {
        self.check(from, wish)?;
        let from = normal(from)?;
        let _turn = self.turn(wish.manner)?;
        let mut register = Register::read(&self.folder)?;
        let source = register.source(&from);
        source.every = wish.every.clone().or(source.every.take());
        source.pages = wish.pages.or(source.pages);
        source.depth = wish.depth.or(source.depth);
        self.look(&mut register, &from, wish.manner, tell).await
    }

    /// Looks again at all sources, or at those whose time has come. What fails is a note of its source.
    ///
    /// # Errors
    /// The folder cannot be read, or another import of this business runs.
    pub async fn sync(
        &self,
        all: bool,
        manner: Manner,
        tell: Tell<'_>,
    ) -> Result<Vec<(String, Result<Report>)>> {
        let due = if all {
            let register = Register::read(&self.folder)?;
            register
                .sources
                .into_iter()
                .map(|source| source.from)
                .collect()
        } else {
            self.due()?
        };
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let _turn = self.turn(manner)?;
        let mut reports = Vec::new();
        for from in due {
            let mut register = Register::read(&self.folder)?;
            let report = self.look(&mut register, &from, manner, tell).await;
            reports.push((from, report));
        }
        Ok(reports)
    }

    /// The sources whose time has come.
    ///
    /// # Errors
    /// The file of sources is broken.
    pub fn due(&self) -> Result<Vec<String>> {
        let register = Register::read(&self.folder)?;
        if register.sources.iter().all(|source| source.every.is_none()) {
            return Ok(Vec::new());
        }
        let (looks, now) = (Looks::read(&self.looks()), self.clock.now());
        let due = |source: &Source| looks.due(source).is_some_and(|due| due <= now);
        Ok(register
            .sources
            .into_iter()
            .filter(due)
            .map(|source| source.from)
            .collect())
    }

    /// How many sources there are.
    ///
    /// # Errors
    /// The file of sources is broken.
    pub fn sources(&self) -> Result<usize> {
        Ok(Register::read(&self.folder)?.sources.len())
    }

    fn looks(&self) -> PathBuf {
        self.kept.join("looks.json")
    }

    fn turn(&self, manner: Manner) -> Result<Turn> {
        if manner.dry_run {
            return Ok(Turn(None));
        }
        let failed = |error: std::io::Error| {
            Error::new(ErrorKind::Disk, "preparing an import").because(error)
        };
        fs::create_dir_all(&self.kept).map_err(failed)?;
        let file = File::create(self.kept.join("lock")).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Turn(Some(file))),
            Err(TryLockError::WouldBlock) => Err(Error::new(ErrorKind::Unavailable, "importing")
                .because("another import for this business is running; try again when it is done")),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Looks at a source of the register and takes up what it holds.
    async fn look(
        &self,
        register: &mut Register,
        from: &str,
        manner: Manner,
        tell: Tell<'_>,
    ) -> Result<Report> {
        let now = self.clock.now();
        let mut looks = Looks::read(&self.looks());
        let result = self
            .take(register, from, manner, now, &mut looks, tell)
            .await;
        if !manner.dry_run {
            let look = Look {
                at: now.0,
                failed: result.is_err(),
            };
            looks.sources.insert(from.to_owned(), look);
            let known: HashSet<&str> = register
                .sources
                .iter()
                .map(|source| source.from.as_str())
                .collect();
            looks
                .sources
                .retain(|from, _| known.contains(from.as_str()));
            looks.write(&self.looks())?;
        }
        result
    }

    async fn take(
        &self,
        register: &mut Register,
        from: &str,
        manner: Manner,
        now: Timestamp,
        looks: &mut Looks,
        tell: Tell<'_>,
    ) -> Result<Report> {
        let mut report = Report {
            from: from.to_owned(),
            ..Report::default()
        };
        let source = register.source(from).clone();
        let (leaves, missing) = match Url::parse(from) {
            Ok(url) if url.has_host() => {
                self.site(&url, &source, manner, looks, &mut report, tell)
                    .await?
            }
            _ => (vec![read_file(from).await?], Missing::Gone),
        };
        let others = register.sources.iter().filter(|source| source.from != from);
        let taken = others
            .flat_map(|source| &source.articles)
            .map(|origin| origin.file.clone())
            .collect();
        let mut shelf = Shelf {
            folder: &self.folder,
            manner,
            now,
            taken,
        };
        shelf.take(register.source(from), leaves, &missing, &mut report)?;
        if !manner.dry_run && *register != Register::read(&self.folder)? {
            register.write(&self.folder)?;
        }
        Ok(report)
    }

    /// The articles of a site.
    async fn site(
        &self,
        url: &Url,
        source: &Source,
        manner: Manner,
        looks: &mut Looks,
        report: &mut Report,
        tell: Tell<'_>,
    ) -> Result<(Vec<Leaf>, Missing)> {
        let reach = Reach {
            pages: source
                .pages
                .unwrap_or(limits::SITE_PAGES)
                .clamp(1, limits::MOST_SITE_PAGES),
            depth: source.depth.unwrap_or(limits::SITE_DEPTH),
        };
        let known = looks.pages.clone();
        let kept = |page: &str| -> Option<(Validators, Bytes)> {
            let validators = known.get(page)?;
            let body = fs::read(self.page(page)).ok()?;
            Some((validators.clone(), body.into()))
        };
        let found = Crawl::new(&self.egress, url, reach, &kept, tell)
            .run()
            .await?;
        report.notes.extend(found.notes);
        if !manner.dry_run {
            for page in &found.pages {
                self.keep(
                    page.url.as_str(),
                    page.body.as_ref(),
                    &page.validators,
                    looks,
                )?;
            }
        }
        let missing = if found.complete {
            Missing::Gone
        } else {
            Missing::Only(found.gone)
        };
        let mut pages = match &found.site {
            Some(site) => fold(found.pages, site),
            None => found.pages,
        };
        repeated::strip(&mut pages);
        let mut leaves = Vec::new();
        for page in pages {
            if page.document.words() == 0 {
                report.notes.push(format!(
                    "{}: there is no text in it that only it has",
                    page.url
                ));
                continue;
            }
            let address = page.url.to_string();
            leaves.push(leaf(address.clone(), address, &page.document));
        }
        Ok((leaves, missing))
    }

    /// Where a page is kept as it came.
    fn page(&self, url: &str) -> PathBuf {
        let hash: String = Sha256::digest(url)[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        self.kept.join("pages").join(hash)
    }

    /// Keeps a page that its server can be asked about.
    fn keep(
        &self,
        url: &str,
        body: Option<&Bytes>,
        validators: &Validators,
        looks: &mut Looks,
    ) -> Result<()> {
        let Some(body) = body else {
            return Ok(());
        };
        if validators.etag.is_empty() && validators.modified.is_empty() {
            looks.pages.remove(url);
            let _ = fs::remove_file(self.page(url));
            return Ok(());
        }
        write(&self.page(url), body)?;
        looks.pages.insert(url.to_owned(), validators.clone());
        Ok(())
    }
}

/// A source's name: the URL, or the whole path of the file.
fn normal(from: &str) -> Result<String> {
    if let Ok(url) = Url::parse(from)
        && url.has_host()
    {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::new(ErrorKind::Invalid, "importing")
                .with("source", from)
                .because("only http and https addresses and files can be imported"));
        }
        return Ok(super::address::plain(&url).to_string());
    }
    let path = fs::canonicalize(from);
    let path = path.map_err(|error| {
        Error::new(ErrorKind::NotFound, "importing a file")
            .with("file", from)
            .because(error)
    })?;
    Ok(path.to_string_lossy().into_owned())
}

async fn read_file(path: &str) -> Result<Leaf> {
    let path = PathBuf::from(path);
    let work = move || {
        let failed = |error: std::io::Error| {
            Error::new(ErrorKind::NotFound, "importing a file")
                .with("file", path.display())
                .because(error)
        };
        let about = fs::metadata(&path).map_err(failed)?;
        if !about.is_file() || about.len() > limits::IMPORTED_BYTES {
            let why = if about.is_file() {
                "it is too large"
            } else {
                "it is no file"
            };
            return Err(Error::new(ErrorKind::Invalid, "importing a file")
                .with("file", path.display())
                .because(why));
        }
        convert::file(&path, fs::read(&path).map_err(failed)?)
    };
    let failed = |error: tokio::task::JoinError| {
        Error::new(ErrorKind::Unexpected, "importing a file").because(error)
    };
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}
