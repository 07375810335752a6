//! The index of one business: three fields in a tantivy segment in memory. [`crate::score`] reads it.

use crate::{
    chunk::{Chunks, Phrase},
    language::Language,
    limits,
};
use std::sync::Arc;
use tantivy::{
    Index as Tantivy, InvertedIndexReader, ReloadPolicy, TantivyDocument,
    directory::RamDirectory,
    fieldnorm::FieldNormReader,
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

/// How often a word may come again before it stops to count (BM25's k1).
pub(crate) const SATURATION: f32 = 1.2;

/// The words of a business. Documents are the passages, in their order, and after them the phrases: tantivy numbers
/// the documents of its single segment as they come.
pub(crate) struct Index {
    /// Questions and other phrasings: one document each, so that the best phrasing counts and the others cost nothing.
    pub(crate) asked: Words,
    /// Titles and headings.
    pub(crate) above: Words,
    /// What the passages say.
    pub(crate) text: Words,
    pub(crate) language: Language,
    /// The passages.
    pub(crate) passages: usize,
    /// For each phrase, the passages that answer it.
    pub(crate) answers: Vec<std::ops::Range<usize>>,
    /// For each passage, whether it answers a question of an FAQ.
    pub(crate) is_answer: Vec<bool>,
    /// For each passage, whether it says no more than its title.
    pub(crate) repeats: Vec<bool>,
}

/// The words of one field.
pub(crate) struct Words {
    pub(crate) inverted: Arc<InvertedIndexReader>,
    norms: FieldNormReader,
    /// BM25's share of the length, for each of tantivy's 256 lengths.
    lengths: Vec<f32>,
    /// Documents that could have the field.
    pub(crate) documents: f32,
}

impl Words {
    /// BM25's share of the length of a document.
    pub(crate) fn length(&self, document: u32) -> f32 {
        self.lengths[usize::from(self.norms.fieldnorm_id(document))]
    }

    /// How many words a document has; exact below 40.
    pub(crate) fn count(&self, document: usize) -> u32 {
        self.norms.fieldnorm(document as u32)
    }
}

impl Index {
    /// Builds the index of some chunks: milliseconds for hundreds, seconds for a hundred thousand.
    pub(crate) fn build(chunks: &Chunks, locale: &str) -> tantivy::Result<Self> {
        let mut sample = String::new();
        for passage in &chunks.passages {
            if sample.len() >= limits::LANGUAGE_BYTES || !locale.is_empty() {
                break;
            }
            sample.push_str(&passage.text);
            sample.push(' ');
        }
        let language = Language::of(locale, &sample);
        let (schema, [asked, above, text]) = schema();
        let index = write(chunks, schema, [asked, above, text], &language)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        let segment = searcher.segment_reader(0);
        let words = |field: Field, documents: usize, b: f32| -> tantivy::Result<Words> {
            let inverted = segment.inverted_index(field)?;
            let norms = segment
                .fieldnorms_readers()
                .get_field(field)?
                .unwrap_or_else(|| FieldNormReader::constant(0, 1));
            let average = inverted.total_num_tokens() as f32 / documents.max(1) as f32;
            let share = |id: u8| {
                let length = FieldNormReader::id_to_fieldnorm(id) as f32;
                SATURATION * (1.0 - b + b * length / average.max(1.0))
            };
            let lengths = (0..=u8::MAX).map(share).collect();
            Ok(Words {
                inverted,
                norms,
                lengths,
                documents: documents as f32,
            })
        };
        let passages = chunks.passages.len();
        // The last is BM25's b: how much a long document is held against it. Questions differ less in length than texts.
        Ok(Self {
            asked: words(asked, chunks.phrases.len(), 0.5)?,
            above: words(above, passages, 0.75)?,
            text: words(text, passages, 0.5)?,
            language,
            passages,
            answers: chunks
                .phrases
                .iter()
                .map(|phrase| phrase.answers.clone())
                .collect(),
            is_answer: chunks
                .passages
                .iter()
                .map(|p| p.question.is_some())
                .collect(),
            repeats: chunks.passages.iter().map(|p| p.text == p.title).collect(),
        })
    }
}

fn schema() -> (Schema, [Field; 3]) {
    let mut schema = Schema::builder();
    let mut field = |name: &str, tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqs);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let fields = [
        field("asked", "all"),
        field("above", "content"),
        field("text", "content"),
    ];
    (schema.build(), fields)
}

fn write(
    chunks: &Chunks,
    schema: Schema,
    [asked, above, text]: [Field; 3],
    language: &Language,
) -> tantivy::Result<Tantivy> {
    let index = Tantivy::builder().schema(schema);
    let tokenizers = tantivy::tokenizer::TokenizerManager::new();
    tokenizers.register("all", language.all());
    tokenizers.register("content", language.content());
    let mut writer = index
        .tokenizers(tokenizers)
        .single_segment_index_writer(RamDirectory::create(), limits::INDEX_BYTES)?;
    for passage in &chunks.passages {
        let mut document = TantivyDocument::default();
        document.add_text(above, &passage.title);
        for heading in &passage.headings {
            document.add_text(above, heading);
        }
        document.add_text(text, &passage.text);
        writer.add_document(document)?;
    }
    for Phrase { text, .. } in &chunks.phrases {
        let mut document = TantivyDocument::default();
        document.add_text(asked, text);
        writer.add_document(document)?;
    }
    writer.finalize()
}
