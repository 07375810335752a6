//! The knowledge of one business as the desk holds it: loaded, searched, and loaded again when its files change
//! ([`crate::watch`]).

use crate::{
    article::Article,
    check::{Problem, Severity},
    embed::vectors::Asked,
    entry::Entry,
    language::detect::detect as language_of,
    limits,
    loaded::Loaded,
    search::{FLOOR, Ranking},
    sources::Fingerprint,
};
use async_trait::async_trait;
use chrono::NaiveDate;
use frontdesk_core::{
    Error, ErrorKind, Result,
    embed::Embedder,
    retrieval::{Found, Passage, Reading, Retriever},
};
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::Semaphore;

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
    /// Finds passages by meaning. `None`: by their words alone.
    pub embedder: Option<Arc<dyn Embedder>>,
    /// The file in which the vectors of the passages are kept. `None`: they are made anew by each process.
    pub vectors: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            locale: String::new(),
            currency: String::new(),
            floor: FLOOR,
            today: Arc::new(|| chrono::Utc::now().date_naive()),
            embedder: None,
            vectors: None,
        }
    }
}

/// The knowledge of one business. Reading never waits for a reload: it goes on with what it began with.
///
/// It is searchable by words at once. Its vectors are those that are kept; the others are made by [`Self::embed`] or,
/// in the background, by [`Self::watch`].
pub struct Library {
    folder: PathBuf,
    pub(crate) options: Options,
    loaded: RwLock<Arc<Loaded>>,
    /// What is searched off the async threads at once.
    searches: Semaphore,
}

impl Library {
    /// Loads the folder of a business.
    ///
    /// # Errors
    /// If the folder cannot be read, or the index cannot be built. Bad files are [`Self::problems`] instead.
    pub fn open(folder: &Path, options: Options) -> Result<Self> {
        let files = Fingerprint::of(folder)?;
        let loaded = Loaded::read(files, (options.today)(), &options, None)?;
        Ok(Self::of(folder, options, loaded))
    }

    /// Knowledge that is given, not read from a folder.
    ///
    /// # Errors
    /// If the index cannot be built.
    pub fn from_entries(entries: Vec<Entry>, options: Options) -> Result<Self> {
        let articles: Vec<_> = entries.into_iter().map(Article::from).collect();
        let loaded = Loaded::index(&articles, Vec::new(), &options, None)?;
        Ok(Self::of(Path::new(""), options, loaded))
    }

    fn of(folder: &Path, options: Options, loaded: Loaded) -> Self {
        Self {
            folder: folder.into(),
            options,
            loaded: RwLock::new(Arc::new(loaded)),
            searches: Semaphore::new(limits::EMBEDDINGS),
        }
    }

    /// How many passages there are.
    pub fn passages(&self) -> usize {
        self.now().passages.len()
    }

    /// All passages, in no order; none of them has a score.
    pub fn all_passages(&self) -> Vec<Passage> {
        self.now().passages.clone()
    }

    /// The passages: id and text.
    pub fn texts(&self) -> Vec<(String, String)> {
        let loaded = self.now();
        let passages = loaded.passages.iter();
        passages.map(|p| (p.id.clone(), p.text.clone())).collect()
    }

    /// How many articles and files of facts are used.
    pub fn articles(&self) -> usize {
        self.now().articles
    }

    /// What is wrong with the files, as of the last load.
    pub fn problems(&self) -> Vec<Problem> {
        self.now().problems.clone()
    }

    /// Articles that say the same twice, and articles that contradict each other, as of the last load. Passages whose vectors
    /// are there are compared by meaning as well. It blocks, at a thousand passages for some tenths of a second.
    pub fn doubts(&self) -> Vec<Problem> {
        crate::clash::find(&self.now(), &self.options.locale)
    }

    /// What finds passages by meaning, if anything does.
    pub fn embedder(&self) -> Option<&Arc<dyn Embedder>> {
        self.options.embedder.as_ref()
    }

    /// How many vectors there are, and how many there are to be.
    pub fn vectors(&self) -> (usize, usize) {
        self.now()
            .dense
            .as_ref()
            .map_or((0, 0), |dense| dense.progress())
    }

