//! The knowledge of one business as the desk holds it: loaded, searched, and loaded again when its files change.

use crate::{
    article::{Article, Block, Part},
    check::{Problem, Severity},
    chunk::Chunks,
    index::Index,
    limits, markdown,
    search::{self, FLOOR, Ranking},
    sources::{self, Fingerprint},
    structured::Setting,
};
use async_trait::async_trait;
use chrono::NaiveDate;
use frontdesk_core::{
    Error, ErrorKind, Result,
    channel::Stop,
    retrieval::{Found, Passage, Retriever},
};
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// Gives the present day where the business is.
pub type Today = Arc<dyn Fn() -> NaiveDate + Send + Sync>;

/// How a business's knowledge is read and searched.
#[derive(Clone)]
pub struct Options {
    /// The language of the articles, for example `en` or `es-MX`. Empty: told from the articles.
    pub locale: String,
    /// The currency of prices where a file names none, for example `USD`.
    pub currency: String,
    /// The confidence from which a passage is good enough to answer from, from 0 to 1.
    pub floor: f32,
    /// The present day: articles that are over are left out.
    pub today: Today,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            locale: String::new(),
            currency: String::new(),
            floor: FLOOR,
            today: Arc::new(|| chrono::Utc::now().date_naive()),
        }
    }
}

/// An article that comes from elsewhere than a folder.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Entry {
    /// Its id.
    pub doc_id: String,
    /// Its title, or the question that it answers.
    #[serde(default)]
    pub title: String,
    /// Its text, in Markdown.
    #[serde(default)]
    pub body: String,
    /// Other phrasings of the question.
    #[serde(default)]
    pub also: Vec<String>,
}

/// The knowledge of one business. Reading never waits for a reload: it goes on with what it began with.
pub struct Library {
    folder: PathBuf,
    options: Options,
    loaded: RwLock<Arc<Loaded>>,
}

/// One state of the knowledge.
struct Loaded {
    passages: Vec<Passage>,
    /// `None` where there is nothing to find.
    index: Option<Index>,
    articles: usize,
    problems: Vec<Problem>,
    files: Option<Fingerprint>,
    day: Option<NaiveDate>,
}

impl Library {
    /// Loads the folder of a business.
    ///
    /// # Errors
    /// If the folder cannot be read, or the index cannot be built. Bad files are [`Self::problems`] instead.
    pub fn open(folder: &Path, options: Options) -> Result<Self> {
        let files = Fingerprint::of(folder)?;
        let loaded = Loaded::read(files, (options.today)(), &options)?;
        Ok(Self {
            folder: folder.into(),
            options,
            loaded: RwLock::new(Arc::new(loaded)),
        })
    }

    /// Knowledge that is given, not read from a folder.
    ///
    /// # Errors
    /// If the index cannot be built.
    pub fn from_entries(entries: Vec<Entry>, options: Options) -> Result<Self> {
        let articles: Vec<_> = entries.into_iter().map(Article::from).collect();
        let loaded = Loaded::index(&articles, Vec::new(), &options)?;
        Ok(Self {
            folder: PathBuf::new(),
            options,
            loaded: RwLock::new(Arc::new(loaded)),
        })
    }

    /// How many passages there are.
    pub fn passages(&self) -> usize {
        self.now().passages.len()
    }

    /// How many articles and files of facts are used.
    pub fn articles(&self) -> usize {
        self.now().articles
    }

    /// What is wrong with the files, as of the last load.
    pub fn problems(&self) -> Vec<Problem> {
        self.now().problems.clone()
    }

