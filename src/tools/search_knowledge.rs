//! `search_knowledge`: passages for a question that the first retrieval did not answer.

use crate::{limits, spec};
use async_trait::async_trait;
use frontdesk_core::{
    Error,
    retrieval::Passage,
    tool::{Tool, ToolContext, ToolOutput, ToolSpec},
};
use serde_json::{Value, json};

const OPERATION: &str = "searching the knowledge";

/// See the module.
#[derive(Debug)]
pub struct SearchKnowledge {
    spec: ToolSpec,
}

impl SearchKnowledge {
    /// The tool.
    pub fn new() -> Self {
        Self {
            spec: spec::spec(
                "search_knowledge",
                "Searches the articles of the business. Use it when the passages at hand do not answer the question; \
                 search with the words an article would use.",
                json!({
                    "query": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": limits::ARGUMENT_CHARS,
                        "description": "What to search for.",
                    },
                }),
                &["query"],
            ),
        }
    }
}

impl Default for SearchKnowledge {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Tool for SearchKnowledge {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        spec::check(&self.spec, OPERATION, &arguments)?;
        let query = spec::text(&arguments, "query")
            .ok_or_else(|| spec::wrong(OPERATION, "`query` is blank"))?;
        let found = context.retriever.retrieve(query, limits::PASSAGES).await?;
        if !found.confident || found.passages.is_empty() {
            return Ok(ToolOutput {
                text: "No article answers this.".into(),
                ..ToolOutput::default()
            });
        }
        let excerpts: Vec<String> = found.passages.iter().map(excerpt).collect();
        Ok(ToolOutput {
            text: excerpts.join("\n\n"),
            passages: found.passages,
            ..ToolOutput::default()
        })
    }
}

/// A passage under its id: its number among all passages of the turn is the engine's to give.
fn excerpt(passage: &Passage) -> String {
    let mut path = vec![passage.title.as_str()];
    path.extend(passage.headings.iter().map(String::as_str));
    path.extend(passage.question.as_deref());
    path.retain(|p| !p.is_empty());
    path.dedup();
    format!(
        "[{}] {}\n{}",
        passage.id,
        path.join(" > "),
        passage.text.trim()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use frontdesk_core::ErrorKind;

    #[tokio::test]
    async fn what_was_found_can_be_cited() {
        let context = testing::context("2027-03-17T15:00", "");
        let tool = SearchKnowledge::new();
        let output = tool
            .call(&context, json!({"query": "parking"}))
            .await
            .unwrap();
        assert_eq!(output.passages[0].article, "parking.md");
        assert!(output.text.starts_with("[parking.md#1] Parking\n"));
        let output = tool
            .call(&context, json!({"query": "tires"}))
            .await
            .unwrap();
        assert!(output.passages.is_empty() && output.text.starts_with("No article"));
    }

    #[tokio::test]
    async fn a_search_without_words_is_refused() {
        let context = testing::context("2027-03-17T15:00", "");
        for arguments in [json!({}), json!({"query": "  "}), json!({"query": 3})] {
            let error = SearchKnowledge::new()
                .call(&context, arguments)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
        }
    }
}