    /// The passages for a question, at most `limit`. It blocks for the milliseconds that the question's vector takes:
    /// where others wait for the thread, [`Retriever::retrieve`] does the same off it.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn find(&self, query: &str, limit: usize) -> Result<Found> {
        self.search().find(query, limit)
    }

    fn search(&self) -> Search {
        Search {
            loaded: self.now(),
            embedder: self.options.embedder.clone(),
            floor: self.options.floor,
        }
    }

    /// The ids of the articles for a question, best first, at most `limit`; each counts by its best passage. With
    /// `only`, other articles are left out. It blocks as [`Self::find`] does.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search_ids(
        &self,
        query: &str,
        only: Option<&[String]>,
        limit: usize,
    ) -> Result<Vec<String>> {
        let search = self.search();
        let loaded = &search.loaded;
        let only: Option<HashSet<&str>> = only.map(|ids| ids.iter().map(String::as_str).collect());
        let allowed = |passage: usize| {
            only.as_ref()
                .is_none_or(|only| only.contains(loaded.passages[passage].article.as_str()))
        };
        let asked = search.vector(query).as_deref().and_then(Asked::new);
        let Ranking { best, .. } =
            loaded.rank(query, asked.as_ref(), loaded.passages.len(), allowed)?;
        let mut seen = HashSet::new();
        let articles = best
            .iter()
            .map(|(passage, _)| &loaded.passages[*passage].article);
        Ok(articles
            .filter(|id| seen.insert(*id))
            .take(limit)
            .cloned()
            .collect())
    }

    /// Makes the vectors that are missing, keeps them, and says how many were made. It blocks, at a thousand passages for
    /// a minute.
    ///
    /// # Errors
    /// The embedder failed. What it made before is used and kept.
    pub fn embed(&self) -> Result<usize> {
        let mut made = 0;
        loop {
            match self.embed_some() {
                Ok(0) => break,
                Ok(more) => made += more,
                Err(error) => {
                    self.keep();
                    return Err(error);
                }
            }
        }
        if made > 0 {
            self.keep();
        }
        Ok(made)
    }

    /// Makes the next vectors that are missing: how many, 0 once all are there.
    pub(crate) fn embed_some(&self) -> Result<usize> {
        let loaded = self.now();
        match (&self.options.embedder, &loaded.dense) {
            (Some(embedder), Some(dense)) => dense.embed(embedder.as_ref(), &loaded.passages),
            _ => Ok(0),
        }
    }

    /// Writes the vectors down, where they are kept.
    pub(crate) fn keep(&self) {
        let loaded = self.now();
        let options = &self.options;
        if let (Some(embedder), Some(file), Some(dense)) =
            (&options.embedder, &options.vectors, &loaded.dense)
            && let Err(error) = dense.keep(file, embedder.id())
        {
            tracing::warn!(%error, "the vectors of the knowledge cannot be kept and are made again at the next start");
        }
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
        let files = self.fingerprint()?;
        let day = (self.options.today)();
        let old = self.now();
        if old.files.as_ref() == Some(&files) && old.day == Some(day) {
            return Ok(false);
        }
        let loaded = Loaded::read(files, day, &self.options, Some(&old))?;
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

    pub(crate) fn fingerprint(&self) -> Result<Fingerprint> {
        Fingerprint::of(&self.folder)
    }

    pub(crate) fn now(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Retriever for Library {
    async fn retrieve(&self, query: &str, limit: usize) -> Result<Found> {
        let search = self.search();
        if search.loaded.dense.is_none() {
            return search.find(query, limit);
        }
        let failed =
            |why: String| Error::new(ErrorKind::Unexpected, "searching the knowledge").because(why);
        let turn = self.searches.acquire().await;
        let _turn = turn.map_err(|closed| failed(closed.to_string()))?;
        let query = query.to_owned();
        tokio::task::spawn_blocking(move || search.find(&query, limit))
            .await
            .map_err(|panicked| failed(panicked.to_string()))?
    }

    fn read(&self, text: &str) -> Reading {
        let own = self.options.locale.split(['-', '_']).next();
        Reading {
            language: language_of(text, own.as_slice()),
            telling: self
                .now()
                .index
                .as_ref()
                .map(|index| index.telling(text))
                .unwrap_or_default(),
        }
    }
}

/// What one search needs, of one state of the knowledge.
struct Search {
    loaded: Arc<Loaded>,
    embedder: Option<Arc<dyn Embedder>>,
    floor: f32,
}

impl Search {
    fn find(&self, query: &str, limit: usize) -> Result<Found> {
        let vector = self.vector(query);
        let asked = vector.as_deref().and_then(Asked::new);
        let limit = limit.min(limits::RESULTS);
        let ranking = self
            .loaded
            .rank(query, asked.as_ref(), limit.max(1), |_| true)?;
        let passage = |&(passage, score): &(usize, f32)| Passage {
            score,
            ..self.loaded.passages[passage].clone()
        };
        Ok(Found {
            confident: !ranking.best.is_empty() && ranking.confidence >= self.floor,
            confidence: ranking.confidence,
            passages: ranking.best.iter().take(limit).map(passage).collect(),
            vector: vector.map(Arc::from),
        })
    }

    /// The vector of a question, where there are vectors to compare it with. Without it the words decide: a question
    /// does not go unanswered because an embedder is away.
    fn vector(&self, query: &str) -> Option<Vec<f32>> {
        let embedder = self.embedder.as_ref()?;
        let dense = self.loaded.dense.as_ref();
        dense.filter(|dense| dense.counts())?;
        match embedder.embed(&[query]) {
            Ok(mut vectors) => vectors.pop(),
            Err(error) => {
                tracing::warn!(%error, "a question is searched by its words alone");
                None
            }
        }
    }
}