    /// The ids of the articles for a question, best first, at most `limit`; each counts by its best passage. With
    /// `only`, other articles are left out.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search_ids(
        &self,
        query: &str,
        only: Option<&[String]>,
        limit: usize,
    ) -> Result<Vec<String>> {
        let loaded = self.now();
        let Some(index) = &loaded.index else {
            return Ok(Vec::new());
        };
        let only: Option<HashSet<&str>> = only.map(|ids| ids.iter().map(String::as_str).collect());
        let allowed = |passage: usize| {
            only.as_ref()
                .is_none_or(|only| only.contains(loaded.passages[passage].article.as_str()))
        };
        let scores = index.score(query).map_err(unreadable)?;
        let ranking = Ranking::of(&scores, loaded.passages.len(), allowed);
        let mut seen = HashSet::new();
        let articles = ranking
            .best
            .iter()
            .map(|(passage, _)| &loaded.passages[*passage].article);
        Ok(articles
            .filter(|id| seen.insert(*id))
            .take(limit)
            .cloned()
            .collect())
    }

    /// Loads the folder again if a file or the day has changed, and says whether it did. The caller sees to it that
    /// a file that is being written is not read half: [`Self::watch`] does.
    ///
    /// # Errors
    /// If the folder cannot be read, or everything in it has become unusable. The old knowledge stays.
    pub fn reload_if_changed(&self) -> Result<bool> {
        if self.folder.as_os_str().is_empty() {
            return Ok(false);
        }
        let files = Fingerprint::of(&self.folder)?;
        let day = (self.options.today)();
        let old = self.now();
        if old.files.as_ref() == Some(&files) && old.day == Some(day) {
            return Ok(false);
        }
        let loaded = Loaded::read(files, day, &self.options)?;
        let is_broken = loaded
            .problems
            .iter()
            .any(|p| p.severity == Severity::Error);
        if loaded.passages.is_empty() && is_broken && !old.passages.is_empty() {
            return Err(
                Error::new(ErrorKind::Invalid, "reloading knowledge: nothing is usable")
                    .with("folder", self.folder.display()),
            );
        }
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        Ok(true)
    }

    /// Looks at the folder every `interval` until `stop`, and loads it again once a change has settled: when two looks
    /// in a row see the same.
    pub async fn watch(self: Arc<Self>, stop: Stop, interval: Duration) {
        let mut stop = stop;
        let mut seen = None;
        let mut told = None;
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(interval) => {}
            }
            let library = Arc::clone(&self);
            let look = move || (Fingerprint::of(&library.folder).ok(), library);
            let Ok((files, library)) = tokio::task::spawn_blocking(look).await else {
                continue;
            };
            let settled = seen.as_ref() == Some(&files);
            seen = Some(files);
            if !settled {
                continue;
            }
            let reload = tokio::task::spawn_blocking(move || library.reload_if_changed()).await;
            let problem = match reload {
                Ok(Ok(true)) => {
                    self.tell();
                    None
                }
                Ok(Ok(false)) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(panicked) => Some(panicked.to_string()),
            };
            // A folder that stays broken is told once.
            if problem.is_some() && problem != told {
                tracing::warn!(problem, "knowledge was not reloaded, the old one stays");
            }
            told = problem;
        }
    }

    fn tell(&self) {
        let loaded = self.now();
        let (articles, passages) = (loaded.articles, loaded.passages.len());
        tracing::info!(articles, passages, "knowledge was reloaded");
        for problem in &loaded.problems {
            tracing::warn!(%problem, "knowledge has a problem");
        }
    }

    fn now(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Retriever for Library {
    async fn retrieve(&self, query: &str, limit: usize) -> Result<Found> {
        let loaded = self.now();
        let Some(index) = &loaded.index else {
            return Ok(Found::default());
        };
        search::search(index, &loaded.passages, query, limit, self.options.floor)
            .map_err(unreadable)
    }
}

impl Loaded {
    fn read(files: Fingerprint, day: NaiveDate, options: &Options) -> Result<Self> {
        let setting = Setting {
            currency: &options.currency,
            today: day,
        };
        let sources = sources::read(&files, setting);
        let loaded = Self::index(&sources.articles, sources.problems, options)?;
        Ok(Self {
            files: Some(files),
            day: Some(day),
            ..loaded
        })
    }

    fn index(articles: &[Article], mut problems: Vec<Problem>, options: &Options) -> Result<Self> {
        let mut chunks = Chunks::default();
        let mut used = 0;
        for article in articles {
            chunks.add(article);
            if chunks.passages.len() >= limits::PASSAGES {
                let what = "there is more than can be searched, and the rest is left out";
                problems.push(Problem::error(
                    &article.name,
                    what,
                    "take out what nobody asks for",
                ));
                break;
            }
            used += 1;
        }
        let index = (!chunks.passages.is_empty())
            .then(|| Index::build(&chunks, &options.locale))
            .transpose()
            .map_err(|e| Error::new(ErrorKind::Unexpected, "indexing knowledge").because(e))?;
        problems.truncate(limits::PROBLEMS);
        Ok(Self {
            passages: chunks.passages,
            index,
            articles: used,
            problems,
            files: None,
            day: None,
        })
    }
}

impl From<Entry> for Article {
    fn from(entry: Entry) -> Self {
        let (heading, mut parts) = markdown::parts(&entry.body);
        let title = if entry.title.trim().is_empty() {
            heading.unwrap_or_default()
        } else {
            entry.title
        };
        let mut also = entry.also;
        also.truncate(limits::ALSO);
        if parts.is_empty() {
            // A question without an answer is still found.
            parts.push(Part {
                blocks: vec![Block {
                    text: title.clone(),
                    tight: false,
                }],
                ..Part::default()
            });
        }
        let is_faq = markdown::is_question(&title) || !also.is_empty();
        let question = is_faq.then(|| title.clone());
        if is_faq && parts.len() == 1 {
            parts[0].question = question;
            parts[0].also = std::mem::take(&mut also);
        } else {
            also.extend(question);
        }
        Self {
            name: entry.doc_id,
            title: title.trim().into(),
            source: String::new(),
            also,
            parts,
        }
    }
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Unexpected, "reading the index of knowledge").because(error)
}
