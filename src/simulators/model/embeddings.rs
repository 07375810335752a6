//! Embeddings without a model: words hashed into a few dimensions, so that texts that share words
//! are near each other and the same text always has the same vector.

use serde_json::{Value, json};

use super::api::tokens;
use crate::limits::{EMBEDDING_DIMENSIONS, EMBEDDING_INPUTS};

pub(super) fn embeddings(body: &Value) -> Result<Value, &'static str> {
    let inputs: Vec<&str> = match &body["input"] {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or("input must be text")?,
        _ => return Err("input must be a string or a list of strings"),
    };
    if inputs.is_empty() || inputs.len() > EMBEDDING_INPUTS {
        return Err("input must have between 1 and 2048 texts");
    }
    let asked = body["dimensions"]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok());
    let dimensions = asked
        .unwrap_or(EMBEDDING_DIMENSIONS)
        .clamp(1, EMBEDDING_INPUTS);
    let count: usize = inputs.iter().map(|text| tokens(text)).sum();
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let vector = vector(text, dimensions);
            json!({ "object": "embedding", "index": index, "embedding": vector })
        })
        .collect();
    Ok(json!({
        "object": "list",
        "model": body["model"],
        "data": data,
        "usage": { "prompt_tokens": count, "total_tokens": count },
    }))
}

/// A unit vector (or zero for a text without words).
fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let mut vector = vec![0_f32; dimensions];
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let hash = fnv(&word.to_lowercase());
        let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
        vector[(hash % dimensions as u64) as usize] += sign;
    }
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vector
}

/// FNV-1a: the same on every machine and in every version.
fn fnv(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
