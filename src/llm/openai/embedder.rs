//! Vectors from any endpoint that speaks OpenAI's `/embeddings`, for businesses that need another language or a better
//! model than the one in the program. One call, no retries: a question is searched by its words meanwhile, and an import goes on at
//! the next start.

use super::{base, failure, http_client, transport::Refusal};
use crate::limits;
use frontdesk_core::{Error, ErrorKind, Result, Secret, embed::Embedder};
use serde::{Deserialize, Serialize};
use std::{sync::OnceLock, time::Duration};
use tokio::runtime::Handle;

const EMBEDDING: &str = "asking the embedder";

/// An embedding model behind an OpenAI-compatible endpoint.
pub struct OpenAiEmbedder {
    base: String,
    key: Secret,
    model: String,
    id: String,
    http: reqwest::Client,
    dimensions: OnceLock<usize>,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [&'a str],
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    embedding: Vec<f32>,
}

impl OpenAiEmbedder {
    /// Prepares the client; nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if the address, the key or the model's name cannot be right; says how to mend it.
    pub fn new(api_base: &str, api_key: Secret, model: &str) -> Result<Self> {
        let base = base::normalise(api_base)?;
        base::check_key(&api_key)?;
        if model.trim().is_empty() {
            return Err(base::invalid("model", "name the embedding model to use"));
        }
        Ok(Self {
            http: http_client(&base)?,
            id: format!("{model} at {base}"),
            base,
            key: api_key,
            model: model.trim().into(),
            dimensions: OnceLock::new(),
        })
    }

    async fn ask(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let mut call = self.http.post(format!("{}/embeddings", self.base));
        if !self.key.is_empty() {
            call = call.bearer_auth(self.key.reveal());
        }
        let request = Request {
            model: &self.model,
            input: texts,
            encoding_format: "float",
        };
        let wait = if texts.len() == 1 {
            limits::QUESTION_VECTOR_MS
        } else {
            limits::VECTORS_MS
        };
        let call = call.timeout(Duration::from_millis(wait)).json(&request);
        let response = call
            .send()
            .await
            .map_err(|e| failure::of_http(EMBEDDING, e))?;
        if !response.status().is_success() {
            return Err(failure::of_refusal(
                EMBEDDING,
                Refusal::read(response).await,
            ));
        }
        read(response, texts.len()).await
    }
}

async fn read(mut response: reqwest::Response, texts: usize) -> Result<Vec<Vec<f32>>> {
    let wrong = |what| Error::new(ErrorKind::Unavailable, EMBEDDING).with("answer", what);
    let mut body = Vec::new();
    while let Some(bytes) = response
        .chunk()
        .await
        .map_err(|e| failure::of_http(EMBEDDING, e))?
    {
        body.extend_from_slice(&bytes);
        if body.len() > limits::VECTORS_BYTES {
            return Err(wrong("is too long"));
        }
    }
    let answer: Answer =
        serde_json::from_slice(&body).map_err(|_| wrong("is no list of vectors"))?;
    let mut vectors = vec![Vec::new(); texts];
    for row in answer.data {
        let place = vectors.get_mut(row.index);
        *place.ok_or_else(|| wrong("has more vectors than texts"))? = unit(row.embedding);
    }
    let length = vectors.first().map_or(0, Vec::len);
    if length == 0 || vectors.iter().any(|vector| vector.len() != length) {
        return Err(wrong("lacks vectors, or they differ in length"));
    }
    Ok(vectors)
}

/// Of length 1: not every model gives that.
fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length.is_normal() {
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vector
}

impl Embedder for OpenAiEmbedder {
    fn id(&self) -> &str {
        &self.id
    }

    fn dimensions(&self) -> usize {
        self.dimensions.get().copied().unwrap_or(0)
    }

    /// Models behind such endpoints are of many languages, and nothing tells which.
    fn reads(&self, _language: &str) -> bool {
        true
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let runtime = Handle::try_current()
            .map_err(|error| Error::new(ErrorKind::Unexpected, EMBEDDING).because(error))?;
        // Endpoints refuse empty texts; theirs is the vector of nothing.
        let given: Vec<&str> = texts
            .iter()
            .copied()
            .filter(|t| !t.trim().is_empty())
            .collect();
        let mut made = match given.as_slice() {
            [] => Vec::new(),
            given => runtime.block_on(self.ask(given))?,
        }
        .into_iter();
        if let Some(first) = made.as_slice().first() {
            self.dimensions.get_or_init(|| first.len());
        }
        let nothing = vec![0.0; self.dimensions()];
        let vector = |text: &&str| match text.trim() {
            "" => nothing.clone(),
            _ => made.next().unwrap_or_else(|| nothing.clone()),
        };
        Ok(texts.iter().map(vector).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Json, Router, http::StatusCode, routing::post};
    use serde_json::{Value, json};

    async fn served(router: Router) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    async fn embed(url: &str, texts: &'static [&'static str]) -> Result<Vec<Vec<f32>>> {
        let embedder = OpenAiEmbedder::new(url, Secret::from("key"), "small").unwrap();
        tokio::task::spawn_blocking(move || embedder.embed(texts))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn vectors_come_in_the_order_of_the_texts_and_of_length_one() {
        let answer = post(|Json(asked): Json<Value>| async move {
            assert_eq!(asked["input"], json!(["a", "b"]));
            Json(
                json!({"data": [{"index": 1, "embedding": [0.0, 2.0]}, {"index": 0, "embedding": [3.0, 4.0]}]}),
            )
        });
        let url = served(Router::new().route("/v1/embeddings", answer)).await;
        let vectors = embed(&url, &["a", " ", "b"]).await.unwrap();
        assert_eq!(vectors, [vec![0.6, 0.8], vec![0.0, 0.0], vec![0.0, 1.0]]);
    }

    #[tokio::test]
    async fn a_refusal_and_a_strange_answer_are_errors() {
        let refusal = post(|| async { (StatusCode::UNAUTHORIZED, "{}") });
        let url = served(Router::new().route("/v1/embeddings", refusal)).await;
        let error = embed(&url, &["a"]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        let strange = post(|| async { Json(json!({"data": []})) });
        let url = served(Router::new().route("/v1/embeddings", strange)).await;
        let error = embed(&url, &["a"]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }
}
