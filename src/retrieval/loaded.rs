//! One state of a business's knowledge: what was read, made searchable. [`crate::library`] holds it and exchanges it.

use crate::{
    article::Article,
    check::Problem,
    chunk::Chunks,
    dense::Dense,
    embed::vectors::Asked,
    index::Index,
    language::detect::detect,
    library::Options,
    limits,
    search::Ranking,
    sources::{self, Fingerprint},
    structured::Setting,
};
use chrono::NaiveDate;
use frontdesk_core::{Error, ErrorKind, Result, retrieval::Passage};

/// One state of the knowledge.
pub(crate) struct Loaded {
    pub(crate) passages: Vec<Passage>,
    /// `None` where there is nothing to find.
    pub(crate) index: Option<Index>,
    /// The vectors; `None` where there is no embedder or it does not read the language.
    pub(crate) dense: Option<Dense>,
    pub(crate) articles: usize,
    pub(crate) problems: Vec<Problem>,
    pub(crate) files: Option<Fingerprint>,
    pub(crate) day: Option<NaiveDate>,
}

impl Loaded {
    /// Reads the files of a folder. What `before` has embedded is not embedded again.
    pub(crate) fn read(
        files: Fingerprint,
        day: NaiveDate,
        options: &Options,
        before: Option<&Self>,
    ) -> Result<Self> {
        let setting = Setting {
            currency: &options.currency,
            today: day,
        };
        let sources = sources::read(&files, setting);
        let loaded = Self::index(&sources.articles, sources.problems, options, before)?;
        Ok(Self {
            files: Some(files),
            day: Some(day),
            ..loaded
        })
    }

    /// Makes what is searched of articles.
    pub(crate) fn index(
        articles: &[Article],
        mut problems: Vec<Problem>,
        options: &Options,
        before: Option<&Self>,
    ) -> Result<Self> {
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
        let embedder = options
            .embedder
            .as_ref()
            .filter(|embedder| embedder.reads(&language(&options.locale, &chunks)));
        let dense = embedder.map(|embedder| {
            let file = options.vectors.as_deref();
            let before = before.and_then(|before| before.dense.as_ref());
            Dense::new(
                &chunks.passages,
                chunks.phrases,
                embedder.id(),
                file,
                before,
            )
        });
        Ok(Self {
            passages: chunks.passages,
            index,
            dense,
            articles: used,
            problems,
            files: None,
            day: None,
        })
    }

    /// What fits a query, at most `limit` passages of those that `allowed` lets through, and how sure that is. The
    /// query's vector is `asked`, if it has one.
    pub(crate) fn rank(
        &self,
        query: &str,
        asked: Option<&Asked>,
        limit: usize,
        allowed: impl Fn(usize) -> bool,
    ) -> Result<Ranking> {
        let Some(index) = &self.index else {
            return Ok(Ranking::default());
        };
        let words = index.score(query).map_err(|error| {
            Error::new(ErrorKind::Unexpected, "reading the index of knowledge").because(error)
        })?;
        let near = asked
            .zip(self.dense.as_ref())
            .and_then(|(asked, dense)| dense.near(index, asked));
        Ok(Ranking::of(index, &words, near.as_ref(), limit, allowed))
    }
}

/// The language of the articles, as ISO 639-1 tells it: that of the locale or, where there is none, what they seem to be
/// written in. English where they are too short to tell.
fn language(locale: &str, chunks: &Chunks) -> String {
    if let Some(code) = locale
        .split(['-', '_'])
        .next()
        .filter(|code| !code.is_empty())
    {
        return code.to_lowercase();
    }
    let mut sample = String::new();
    for passage in &chunks.passages {
        sample.push_str(&passage.text);
        sample.push(' ');
        if sample.len() >= limits::LANGUAGE_BYTES {
            break;
        }
    }
    sample.truncate(sample.floor_char_boundary(limits::LANGUAGE_BYTES));
    detect(&sample, &["en"]).unwrap_or("en").to_owned()
}
